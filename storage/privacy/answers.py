"""The bytes of answers with somebody erased in them.

An answer is known by the hash of its bytes; one in which somebody was erased gets the hash of what
is kept, and a row in ``redacted_captures`` with the hash of what came. Validators keep the hash of
what came: it is compared with what the publisher sends next.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from pressearkiv.errors import ArchiveError
from storage import captures

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from storage.privacy.erased import Erased
    from storage.privacy.eraser import Eraser

_REMOVED: Final = b"[dokument fjernet] "
"""What is kept, with the hash of what came, of a file in which they stand and cannot be erased:
a PDF is packed in pieces."""

_PACKED: Final = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def erase(
    db: sqlite3.Connection,
    eraser: Eraser,
    now: str,
    erased: Erased,
    documents: Collection[int] = (),
) -> None:
    """Erase whom ``eraser`` knows from all captures, and take away ``documents`` that are packed.

    ``documents`` are the captures in whose words they were found; ``now`` is UTC text.
    """
    ids = [
        row[0] for row in db.execute("SELECT id FROM captures WHERE body IS NOT NULL ORDER BY id")
    ]
    for capture_id in ids:
        try:
            before = captures.get(db, capture_id)
        except ArchiveError:
            erased.unread.append(capture_id)
            continue
        after = eraser.body(before.body)
        if is_packed(before.body) and (capture_id in documents or after != before.body):
            after = _REMOVED + before.sha256.encode()
        if after != before.body:
            erased.captures += _replace(db, before.sha256, after, now)


def is_packed(body: bytes) -> bool:
    """Tell whether the bytes are a file's that is broken by a letter more or less."""
    return body.startswith(_PACKED)


def is_removed(body: bytes) -> bool:
    """Tell whether a file's bytes are no longer kept."""
    return body.startswith(_REMOVED)


def take_away(db: sqlite3.Connection, capture_id: int) -> None:
    """Keep a file's bytes no longer, in the caller's transaction."""
    capture = captures.get(db, capture_id)
    if not is_removed(capture.body):
        removed = _REMOVED + capture.sha256.encode()
        _replace(db, capture.sha256, removed, capture.fetched_at)


def note(db: sqlite3.Connection, capture_id: int, original_sha256: str, now: str) -> None:
    """Note that a capture is not kept as it came; the first time is the one that counts."""
    db.execute(
        "INSERT INTO redacted_captures (capture_id, redacted_at, original_sha256)"
        " VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (capture_id, now, original_sha256),
    )


def _replace(db: sqlite3.Connection, old: str, body: bytes, now: str) -> int:
    """Put other bytes in the place of those known by ``old``; return how many captures had them."""
    new = sha256(body).hexdigest()
    sql = "SELECT id, url FROM captures WHERE sha256 = ? ORDER BY id"
    rows = db.execute(sql, (old,)).fetchall()
    sql = "UPDATE OR IGNORE quarantine SET sha256 = ? WHERE sha256 = ? AND raw IS NULL"
    db.execute(sql, (new, old))
    for capture_id, url in rows:
        twin = db.execute(
            "SELECT id FROM captures WHERE url = ? AND sha256 = ?", (url, new)
        ).fetchone()
        if twin:
            # Two answers that differed in nothing but the person are now one.
            _repoint(db, capture_id, twin[0])
            continue
        held = db.execute(
            "SELECT 1 FROM captures WHERE sha256 = ? AND body IS NOT NULL", (new,)
        ).fetchone()
        packed = None if held else captures.pack(body)
        db.execute(
            "UPDATE captures SET sha256 = ?, size = ?, body = ? WHERE id = ?",
            (new, len(body), packed, capture_id),
        )
        note(db, capture_id, old, now)
    return len(rows)


def _repoint(db: sqlite3.Connection, gone: int, stays: int) -> None:
    """Let everything that rests on one capture rest on another, and delete it."""
    db.execute("DELETE FROM redacted_captures WHERE capture_id = ?", (gone,))
    references = db.execute(
        'SELECT t.name, f."from" FROM pragma_table_list AS t, pragma_foreign_key_list(t.name) AS f'
        " WHERE t.schema = 'main' AND f.\"table\" = 'captures'"
    ).fetchall()
    for table, column in references:
        sql = f"UPDATE {table} SET {column} = ? WHERE {column} = ?"  # noqa: S608
        db.execute(sql, (stays, gone))
    db.execute("DELETE FROM captures WHERE id = ?", (gone,))
