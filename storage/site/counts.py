"""Counts over a large archive, kept for a minute: counting is what takes the time there.

More than ten thousand releases change by one or two in that minute, which nobody can tell from the
bars; fewer are counted afresh for each reader.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

from storage.search import Facets, facets
from storage.site import queries

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Hashable
    from datetime import datetime
    from pathlib import Path

    from storage.site.query import Query

LARGE: Final = 10_000
KEPT: Final = timedelta(minutes=1)
_MOST: Final = 200

_Counted = TypeVar("_Counted")
_kept: dict[Hashable, tuple[datetime, Any]] = {}


def counts(
    conn: sqlite3.Connection, archive: Path, query: Query, total: int, now: datetime
) -> Facets:
    """Return how many of ``total`` matching releases there are of each kind."""
    return _once_a_minute(
        (str(archive), query.words, query.filters),
        lambda: facets(conn, query.words, query.filters),
        total,
        now,
    )


def source_rows(
    conn: sqlite3.Connection, archive: Path, now: datetime
) -> dict[str, queries.SourceRow]:
    """Return every source that the archive has met, with its counts."""
    return _once_a_minute(
        (str(archive), "sources"), lambda: queries.source_rows(conn), _about(conn), now
    )


def months(
    conn: sqlite3.Connection, archive: Path, source_id: str, now: datetime
) -> dict[str, int]:
    """Return how many releases a source published each month, in order."""
    return _once_a_minute(
        (str(archive), "months", source_id),
        lambda: queries.months(conn, source_id),
        _about(conn),
        now,
    )


def _about(conn: sqlite3.Connection) -> int:
    """Return about how many releases there are, at no cost: none is ever taken away."""
    (last,) = conn.execute("SELECT max(id) FROM releases").fetchone()
    return last or 0


def _once_a_minute(
    what: Hashable, count: Callable[[], _Counted], total: int, now: datetime
) -> _Counted:
    if total <= LARGE:
        return count()
    held = _kept.get(what)
    if held is not None and timedelta() <= now - held[0] < KEPT:
        return held[1]  # type: ignore[no-any-return]
    counted = count()
    if len(_kept) >= _MOST:
        _kept.clear()
    _kept[what] = (now, counted)
    return counted
