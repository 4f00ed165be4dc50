"""The file without what was deleted in it, and the proof of that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pressearkiv.errors import ArchiveError
from storage import database
from storage.privacy.eraser import Eraser

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_CHUNK: Final = 1 << 20
_OVERLAP: Final = 1000
_AROUND: Final = 60
_FEWEST: Final = 6
"""Shorter spellings stand in a large file by chance."""


def compact(db: sqlite3.Connection, path: Path) -> None:
    """Write the whole file anew and empty its log, so that deleted bytes are in neither.

    Raises ``ArchiveError`` where a reader keeps the old pages.
    """
    # In memory it would need as much as the archive is large.
    with database.explained(path):
        db.execute("PRAGMA temp_store = FILE")
        db.execute("VACUUM")
        busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise ArchiveError(
            f"{path}: somebody reads the archive and keeps old pages in it",
            hint="They are erased from the tables, and may still stand in the file. End the site"
            " and other readers, and say the same again.",
        )


def remains(path: Path, eraser: Eraser) -> int:
    """Return in how many places what ``eraser`` erased still stands in the file or its log.

    Looked for are the spellings that it found, as UTF-8; it then says itself of each place whether
    it is the person, or a longer word that holds the same letters.
    """
    wanted = sorted(s.encode("utf-8", "replace") for s in eraser.found if len(s) >= _FEWEST)
    if not wanted:
        return 0
    pattern = re.compile(b"|".join(map(re.escape, wanted)), re.IGNORECASE)
    files = (path, path.with_name(f"{path.name}-wal"))
    # The eraser notes what it finds: asked of a copy, so that its own findings stand.
    judge = Eraser(eraser.known)
    return sum(_count(pattern, file, judge) for file in files if file.exists())


def _count(pattern: re.Pattern[bytes], file: Path, judge: Eraser) -> int:
    found, before, place = set[int](), b"", 0
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            window = before + chunk
            for hit in pattern.finditer(window):
                around = window[max(0, hit.start() - _AROUND) : hit.end() + _AROUND]
                told = around.decode("utf-8", "replace")
                if judge.text(told) != told:
                    found.add(place - len(before) + hit.start())
            place += len(chunk)
            before = window[-_OVERLAP:]
    return len(found)
