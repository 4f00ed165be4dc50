"""Answers that belong together: those of one run, or of one crawl, and how they are found again.

A feed's answer and the pages that it leads to are one telling only where they were fetched at one
sitting. A run of ours says which it was; in a crawl a pause or a second answer from the same
address ends one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pipeline.imports.owners import same_place
from pipeline.times import parse_utc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from storage.imports import Import

PAUSE: Final = timedelta(hours=1)
"""After so long without an answer a crawl counts as another one."""

MOST: Final = 10_000
"""So many answers at a sitting, and no more: they are held in memory, without their bytes."""

_MOST_HOPS: Final = 5


@dataclass(frozen=True, slots=True)
class Row:
    """An answer, and its number in ``imports``."""

    number: int
    told: Import


def sittings(rows: Iterable[tuple[int, Import]]) -> Iterator[list[Row]]:
    """Part one source's answers, which come in the order of time."""
    sitting: list[Row] = []
    places: set[str] = set()
    for number, told in rows:
        place = same_place(told.url)
        if sitting and (len(sitting) >= MOST or _parts(sitting[-1].told, told, places, place)):
            yield sitting
            sitting, places = [], set()
        sitting.append(Row(number, told))
        places.add(place)
    if sitting:
        yield sitting


def _parts(last: Import, told: Import, places: set[str], place: str) -> bool:
    if last.run or told.run:
        return (last.run, last.began_at) != (told.run, told.began_at)
    pause = parse_utc(told.fetched_at) - parse_utc(last.fetched_at)
    return pause > PAUSE or place in places


class Sitting:
    """One sitting's answers, each given once: as asked for, or as the next in line."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._left: dict[int, Row] = {row.number: row for row in rows}
        self._put_by: dict[int, Row] = {}
        self._by_place: dict[str, list[int]] = {}
        for row in rows:
            self._by_place.setdefault(same_place(row.told.url), []).append(row.number)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The rows of ``imports`` that it is made of."""
        return tuple(row.number for row in self._rows)

    @property
    def starts(self) -> str:
        """When it began, UTC text."""
        first = self._rows[0].told
        return first.began_at or first.fetched_at

    def now(self, told: Import) -> datetime:
        """Return the clock's time as the run had it when it looked at ``told``."""
        return parse_utc(told.began_at or told.fetched_at)

    def put_by(self, told: Import) -> None:
        """Keep an answer for who asks for it later: it is no longer the next in line."""
        row = self._first(told.url)
        if row is not None:
            del self._left[row.number]
            self._put_by[row.number] = row

    @property
    def has_put_by(self) -> bool:
        """Whether something waits to be asked for."""
        return bool(self._put_by)

    def next(self) -> Import | None:
        """Return the first answer that was not given yet, without giving it."""
        row = next(iter(self._left.values()), None)
        return row.told if row else None

    def give(self, url: str) -> Import | None:
        """Return the first answer from ``url`` that was not given yet, through its redirects."""
        for _ in range(_MOST_HOPS):
            row = self._first(url)
            if row is None:
                return None
            self._left.pop(row.number, None)
            self._put_by.pop(row.number, None)
            if row.told.moved_to is None:
                return row.told
            url = row.told.moved_to
        return None

    def _first(self, url: str) -> Row | None:
        numbers = self._by_place.get(same_place(url), [])
        left = (self._left.get(n) or self._put_by.get(n) for n in numbers)
        return next((row for row in left if row is not None), None)
