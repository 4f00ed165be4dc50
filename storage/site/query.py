"""A search as its address says it: ``/sok?q=skole&avsender=ks&fra=2026-11-01``, and back. Pure.

Every page, saved search and export that has filters reads and writes them here, so that an
address can be sent to a colleague and means the same everywhere.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from storage.search_filters import Filters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Order = Literal["relevance", "newest"]

UNKNOWN: Final = "ukjent"
"""How an address names the empty language: a parameter without a value says nothing."""

_ORDERS: Final[dict[str, Order]] = {"relevans": "relevance", "nyeste": "newest"}
_ISO: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_NORWEGIAN: Final = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LONGEST: Final = 2000
_MOST_PAGES: Final = 500


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: words, filters, order and page.

    ``misread`` names the parameters (``fra``, ``til``) that hold no date; they filter nothing.
    """

    words: str = ""
    filters: Filters = field(default_factory=Filters)
    order: Order = "relevance"
    page: int = 1
    misread: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words.strip() or self.filters)

    def parameters(self) -> list[tuple[str, str]]:
        """Return the query as an address has it; what is usual is left out."""
        chosen = self.filters
        named = [("q", self.words)] if self.words else []
        named += [("avsender", source) for source in chosen.source]
        named += [("type", kind) for kind in chosen.type]
        named += [("fra", chosen.since.isoformat())] if chosen.since else []
        named += [("til", chosen.until.isoformat())] if chosen.until else []
        named += [("sprak", language or UNKNOWN) for language in chosen.language]
        named += [("sortering", "nyeste")] if self.order == "newest" else []
        return named + ([("side", str(self.page))] if self.page > 1 else [])

    def narrowed(self, **filters: object) -> Query:
        """Return the same query with other filters, from its first page."""
        return replace(self, filters=replace(self.filters, **filters), page=1)  # type: ignore[arg-type]

    def at(self, page: int) -> Query:
        """Return another page of the same query."""
        return replace(self, page=page)

    def unfiltered(self) -> Query:
        """Return the words alone."""
        return replace(self, filters=Filters(), page=1)


def read_query(parameters: Mapping[str, Sequence[str]]) -> Query:
    """Return what an address asks for. Anything may stand in it; nothing raises."""

    def values(name: str) -> tuple[str, ...]:
        cleaned = (_CONTROL.sub("", value)[:_LONGEST] for value in parameters.get(name, ()))
        return tuple(dict.fromkeys(value for value in cleaned if value))

    def one(name: str) -> str:
        return next(iter(values(name)), "").strip()

    since, until = read_day(one("fra")), read_day(one("til"), last=True)
    languages = tuple("" if value == UNKNOWN else value for value in values("sprak"))
    return Query(
        words=one("q"),
        filters=Filters(values("avsender"), values("type"), since, until, languages),
        order=_ORDERS.get(one("sortering"), "relevance"),
        page=read_page(parameters),
        misread=tuple(
            name for name, day in (("fra", since), ("til", until)) if one(name) and day is None
        ),
    )


def read_page(parameters: Mapping[str, Sequence[str]]) -> int:
    """Return the number of the page asked for, from 1."""
    text = next(iter(parameters.get("side", ())), "")
    return min(max(int(text), 1), _MOST_PAGES) if re.fullmatch(r"[0-9]{1,6}", text) else 1


def read_day(text: str, *, last: bool = False) -> date | None:
    """Return a day typed as ``2026-11-19``, ``19.11.2026``, ``2026-11`` or ``2026``.

    Of a month or a year it is the first day, or with ``last`` the last one; ``None`` if no date.
    """
    if norwegian := _NORWEGIAN.fullmatch(text):
        day, month, year = map(int, norwegian.groups())
        return _day(year, month, day)
    if not (iso := _ISO.fullmatch(text)):
        return None
    year = int(iso[1])
    month = int(iso[2] or (12 if last else 1))
    if iso[3]:
        return _day(year, month, int(iso[3]))
    return end_of_month(year, month) if last else _day(year, month, 1)


def end_of_month(year: int, month: int) -> date | None:
    """Return the last day of a month, ``None`` where there is no such month."""
    first = _day(year, month, 1)
    return first and first.replace(day=calendar.monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
