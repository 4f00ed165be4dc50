"""What the archive remembers of the visits to its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.site.health import LastVisits, SourceHealth, judge
from storage.site.queries import source_names
from storage.site.settings import SiteSource

if TYPE_CHECKING:
    import sqlite3

    from storage.site.page import Asked


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit; ``cause`` is the error's name, empty where all came."""

    finished_at: str
    outcome: str
    new: int
    revised: int
    quarantined: int
    error: str
    cause: str


def known_sources(conn: sqlite3.Connection, asked: Asked) -> tuple[SiteSource, ...]:
    """Return the sources of the config in its order, then those that only the archive knows."""
    configured = asked.settings.sources
    ids = {source.id for source in configured}
    others = (
        SiteSource(source_id, name)
        for source_id, name in source_names(conn).items()
        if source_id not in ids
    )
    return (*configured, *others)


def health(conn: sqlite3.Connection, asked: Asked) -> tuple[SourceHealth, ...]:
    """Return how each source is. One that is no longer in the config cannot be ill."""
    last = _last_visits(conn)
    sources = asked.settings.sources or known_sources(conn, asked)
    return tuple(judge(source, last.get(source.id), asked.now) for source in sources)


def recent_visits(conn: sqlite3.Connection, source_id: str, most: int) -> tuple[VisitRow, ...]:
    """Return the newest visits to a source."""
    rows = conn.execute(
        "SELECT v.finished_at, v.outcome, v.new, v.revised, v.quarantined, coalesce(v.error, ''),"
        " coalesce(v.error_kind, '')"
        " FROM visits AS v WHERE v.source_id = ? ORDER BY v.finished_at DESC, v.run_id DESC"
        " LIMIT ?",
        (source_id, most),
    )
    return tuple(VisitRow(*row) for row in rows)


def _last_visits(conn: sqlite3.Connection) -> dict[str, LastVisits]:
    # One look-up each in the index on (source_id, finished_at), however many visits there were.
    rows = conn.execute(
        "SELECT id,"
        " (SELECT finished_at FROM visits WHERE source_id = sources.id AND outcome = 'ok'"
        "  ORDER BY finished_at DESC LIMIT 1),"
        " (SELECT max(finished_at) FROM visits WHERE source_id = sources.id),"
        " (SELECT outcome FROM visits WHERE source_id = sources.id"
        "  ORDER BY finished_at DESC, run_id DESC LIMIT 1)"
        " FROM sources"
    )
    return {row[0]: LastVisits(*row) for row in rows}
