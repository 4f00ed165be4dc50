"""The schema explains itself: every column of every table has a comment, and strict types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from storage.archive import Archive
from tests.docs.generate import column_comments

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

OF_SQLITE = re.compile(r"sqlite_|_sqlite_migrations")
"""SQLite's own tables, and sqlite-utils' record of the steps applied."""


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with Archive.open(tmp_path / "archive.db") as archive:
        yield archive.connection


def own_tables(connection: sqlite3.Connection) -> dict[str, bool]:
    """Return every ordinary table of ours, and whether it is strict."""
    listed = connection.execute(
        "SELECT name, type, strict FROM pragma_table_list WHERE schema = 'main'"
    )
    kinds = {name: (kind, bool(strict)) for name, kind, strict in listed}
    return {
        name: strict
        for name, (kind, strict) in kinds.items()
        if kind == "table" and not OF_SQLITE.match(name)
    }


def test_every_column_of_every_table_has_a_comment(connection: sqlite3.Connection) -> None:
    tables = own_tables(connection)
    assert len(tables) > 20
    for name in tables:
        told = column_comments(connection, name)
        for (column,) in connection.execute("SELECT name FROM pragma_table_xinfo(?)", (name,)):
            assert told.get(column), f"{name}.{column} has no comment"


def test_every_table_has_strict_types(connection: sqlite3.Connection) -> None:
    assert [name for name, strict in own_tables(connection).items() if not strict] == []
