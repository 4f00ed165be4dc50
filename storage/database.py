"""The SQLite file: opened safely, brought up to date, written in transactions that hold.

sqlite-utils begins its transactions deferred and leaves foreign keys and WAL off: two runs that
read before they write would then fail each other at once. Here a transaction takes the write lock
as it begins, and the pragmas are set on every connection.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from pressearkiv.errors import ArchiveError
from storage import schema, search_index
from storage.search_memory import Connection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUSY_SECONDS: Final = 30.0
"""How long a writer waits for another: a backup or a person's own edit ends within it."""

# A release costs 13.3 kB at 2048 bytes, 14.8 kB at 4096, where a revision's text leaves
# a third of its page empty, and 13.6 to 17.1 kB at others; writing, reading and searching are no
# slower. It counts for a new file alone, and must come before WAL. The log is folded in at 16 MB:
# at the usual 1,000 pages, the same pages were written over and over (198 kB a release, not 144).
_PRAGMAS: Final = (
    "PRAGMA page_size = 2048",
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 8000",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA temp_store = MEMORY",
)


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the archive at ``path`` and bring its tables up to date.

    Args:
        path: the file; it and its folder are made where they are missing.
        read_only: open for reading alone; the file must be there and up to date.

    Raises:
        ArchiveError: the file is missing, not an archive, not ours to write, or from a newer
            edition of this program.
    """
    with explained(path):
        if read_only:
            return _open_read_only(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, check_same_thread=False, factory=Connection
        )
        try:
            # Before the pragmas: WAL is written into the file, and this one may not be ours.
            applied = _refuse_foreign(connection, path)
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            _migrate(connection, applied)
        except BaseException:
            connection.close()
            raise
        return connection


def _open_read_only(path: Path) -> sqlite3.Connection:
    if not path.exists():
        raise ArchiveError(
            f"there is no archive at {path}",
            hint="“pressearkiv run” makes one; “--config” names another config.toml.",
        )
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        timeout=BUSY_SECONDS,
        check_same_thread=False,
    )
    try:
        connection.execute("PRAGMA query_only = ON")
        if schema.newest() not in _refuse_foreign(connection, path):
            raise ArchiveError(
                f"{path} was written by an older edition of this program",
                hint="“pressearkiv run” brings it up to date.",
            )
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(db: sqlite3.Connection, applied: set[str]) -> None:
    if schema.newest() not in applied:
        # A fifth of the start of a run that has nothing to do.
        from sqlite_utils import Database

        schema.migrations().apply(Database(db))
    # Asked each time: between the steps and the index the program may have been killed.
    if search_index.lacks_words(db):
        with transaction(db):
            search_index.reindex(db)


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> set[str]:
    """Return the migrations that the file has; raise where it is not ours, or newer than we are."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if "_sqlite_migrations" not in tables:
        if tables:
            raise ArchiveError(
                f"{path} is a database, but no archive of this program",
                hint="Name another file under [archive] path in config.toml.",
            )
        return set()
    rows = connection.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = 'pressearkiv'"
    )
    applied = {row[0] for row in rows}
    unknown = applied - {file.name.removesuffix(".sql") for file in schema.steps()}
    if unknown:
        raise ArchiveError(
            f"{path} was written by a newer edition of this program ({max(unknown)})",
            hint="Install the newer edition; this one leaves the file as it is.",
        )
    return applied


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Hold the write lock for a block: all of it is stored, or nothing.

    An inner one is stored with the outer one; if it fails and the outer one goes on, it alone is
    undone.
    """
    if db.in_transaction:
        with _savepoint(db):
            yield
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        # Within the try: where it fails, the next transaction must not join in with this one.
        db.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


@contextmanager
def _savepoint(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("SAVEPOINT inner")
    try:
        yield
    except BaseException:
        # A full disk ends the whole transaction by itself, and its savepoints with it.
        if db.in_transaction:
            db.execute("ROLLBACK TO inner")
            db.execute("RELEASE inner")
        raise
    db.execute("RELEASE inner")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's and the system's errors into ``ArchiveError`` that say what to do."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise ArchiveError(f"the archive {path}: {error}", hint=_hint(str(error))) from error


def _hint(message: str) -> str:
    known = {
        "disk is full": "Free some space and run again; nothing stored is lost.",
        "readonly": "The user that runs this must own the file and its folder.",
        "unable to open": "Make the folder, and let the user that runs this write in it.",
        "Permission denied": "The user that runs this must own the file and its folder.",
        "malformed": "Restore the newest backup; “pressearkiv verify” tells whether it is whole.",
        "not a database": "Restore the newest backup, or name another file in config.toml.",
        "locked": "Another program keeps the file locked; end it and run again.",
        "No space": "Free some space and run again; nothing stored is lost.",
    }
    return next((hint for words, hint in known.items() if words in message), "")
