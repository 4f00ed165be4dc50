"""Who was forgotten, told by salted digests: enough to know them again, too little to name them.

Somebody who holds the archive's file can try a guessed name against the digests; nobody can read
a name out of them. Times are UTC text.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from storage.rows import insert_into

if TYPE_CHECKING:
    import sqlite3

    from storage.privacy.eraser import Eraser, Kind, Known


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to forget: names, addresses and numbers, all as ``spelling`` has them."""

    names: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()

    def spellings(self) -> tuple[tuple[Kind, str], ...]:
        """Return each of them with its kind."""
        return (
            *(("name", one) for one in sorted(self.names)),
            *(("email", one) for one in sorted(self.emails)),
            *(("phone", one) for one in sorted(self.phones)),
        )

    def known(self) -> Known:
        """Return how an eraser knows this person."""
        from storage.privacy.eraser import Known

        theirs = set(self.spellings())
        lengths = frozenset(len(name.split()) for name in self.names)
        return Known(
            lengths,
            lambda kind, spelling: (kind, spelling) in theirs,
            tuple(max(name.split(), key=len) for name in sorted(self.names)),
        )


def eraser(db: sqlite3.Connection) -> Eraser | None:
    """Return what erases everybody who was forgotten; ``None`` where nobody was."""
    row = db.execute("SELECT salt FROM forgotten ORDER BY id LIMIT 1").fetchone()
    if row is None:
        return None
    from storage.privacy.eraser import Eraser, Known

    salt = bytes.fromhex(row[0])
    marks = {
        (kind, digest) for kind, digest in db.execute("SELECT kind, digest FROM forgotten_marks")
    }
    lengths = db.execute("SELECT DISTINCT words FROM forgotten_marks WHERE kind = 'name'")
    return Eraser(
        Known(
            frozenset(length for (length,) in lengths),
            lambda kind, spelling: (kind, _digest(salt, kind, spelling)) in marks,
        )
    )


def remember(
    db: sqlite3.Connection, person: Person, *, now: str, version: str, rows: int, captures: int
) -> None:
    """Note, inside the caller's transaction, that somebody was forgotten, and how much that was."""
    import secrets

    known = db.execute("SELECT salt FROM forgotten ORDER BY id LIMIT 1").fetchone()
    salt = known[0] if known else secrets.token_hex(16)
    told = {
        "forgotten_at": now,
        "version": version,
        "rows": rows,
        "captures": captures,
        "salt": salt,
    }
    forgotten_id = insert_into(db, "forgotten", told)
    for kind, spelling in person.spellings():
        mark = (_digest(bytes.fromhex(salt), kind, spelling), kind, len(spelling.split()))
        db.execute(
            "INSERT INTO forgotten_marks (digest, kind, words, forgotten_id) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (*mark, forgotten_id),
        )


@lru_cache(maxsize=65_536)
def _digest(salt: bytes, kind: Kind, spelling: str) -> str:
    told = f"{kind}:{spelling}".encode("utf-8", "replace")
    return hashlib.blake2b(told, key=salt, digest_size=16).hexdigest()
