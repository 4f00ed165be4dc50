"""Counts beside large result lists, kept for a minute: counting is what takes the time there.

A list of more than ten thousand releases changes by one or two in that minute, which nobody can
tell from the bars; smaller ones are counted afresh for each reader.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from storage.search import Facets, facets

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime
    from pathlib import Path

    from storage.site.query import Query

LARGE: Final = 10_000
KEPT: Final = timedelta(minutes=1)
_MOST: Final = 200

_Key = tuple[str, str, object]
_kept: dict[_Key, tuple[datetime, Facets]] = {}


def counts(
    conn: sqlite3.Connection, archive: Path, query: Query, total: int, now: datetime
) -> Facets:
    """Return how many of ``total`` matching releases there are of each kind."""
    if total <= LARGE:
        return facets(conn, query.words, query.filters)
    key = (str(archive), query.words, query.filters)
    held = _kept.get(key)
    if held is not None and timedelta() <= now - held[0] < KEPT:
        return held[1]
    counted = facets(conn, query.words, query.filters)
    if len(_kept) >= _MOST:
        _kept.clear()
    _kept[key] = (now, counted)
    return counted
