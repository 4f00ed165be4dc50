"""The sources: how they are, what they have given, month by month, and how the last visits went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage.site import counts, queries
from storage.site.charts import Chart, chart
from storage.site.page import Asked, Page
from storage.site.pages_search import Period, period_of
from storage.site.query import Query
from storage.site.visits import VisitRow, health, known_sources, recent_visits

if TYPE_CHECKING:
    import sqlite3

    from storage.site.health import SourceHealth

_VISITS: Final = 8


@dataclass(frozen=True, slots=True)
class SourcePart:
    """One source; ``state`` is ``None`` for one that is visited no more, ``row`` for a new one."""

    id: str
    name: str
    state: SourceHealth | None
    row: queries.SourceRow | None
    chart: Chart
    periods: tuple[Period, ...]
    visits: tuple[VisitRow, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """All sources."""

    sources: tuple[SourcePart, ...]


def sources(conn: sqlite3.Connection, asked: Asked) -> Page:
    """Return the page about the sources."""
    states = {state.id: state for state in health(conn, asked)}
    archive, now = asked.settings.archive, asked.now
    counted = counts.source_rows(conn, archive, now)
    parts = []
    for source in known_sources(conn, asked):
        drawn = chart(counts.months(conn, archive, source.id, now))
        only = Query().narrowed(source=(source.id,))
        parts.append(
            SourcePart(
                id=source.id,
                name=source.name,
                state=states.get(source.id),
                row=counted.get(source.id),
                chart=drawn,
                periods=tuple(period_of(only, bar.period) for bar in drawn.bars),
                visits=recent_visits(conn, source.id, _VISITS),
            )
        )
    return Page("sources.html", Sources(tuple(parts)))
