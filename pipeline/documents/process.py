"""One document read in a process of its own, with a deadline: whatever it does, the run goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from pressearkiv.errors import ConfigError
from storage.release import DocumentText

if TYPE_CHECKING:
    from pipeline.settings import DocumentSettings

MAX_CHARACTERS: Final = 5_000_000
"""How much text is kept of one document: some two thousand pages."""

MAX_MEMORY: Final = 1_500_000_000
"""How much memory the process may ask for, in bytes; what PDFium takes beforehand is in it."""

_READER: Final = 1
"""Counts the editions of our own reading: one more lets ``reparse`` read all documents again."""

_LIBRARIES: Final = ("pypdfium2", "python-docx", "python-pptx")
_OUT_OF_MEMORY: Final = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGKILL})
"""How PDFium ends where it is given no more, and how the system ends who takes too much."""


@cache
def edition() -> str:
    """Return which reader this is, with its libraries; raises ``ConfigError`` if one is missing."""
    try:
        parts = [f"{name} {version(name)}" for name in _LIBRARIES]
    except PackageNotFoundError as error:
        raise ConfigError(
            f"[documents] fetch is on, and {error.name} is not installed",
            hint="“pip install 'pressearkiv[documents]'” brings what reads documents.",
        ) from error
    return ", ".join([f"{_READER}", *parts])


def read(data: bytes, settings: DocumentSettings) -> DocumentText:
    """Return what a document says, or why it cannot be read; raises ``OSError`` for want of means.

    The process is killed after ``settings.seconds``.
    """
    bounds = (settings.max_pages, MAX_CHARACTERS, settings.seconds, MAX_MEMORY)
    command = [sys.executable, "-P", "-m", "pipeline.documents.child", *map(str, bounds)]
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as told:
        given.write(data)
        given.seek(0)
        with subprocess.Popen(  # noqa: S603 - our own module, with numbers
            command, stdin=given, stdout=told, stderr=subprocess.DEVNULL, env=environment(),
            start_new_session=True, cwd="/",
        ) as child:  # fmt: skip
            try:
                code = child.wait(settings.seconds)
            except subprocess.TimeoutExpired:
                code = -signal.SIGXCPU
            finally:
                child.kill()
        told.seek(0)
        return _told(code, told.read(), settings)


def environment() -> dict[str, str]:
    """Return all that the process is told: a file that took it over would find no password."""
    return {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path)), "LC_ALL": "C.UTF-8"}


def _told(code: int, answer: bytes, settings: DocumentSettings) -> DocumentText:
    if code == 0:
        return DocumentText(**json.loads(answer))
    if code > 0:
        raise OSError(f"the process that reads documents failed with {code}")
    if code == -signal.SIGXCPU:
        return DocumentText("too_slow", reason=f"not read within {settings.seconds} seconds")
    if -code in _OUT_OF_MEMORY:
        return DocumentText("too_large", reason="reading it takes more memory than it is given")
    return DocumentText("broken", reason=f"the reader crashed on it (signal {-code})")
