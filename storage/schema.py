"""The archive's tables, and the migrations that bring an older file up to them.

Each file in ``storage/migrations`` is one step, applied once, in the order of its number. SQLite
keeps the SQL, comments included: ``.schema`` in any client explains every column. A step that has
been released is never edited; a change is a new file at the end.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations


def steps() -> list[Path]:
    """Return the migration files in the order in which they are applied."""
    return sorted((Path(__file__).parent / "migrations").glob("*.sql"))


def newest() -> str:
    """Return the name of the last step: what an archive of today's edition has applied."""
    return _name(steps()[-1])


def migrations() -> Migrations:
    """Return the steps as sqlite-utils applies them, each in a transaction of its own."""
    from sqlite_utils.migrations import Migrations

    known = Migrations("pressearkiv")
    for file in steps():
        known(name=_name(file))(_apply(file.read_text(encoding="utf-8")))
    return known


def statements(script: str) -> Iterator[str]:
    """Split SQL at the semicolons that end a statement, not at those in comments or triggers."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


def _name(file: Path) -> str:
    return file.stem


def _apply(script: str) -> Callable[[Database], None]:
    def step(db: Database) -> None:
        # Not executescript(): it would commit the transaction that the step runs in.
        for statement in statements(script):
            db.conn.execute(statement)

    return step
