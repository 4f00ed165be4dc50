"""The file without what was deleted in it, and the proof of that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pressearkiv.errors import ArchiveError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

_CHUNK: Final = 1 << 20
_LONGEST: Final = 1000
_FEWEST: Final = 6
"""Shorter spellings stand in a large file by chance."""


def compact(db: sqlite3.Connection, path: Path) -> None:
    """Write the whole file anew and empty its log, so that deleted bytes are in neither.

    Raises ``ArchiveError`` where a reader keeps the old pages.
    """
    # In memory it would need as much as the archive is large.
    db.execute("PRAGMA temp_store = FILE")
    db.execute("VACUUM")
    busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise ArchiveError(
            f"{path}: somebody reads the archive and keeps old pages in it",
            hint="They are erased from the tables, and may still stand in the file. End the site"
            " and other readers, and say the same again.",
        )


def remains(path: Path, spellings: Iterable[str]) -> int:
    """Return how often any of the spellings stands in the file or its log, as UTF-8."""
    wanted = sorted({s.encode("utf-8", "replace") for s in spellings if len(s) >= _FEWEST})
    if not wanted:
        return 0
    pattern = re.compile(
        rb"(?<![\w\x80-\xff=/-])(?:" + b"|".join(map(re.escape, wanted)) + rb")(?![\w\x80-\xff])",
        re.IGNORECASE,
    )
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(_count(pattern, file) for file in files if file.exists())


def _count(pattern: re.Pattern[bytes], file: Path) -> int:
    found, before = set[int](), b""
    with file.open("rb") as stream:
        place = 0
        while chunk := stream.read(_CHUNK):
            window = before + chunk
            found.update(place - len(before) + hit.start() for hit in pattern.finditer(window))
            place += len(chunk)
            before = window[-_LONGEST:]
    return len(found)
