"""The agenda: events and deadlines that releases tell of, what is coming first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from storage.agenda import coming, past
from storage.site.page import Asked, Page
from storage.site.query import read_page

if TYPE_CHECKING:
    import sqlite3

    from storage.agenda import Happening

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class Month:
    """What happens in one month (``2026-11``)."""

    month: str
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """A page of the agenda; ``past`` where it looks back."""

    months: tuple[Month, ...]
    past: bool
    page: int
    more: bool


def agenda(conn: sqlite3.Connection, asked: Asked) -> Page:
    """Return what is coming, or with ``?vis=tidligere`` what has been."""
    back = "tidligere" in asked.parameters.get("vis", ())
    number = read_page(asked.parameters)
    today, skip = asked.today.isoformat(), (number - 1) * PAGE_SIZE
    ask = past if back else coming
    found = ask(conn, today, most=PAGE_SIZE + 1, skip=skip)
    months = tuple(
        Month(month, tuple(happenings))
        for month, happenings in groupby(found[:PAGE_SIZE], key=lambda one: one.starts[:7])
    )
    return Page("agenda.html", Agenda(months, back, number, len(found) > PAGE_SIZE))
