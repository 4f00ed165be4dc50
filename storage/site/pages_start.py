"""The start page: search, what is new, what is coming, and whether the archive is fresh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.agenda import coming
from storage.site import queries
from storage.site.page import Asked, Page
from storage.site.query import Query
from storage.site.visits import health

if TYPE_CHECKING:
    import sqlite3

    from storage.agenda import Happening
    from storage.site.health import SourceHealth

_NEWEST = 8
_COMING = 5


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search: its name, and the query it stands for."""

    name: str
    query: Query


@dataclass(frozen=True, slots=True)
class Start:
    """All that the start page shows."""

    releases: int
    newest: tuple[queries.Listed, ...]
    coming: tuple[Happening, ...]
    sources: tuple[SourceHealth, ...]
    saved: tuple[Saved, ...]


def start(conn: sqlite3.Connection, asked: Asked) -> Page:
    """Return the start page."""
    saved = (Saved(s.name, Query(s.query, s.filters)) for s in asked.settings.searches)
    return Page(
        "start.html",
        Start(
            releases=queries.release_count(conn),
            newest=queries.newest(conn, _NEWEST),
            coming=coming(conn, asked.today.isoformat(), most=_COMING),
            sources=health(conn, asked),
            saved=tuple(saved),
        ),
    )
