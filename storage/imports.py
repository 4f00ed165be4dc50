"""The table ``imports``: answers taken in from files, and what of them is still to be recorded.

All functions run in the caller's transaction and never commit; times are UTC text.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from storage.rows import insert_into

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Import:
    """One answer taken in: a row of ``imports``, without its number and ``read_at``."""

    record_id: str
    file: str
    source_id: str
    url: str
    fetched_at: str
    status: int | None
    outcome: str
    capture_id: int | None = None
    digest: str = ""
    moved_to: str | None = None
    error: str | None = None
    run: str = ""
    began_at: str | None = None
    held: str = ""


_COLUMNS: Final = tuple(Import.__dataclass_fields__)


def knows(db: sqlite3.Connection, record_id: str) -> bool:
    """Tell whether a record has been taken in."""
    sql = "SELECT 1 FROM imports WHERE record_id = ?"
    return db.execute(sql, (record_id,)).fetchone() is not None


def was_fetched(db: sqlite3.Connection, source_id: str, url: str, at: str, outcome: str) -> bool:
    """Tell whether this archive's own runs made this very request."""
    sql = "SELECT 1 FROM fetches WHERE url = ? AND fetched_at = ? AND source_id = ? AND outcome = ?"
    return db.execute(sql, (url, at, source_id, outcome)).fetchone() is not None


def add(db: sqlite3.Connection, taken: Import) -> None:
    """Keep one answer, to be recorded later."""
    insert_into(db, "imports", asdict(taken))


def meant(db: sqlite3.Connection, digest: str, url: str, at: str) -> int | None:
    """Return the capture that a revisit means: by its digest, or by address and time."""
    for sql, values in (
        ("SELECT capture_id FROM imports WHERE digest = ? AND digest != ''", (digest,)),
        ("SELECT capture_id FROM imports WHERE url = ? AND fetched_at = ?", (url, at)),
        (
            "SELECT id FROM captures WHERE url = ? AND fetched_at <= ? ORDER BY fetched_at DESC",
            (url, at),
        ),
    ):
        for (found,) in db.execute(f"{sql} LIMIT 1", values):
            if found is not None:
                return int(found)
    return None


def owner(db: sqlite3.Connection, capture_id: int) -> str:
    """Return the source for which a capture was kept."""
    row = db.execute("SELECT source_id FROM captures WHERE id = ?", (capture_id,)).fetchone()
    return row[0] or "" if row else ""


def first_answered(db: sqlite3.Connection, capture_id: int, at: str) -> None:
    """Note that bytes were answered earlier than was known."""
    db.execute(
        "UPDATE captures SET fetched_at = ?1 WHERE id = ?2 AND fetched_at > ?1", (at, capture_id)
    )


def waiting(db: sqlite3.Connection, source_id: str) -> Iterator[tuple[int, Import]]:
    """Yield what a source has waiting, by number, in the order of time."""
    rows = db.execute(
        f"SELECT id, {', '.join(_COLUMNS)} FROM imports"  # noqa: S608 - names of a dataclass
        " WHERE read_at IS NULL AND source_id = ?"
        " ORDER BY coalesce(began_at, fetched_at), id",
        (source_id,),
    )
    for number, *values in rows:
        yield number, Import(*values)


def how_many_wait(db: sqlite3.Connection) -> int:
    """Return how many answers are still to be recorded."""
    return int(db.execute("SELECT count(*) FROM imports WHERE read_at IS NULL").fetchone()[0])


def done(db: sqlite3.Connection, numbers: Iterable[int], now: str) -> None:
    """Note that what these tell has been recorded."""
    db.executemany("UPDATE imports SET read_at = ? WHERE id = ?", ((now, n) for n in numbers))


def newest(db: sqlite3.Connection, source_id: str) -> str:
    """Return up to when a source's history has been recorded; ``""`` where none has."""
    sql = (
        "SELECT max(coalesce((SELECT max(fetched_at) FROM fetches WHERE source_id = ?1), ''),"
        " coalesce((SELECT max(coalesce(began_at, fetched_at)) FROM imports"
        " WHERE source_id = ?1 AND read_at IS NOT NULL), ''))"
    )
    return str(db.execute(sql, (source_id,)).fetchone()[0])


def hangs(db: sqlite3.Connection, url: str) -> bool:
    """Tell whether some release has its document at ``url``."""
    sql = "SELECT 1 FROM documents WHERE url = ? LIMIT 1"
    return db.execute(sql, (url,)).fetchone() is not None


def publishers(db: sqlite3.Connection, source_id: str) -> set[str]:
    """Return the names under which a source has published."""
    rows = db.execute("SELECT DISTINCT publisher FROM releases WHERE source_id = ?", (source_id,))
    return {name for (name,) in rows if name}
