"""Which code a process runs: what two processes must agree in before one reads for the other."""

from __future__ import annotations

import hashlib
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from pressearkiv import __version__

_FOLDERS: Final = ("pressearkiv", "sources", "pipeline", "storage")
_READERS: Final = ("beautifulsoup4", "dateparser", "feedparser", "lxml", "nh3", "pystemmer")
"""The libraries whose version can change what is read."""


def _edition() -> str:
    root, digest = Path(__file__).parents[2], hashlib.sha256()
    for folder in _FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in (".py", ".toml"):
                digest.update(file.relative_to(root).as_posix().encode() + file.read_bytes())
    for name in _READERS:
        try:
            digest.update(f"{name} {version(name)}".encode())
        except PackageNotFoundError:
            digest.update(name.encode())
    python = ".".join(map(str, sys.version_info[:2]))
    return f"pressearkiv {__version__}, code {digest.hexdigest()[:12]}, Python {python}"


EDITION: Final = _edition()
"""This process's: reckoned as it is imported, since the files may change under a running worker."""
