"""What publishers did to their releases after publishing: edits, withdrawals and returns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import sqlite3

What = Literal["revised", "withdrawn", "returned"]

# Later revisions are found in the index: rows are long, and most are first ones.
_CHANGES = """
SELECT r.key, r.title, r.source_id, r.publisher, r.url, v.seen_at AS at, 'revised' AS what,
       v.revision, v.changed
  FROM revision_rows AS v JOIN releases AS r ON r.id = v.release_id
 WHERE v.rowid IN (SELECT rowid FROM revision_rows WHERE revision > 1) AND v.cause = 'published'
UNION ALL
SELECT r.key, r.title, r.source_id, r.publisher, r.url, w.withdrawn_at, 'withdrawn', NULL, '[]'
  FROM withdrawals AS w JOIN releases AS r ON r.id = w.release_id
UNION ALL
SELECT r.key, r.title, r.source_id, r.publisher, r.url, w.returned_at, 'returned', NULL, '[]'
  FROM withdrawals AS w JOIN releases AS r ON r.id = w.release_id
 WHERE w.returned_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Changed:
    """One change: when we found it (UTC text), and the names of the changed fields of an edit."""

    key: str
    title: str
    source_id: str
    publisher: str
    url: str
    at: str
    what: What
    revision: int | None
    fields: tuple[str, ...]


def changes(
    db: sqlite3.Connection,
    since: str | None = None,
    source_id: str | None = None,
    *,
    limit: int = -1,
    offset: int = 0,
) -> list[Changed]:
    """Return what was changed at ``since`` (UTC text or a day) or later, the newest first.

    At most ``limit`` of them, from the one after ``offset`` on; a negative limit is none.
    """
    rows = db.execute(
        f"SELECT * FROM ({_CHANGES}) WHERE (:since IS NULL OR at >= :since)"  # noqa: S608
        " AND (:source IS NULL OR source_id = :source) ORDER BY at DESC, key"
        " LIMIT :limit OFFSET :offset",
        {"since": since, "source": source_id, "limit": limit, "offset": offset},
    )
    return [_changed(*row) for row in rows]


def _changed(*row: Any) -> Changed:
    key, title, source_id, publisher, url, at, what, revision, fields = row
    names = tuple(json.loads(fields))
    return Changed(key, title, source_id, publisher, url, at, what, revision, names)


def withdraw(db: sqlite3.Connection, release_id: int, at: str) -> None:
    """Note that a release was taken away; its text stays."""
    db.execute("UPDATE releases SET withdrawn_at = ? WHERE id = ?", (at, release_id))
    db.execute("INSERT INTO withdrawals (release_id, withdrawn_at) VALUES (?, ?)", (release_id, at))


def give_back(db: sqlite3.Connection, release_id: int, at: str) -> None:
    """Note that a release that was taken away is there again."""
    db.execute("UPDATE releases SET withdrawn_at = NULL WHERE id = ?", (release_id,))
    db.execute(
        "UPDATE withdrawals SET returned_at = ? WHERE release_id = ? AND returned_at IS NULL",
        (at, release_id),
    )
