"""One writer at a time, by a lock that a killed process cannot leave behind.

The lock is ``flock(2)`` on a file beside the archive: the kernel frees it when its holder ends,
however it ends. Who holds it stands in a second file, for the message alone.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from pressearkiv.errors import ArchiveBusy, ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def writing(archive: Path, holder: str) -> Iterator[None]:
    """Be the archive's only writer for a block.

    Args:
        archive: the archive's file; its folder is made where it is missing.
        holder: what others are told while we write: ``run since 14.15``.

    Raises:
        ArchiveBusy: at once, where another process writes.
        ArchiveError: the folder cannot be written in.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(f"{archive}.lock", timeout=0)
    note = archive.with_name(f"{archive.name}.holder")
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise ArchiveBusy(
            f"{archive} is being written to by {_holder(note)}",
            hint="Wait for it to end; nothing was fetched by this one.",
        ) from None
    except OSError as error:
        raise ArchiveError(
            f"{archive}: {error}",
            hint="The user that runs this must own the archive's folder.",
        ) from error
    try:
        with suppress(OSError):
            note.write_text(f"process {os.getpid()}, {holder}\n", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            note.unlink()
        lock.release()


def _holder(note: Path) -> str:
    try:
        return note.read_text(encoding="utf-8").strip() or "another process"
    except OSError:
        return "another process"
