"""What hangs on the releases of ``benchmarks.search_speed``: revisions, edits, dates and visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

_COPIED = (
    "url, title, lead, body, type, language, publisher, published_text, published_local,"
    " text_status"
)
_REVISIONS = f"""\
INSERT INTO revisions
  (release_id, revision, seen_at, cause, {_COPIED}, attached, changed, content_hash)
SELECT id, ?, '2026-01-01T00:00:00Z', 'published', {_COPIED}, '{{}}', '["body"]', ''
  FROM releases WHERE id % ? = 0"""
_DATES = """\
INSERT INTO dates (release_id, position, text, starts, precision, role, place)
SELECT id, 1, 'mandag', date(published_date, '+' || (id % 400) || ' days'), 'day', 'event', ''
  FROM releases"""
_VISITS = """\
WITH RECURSIVE
  number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < 100000),
  moment(i, t) AS (
    SELECT i, strftime('%Y-%m-%dT%H:%M:%SZ', '2026-11-20', '-' || (i * 15) || ' minutes')
      FROM number)
INSERT INTO visits (run_id, source_id, started_at, finished_at, outcome, new, revised, completed,
  translated, unchanged, quarantined, requests, bytes)
SELECT i, 'ks', t, t, 'ok', 0, 0, 0, 0, 0, 0, 1, 1 FROM moment"""


def fill(conn: sqlite3.Connection) -> None:
    """Add what hangs on releases, and the record of a hundred thousand visits."""
    conn.execute(_REVISIONS, (1, 1))
    conn.execute(_REVISIONS, (2, 200))
    conn.execute("UPDATE releases SET revision = 2 WHERE id % 200 = 0")
    conn.execute(_DATES)
    conn.execute(_VISITS)
    conn.commit()
