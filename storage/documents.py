"""The documents that hang on releases: which are to be fetched, what came of it, what they say.

A document's text stands in ``documents.text``, a form feed between its pages; its bytes are a
capture like any other, kept once however many addresses answer them. All functions run in the
caller's transaction and never commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage import revisions
from storage.search_words import index_words

if TYPE_CHECKING:
    import sqlite3

    from storage.release import DocumentStatus, DocumentText


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a release as it stands: its state, why, and how many pages it has."""

    url: str
    title: str
    text_status: DocumentStatus
    text_reason: str
    pages: int | None


@dataclass(frozen=True, slots=True)
class DueDocument:
    """An address to be asked for: how often in a row that failed, and when its release was met."""

    url: str
    attempts: int
    first_seen_at: str


@dataclass(frozen=True, slots=True)
class Held:
    """The bytes that a document was read from, and the edition of the reader that did."""

    key: str
    url: str
    title: str
    capture_id: int
    read_by: str
    text: str | None


def of_release(db: sqlite3.Connection, release_id: int) -> tuple[Document, ...]:
    """Return what hangs on a release, in the publisher's order."""
    rows = db.execute(
        "SELECT url, title, text_status, text_reason, pages FROM documents"
        " WHERE release_id = ? ORDER BY position",
        (release_id,),
    )
    return tuple(Document(*row) for row in rows)


def due(db: sqlite3.Connection, source_id: str, now: str, limit: int) -> list[DueDocument]:
    """Return what is to be asked for: first what never was, of the newest releases first."""
    rows = db.execute(
        "SELECT d.url, max(d.attempts), min(r.first_seen_at) FROM documents AS d"
        " JOIN releases AS r ON r.id = d.release_id"
        " WHERE r.source_id = ? AND r.withdrawn_at IS NULL AND d.due_at <= ?"
        " GROUP BY d.url ORDER BY min(d.due_at) <> '', max(r.published_date) DESC, min(d.id)"
        " LIMIT ?",
        (source_id, now, limit),
    )
    return [DueDocument(*row) for row in rows]


def held(db: sqlite3.Connection, url: str) -> Held | None:
    """Return the newest bytes that an address's documents were read from, if any were."""
    return next(iter(_held(db, "d.url = ? ORDER BY d.capture_id DESC LIMIT 1", url)), None)


def lacks(db: sqlite3.Connection, url: str, capture_id: int) -> bool:
    """Tell whether an address hangs on a release without having been read from these bytes."""
    sql = "SELECT 1 FROM documents WHERE url = ? AND capture_id IS NOT ?"
    return db.execute(sql, (url, capture_id)).fetchone() is not None


def read_otherwise(db: sqlite3.Connection, edition: str) -> list[Held]:
    """Return what another edition of the reader read, or met a limit in; each address once."""
    limited = "d.text_status IN ('cut', 'too_large', 'too_slow')"
    return _held(db, f"(d.read_by <> ? OR {limited}) GROUP BY d.url ORDER BY d.id", edition)


def _held(db: sqlite3.Connection, which: str, value: str) -> list[Held]:
    rows = db.execute(
        "SELECT r.key, d.url, d.title, d.capture_id, d.read_by, d.text FROM documents AS d"  # noqa: S608
        " JOIN releases AS r ON r.id = d.release_id"
        f" WHERE d.capture_id IS NOT NULL AND {which}",
        (value,),
    )
    return [Held(*row) for row in rows]


def keep_text(
    db: sqlite3.Connection, url: str, capture_id: int, text: DocumentText, read_by: str
) -> None:
    """Store what was read from an address's bytes, on every release that it hangs on."""
    index_words(db, [text.text or ""])
    db.execute(
        "UPDATE documents SET text = ?, text_status = ?, text_reason = ?, pages = ?,"
        " capture_id = ?, read_by = ?, attempts = 0 WHERE url = ?",
        (text.text, text.status, text.reason, text.pages, capture_id, read_by, url),
    )


def plan(db: sqlite3.Connection, url: str, due_at: str | None, attempts: int = 0) -> None:
    """Note when an address is asked for next, ``None`` for never again."""
    sql = "UPDATE documents SET due_at = ?, attempts = ? WHERE url = ?"
    db.execute(sql, (due_at, attempts, url))


def not_had(db: sqlite3.Connection, url: str, status: DocumentStatus, reason: str) -> None:
    """Note why the bytes could not be had; what was read of earlier ones stays."""
    db.execute(
        "UPDATE documents SET text_status = ?, text_reason = ?"
        " WHERE url = ? AND capture_id IS NULL",
        (status, reason, url),
    )


def note_exchange(
    db: sqlite3.Connection, url: str, seen_at: str, before: int, after: int
) -> list[str]:
    """Add a revision to every release whose document says something else than before.

    ``before`` and ``after`` are captures. Returns the keys of the releases.
    """
    rows = db.execute(
        "SELECT r.id, r.key, d.title, (SELECT sha256 FROM captures WHERE id = ?2),"
        " (SELECT sha256 FROM captures WHERE id = ?3)"
        " FROM documents AS d JOIN releases AS r ON r.id = d.release_id"
        " WHERE d.url = ?1 AND d.capture_id = ?2",
        (url, before, after),
    ).fetchall()
    for release_id, _, title, was, now in rows:
        revisions.add_exchange(db, release_id, seen_at, (url, title, was, now))
    return [row[1] for row in rows]
