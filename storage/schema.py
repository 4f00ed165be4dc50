"""The archive's tables, and the migrations that bring an older file up to them.

The SQL is kept by SQLite itself, comments included: ``.schema`` in any client explains every
column. Times are UTC ``YYYY-MM-DDTHH:MM:SSZ`` text; a ``*_date`` is the local day in Europe/Oslo.
A migration that has been released is never edited; a change is a new one at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from storage.schema_v1 import RECORDS, RELEASES

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations


def _create_tables(db: Database) -> None:
    for statement in (*RELEASES, *RECORDS):
        db.conn.execute(statement)


STEPS: Final[tuple[tuple[str, Callable[[Database], None]], ...]] = (
    ("0001_tables", _create_tables),
)
"""Every migration in order: its name in ``_sqlite_migrations``, and what it does."""


def migrations() -> Migrations:
    """Return the migrations as sqlite-utils applies them, each in a transaction of its own."""
    from sqlite_utils.migrations import Migrations

    steps = Migrations("pressearkiv")
    for name, step in STEPS:
        steps(name=name)(step)
    return steps
