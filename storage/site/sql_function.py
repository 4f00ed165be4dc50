"""The archive's search as an SQL function, for Datasette's own pages.

``SELECT … FROM releases_fts WHERE releases_fts MATCH pressearkiv_match('kommunane')``
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from storage.search_plan import plan

if TYPE_CHECKING:
    import sqlite3

NAME: Final = "pressearkiv_match"

_NOTHING: Final = '""'
"""A MATCH expression that finds nothing: an empty one would be a syntax error."""


def register(conn: sqlite3.Connection) -> None:
    """Let SQL on this connection turn typed text into a safe MATCH expression."""

    def match(typed: object) -> str:
        return plan(conn, str(typed or "")).match or _NOTHING

    conn.create_function(NAME, 1, match)
