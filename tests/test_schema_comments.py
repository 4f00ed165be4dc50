"""The schema explains itself: every column of every table has a comment, and strict types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from storage.archive import Archive

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


def own_tables(connection: sqlite3.Connection) -> dict[str, tuple[str, bool]]:
    """Return the SQL of every ordinary table of ours, and whether it is strict."""
    listed = connection.execute(
        "SELECT name, type, strict FROM pragma_table_list WHERE schema = 'main'"
    )
    kinds = {name: (kind, bool(strict)) for name, kind, strict in listed}
    sql = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    return {
        name: (sql[name], strict)
        for name, (kind, strict) in kinds.items()
        if kind == "table" and not OF_SQLITE.match(name)
    }


def test_every_column_of_every_table_has_a_comment(connection: sqlite3.Connection) -> None:
    tables = own_tables(connection)
    assert len(tables) > 20
    for name, (sql, _) in tables.items():
        for (column,) in connection.execute("SELECT name FROM pragma_table_xinfo(?)", (name,)):
            line = re.search(rf"^\s*{column} .*$", sql, re.MULTILINE)
            assert line, f"{name}.{column}"
            assert re.search(r"--\s*\S", line.group()), f"{name}.{column} has no comment"


def test_every_table_has_strict_types(connection: sqlite3.Connection) -> None:
    assert [name for name, (_, strict) in own_tables(connection).items() if not strict] == []


def test_every_reference_can_be_followed_by_an_index_or_the_rows_own_key(
    connection: sqlite3.Connection,
) -> None:
    for name in own_tables(connection):
        for row in connection.execute(
            'SELECT "table", "from" FROM pragma_foreign_key_list(?)', (name,)
        ):
            assert row[0] in own_tables(connection), f"{name}.{row[1]} refers to {row[0]}"
