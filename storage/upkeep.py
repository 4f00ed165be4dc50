"""Copies of a live archive, and its check against itself."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from pressearkiv.errors import ArchiveError
from storage import captures, database, search_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.archive import Archive


def backup(archive: Path, target: Path) -> None:
    """Copy an archive, even while a run writes and people read.

    ``VACUUM INTO`` copies one consistent state and holds nobody up; the copy takes its name only
    when it is whole. Raises ``ArchiveError``, also where ``target`` exists already.
    """
    if not archive.exists():
        raise ArchiveError(f"there is no archive at {archive}", hint="“pressearkiv run” makes one.")
    if target.exists():
        raise ArchiveError(f"{target} exists already", hint="Name a file that is not there yet.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    with database.explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(archive, timeout=database.BUSY_SECONDS)) as connection:
            connection.execute("VACUUM INTO ?", (str(unfinished),))
        unfinished.replace(target)


def verify(archive: Archive) -> Iterator[str]:
    """Yield a sentence for everything in the archive that does not hold; nothing when all does.

    Checked are SQLite's own structure, foreign keys, every capture against its hash, revisions
    and releases against each other, and the search index against the texts, this last on a
    temporary copy, so that no run has to wait for it.
    """
    connection = archive.connection
    checks: dict[str, Callable[[], Iterator[str]]] = {
        "structure": lambda: _structure(connection),
        "foreign keys": lambda: _references(connection),
        "captures": lambda: captures.damaged(connection),
        "revisions": lambda: _without_revisions(connection),
        "search index": lambda: _index(archive),
    }
    for name, check in checks.items():
        try:
            yield from check()
        except (sqlite3.DatabaseError, ArchiveError) as error:
            # A damaged page stops one check; what the others find is told all the same.
            yield f"{name}: {error}"


def _structure(connection: sqlite3.Connection) -> Iterator[str]:
    for (message,) in connection.execute("PRAGMA integrity_check"):
        if message != "ok":
            yield f"structure: {message}"


def _references(connection: sqlite3.Connection) -> Iterator[str]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"foreign key: row {row} of {table} points at no row of {parent}"


def _without_revisions(connection: sqlite3.Connection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT key, releases.revision, count(v.revision), max(v.revision) FROM releases"
        " LEFT JOIN revisions AS v ON v.release_id = releases.id GROUP BY releases.id"
        " HAVING count(v.revision) != releases.revision"
        " OR max(v.revision) IS NOT releases.revision"
    )
    for key, number, count, newest in rows:
        yield f"{key}: at revision {number}, but {count} are kept, up to {newest}"


def _index(archive: Archive) -> Iterator[str]:
    with tempfile.TemporaryDirectory(dir=archive.path.parent, prefix="verify-") as folder:
        copy = Path(folder) / "copy.db"
        backup(archive.path, copy)
        with closing(sqlite3.connect(copy)) as connection:
            yield from search_index.check(connection)
