"""What comes in, with nobody in it who was forgotten: kept and read without them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage import captures
from storage.privacy import answers, forgotten

if TYPE_CHECKING:
    import sqlite3

    from storage.captures import Capture
    from storage.privacy.eraser import Eraser


def take(db: sqlite3.Connection, capture: Capture) -> tuple[int, bytes]:
    """Store an answer's bytes without the forgotten, in the caller's transaction.

    Returns the capture's id, and the bytes as they are to be read.
    """
    eraser = forgotten.eraser(db)
    if eraser is None:
        return captures.keep(db, capture), capture.body
    body = _cleaned(eraser, capture.body)
    known = db.execute(
        "SELECT id FROM captures JOIN redacted_captures ON capture_id = id"
        " WHERE url = ? AND original_sha256 = ?",
        (capture.url, capture.sha256),
    ).fetchone()
    if known:
        return int(known[0]), body
    capture_id = captures.keep(db, replace(capture, body=body))
    if body != capture.body:
        answers.note(db, capture_id, capture.sha256, capture.fetched_at)
    return capture_id, body


def _cleaned(eraser: Eraser, body: bytes) -> bytes:
    # A packed file is judged when its words have been read.
    return body if answers.is_packed(body) else eraser.body(body)


def words(db: sqlite3.Connection, text: str) -> str:
    """Return a text as it is to be kept."""
    eraser = forgotten.eraser(db)
    return eraser.text(text) if eraser else text


def document_words(db: sqlite3.Connection, capture_id: int, text: str) -> str:
    """Return a document's words as they are to be kept; its bytes go where somebody is in them."""
    eraser = forgotten.eraser(db)
    if eraser is None:
        return text
    kept, body = eraser.text(text), captures.get(db, capture_id).body
    if kept != text or eraser.body(body) != body:
        answers.take_away(db, capture_id)
    return kept
