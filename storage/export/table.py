"""The columns that people see in a spreadsheet: headed in bokmål, times as on the wall in Oslo."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.export.text import neutral, oslo, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.export.query import ExportOptions
    from storage.export.rows import ExportedRelease


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere."""

    url: str


Cell = str | int | datetime.datetime | datetime.date | Link | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, and its cell for a release."""

    heading: str
    width: int
    cell: Callable[[ExportedRelease], Cell]


PRECISIONS = {
    "second": "sekund",
    "minute": "minutt",
    "hour": "time",
    "day": "dag",
    "week": "uke",
    "month": "måned",
    "quarter": "kvartal",
    "season": "årstid",
    "tertial": "tertial",
    "half-year": "halvår",
    "year": "år",
}


def columns(options: ExportOptions) -> tuple[Column, ...]:
    """Return the columns, those about people only where they are asked for."""
    return _COLUMNS if options.contacts == "keep" else _COLUMNS[: -len(_PEOPLE)]


def safe(text: str) -> str:
    """Return text as a cell may hold it."""
    return neutral(printable(text))


def _moment(local: str | None) -> Cell:
    if not local:
        return None
    if len(local) == len("2026-03-12"):
        return datetime.date.fromisoformat(local)
    return datetime.datetime.fromisoformat(local)


def _documents(release: ExportedRelease) -> str:
    return "\n".join(f"{one.title} {one.url}".strip() for one in release.documents)


def _contacts(release: ExportedRelease) -> str:
    people = ((one.name, one.title, one.phone, one.email) for one in release.contacts)
    return "\n".join(", ".join(filter(None, said)) for said in people)


_PEOPLE = (Column("Kontakter", 40, _contacts),)

_COLUMNS = (
    Column("Publisert", 17, lambda one: _moment(one.published_local)),
    Column("Avsender", 28, lambda one: one.publisher),
    Column("Type", 16, lambda one: one.type),
    Column("Tittel", 70, lambda one: one.title),
    Column("Ingress", 60, lambda one: one.lead),
    Column("Brødtekst", 60, lambda one: one.body),
    Column("Lenke", 50, lambda one: Link(one.url)),
    Column("Språk", 7, lambda one: one.language),
    Column("Dokumenter", 40, _documents),
    Column("Dato", 11, lambda one: _moment(one.published_date)),
    Column("Presisjon", 10, lambda one: PRECISIONS.get(one.published_precision or "", "")),
    Column("Revisjon", 9, lambda one: one.revision),
    Column("Først sett", 17, lambda one: oslo(one.first_seen_at)),
    Column("Trukket tilbake", 17, lambda one: one.withdrawn_at and oslo(one.withdrawn_at)),
    Column("Kilde", 10, lambda one: one.source_id),
    Column("Nøkkel", 24, lambda one: one.key),
    *_PEOPLE,
)
