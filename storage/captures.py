"""The bytes of every answer, kept once: zstd-compressed, known by their SHA-256."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pressearkiv.errors import ArchiveError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

_LEVEL: Final = 9


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer as it came, decompressed; ``fetched_at`` is UTC text.

    ``url`` is what was asked for, ``found_at`` what answered, after redirects.
    """

    source_id: str | None
    url: str
    found_at: str
    fetched_at: str
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The hash by which the bytes are known."""
        return hashlib.sha256(self.body).hexdigest()


def keep(db: sqlite3.Connection, capture: Capture) -> int:
    """Store a capture unless its address has answered these very bytes before; return its id."""
    sha256 = capture.sha256
    known = db.execute(
        "SELECT id FROM captures WHERE url = ? AND sha256 = ?", (capture.url, sha256)
    ).fetchone()
    if known:
        return int(known[0])
    held = db.execute(
        "SELECT 1 FROM captures WHERE sha256 = ? AND body IS NOT NULL", (sha256,)
    ).fetchone()
    body = None if held else pack(capture.body)
    cursor = db.execute(
        "INSERT INTO captures (source_id, url, found_at, fetched_at, status, headers, sha256,"
        " size, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            capture.source_id,
            capture.url,
            capture.found_at,
            capture.fetched_at,
            capture.status,
            json.dumps(dict(capture.headers), ensure_ascii=False, sort_keys=True),
            sha256,
            len(capture.body),
            body,
        ),
    )
    return int(cursor.lastrowid or 0)


def pack(body: bytes) -> bytes:
    """Return bytes as the column has them."""
    import zstandard

    return zstandard.ZstdCompressor(level=_LEVEL).compress(body)


def get(db: sqlite3.Connection, capture_id: int) -> Capture:
    """Return a stored capture; raises ``ArchiveError`` where its bytes are gone or damaged."""
    row = db.execute(
        "SELECT source_id, url, found_at, fetched_at, status, headers, sha256"
        " FROM captures WHERE id = ?",
        (capture_id,),
    ).fetchone()
    if row is None:
        raise ArchiveError(f"there is no capture {capture_id}")
    source_id, url, found_at, fetched_at, status, headers, sha256 = row
    body = _body(db, sha256, capture_id)
    return Capture(source_id, url, found_at, fetched_at, body, status, json.loads(headers))


def _body(db: sqlite3.Connection, sha256: str, capture_id: int) -> bytes:
    import zstandard

    row = db.execute(
        "SELECT body FROM captures WHERE sha256 = ? AND body IS NOT NULL", (sha256,)
    ).fetchone()
    if row is None:
        raise ArchiveError(f"the bytes of capture {capture_id} are gone")
    try:
        body = zstandard.ZstdDecompressor().decompress(row[0])
    except zstandard.ZstdError as error:
        raise ArchiveError(f"the bytes of capture {capture_id} are damaged: {error}") from error
    if hashlib.sha256(body).hexdigest() != sha256:
        raise ArchiveError(f"the bytes of capture {capture_id} do not match their hash")
    return body


def damaged(db: sqlite3.Connection) -> Iterator[str]:
    """Yield a sentence for every capture whose bytes are gone or are not what was fetched."""
    ids = [row[0] for row in db.execute("SELECT id FROM captures ORDER BY id")]
    for capture_id in ids:
        try:
            get(db, capture_id)
        except ArchiveError as error:
            yield str(error)
