"""Does one release match a saved search? Asked as the release is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.search_filters import Filters, matching
from storage.search_plan import plan

if TYPE_CHECKING:
    import sqlite3


def matches(db: sqlite3.Connection, release_id: int, typed: str, filters: Filters) -> bool:
    """Tell whether ``search`` would find a release, as it stands inside this transaction."""
    tables, where, parameters = matching(plan(db, typed), filters)
    column = "releases.id" if "releases" in tables.split() else "releases_fts.rowid"
    sql = f"SELECT 1 FROM {tables} WHERE {where} AND {column} = :release LIMIT 1"  # noqa: S608
    return db.execute(sql, {**parameters, "release": str(release_id)}).fetchone() is not None
