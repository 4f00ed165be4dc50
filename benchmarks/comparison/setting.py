"""What the rows of a comparison share: how much, how often, where, and who is there to compare."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PEERS = ROOT / "benchmarks/peers"

_MODULES = {
    "reader": "reader",
    "feed-to-sqlite": "feed_to_sqlite",
    "plain loop": "feedparser",
    "trafilatura": "trafilatura",
    "newspaper4k": "newspaper",
    "dateparser": "dateparser",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """How a comparison is done.

    Attributes:
        rounds: how often everybody does the work.
        feeds, items: the size of the world.
        releases: the size of the archives that are searched.
        pages: article pages that are read in a round.
        folder: where archives that take long to fill are kept between comparisons.
        scratch: where the others are, gone afterwards.
        peers_python: the interpreter that has the peers.
        engine: ``[run] engine`` of our runs.
    """

    rounds: int
    feeds: int
    items: int
    releases: int
    pages: int
    folder: Path
    scratch: Path
    peers_python: str = sys.executable
    engine: str = "inline"

    def has(self, peer: str) -> bool:
        """Tell whether a peer is installed."""
        return _importable(self.peers_python, _MODULES[peer])

    def absent(self, *peers: str) -> dict[str, str]:
        """Return of each peer that is not here why it is not compared."""
        return {peer: "not installed" for peer in peers if not self.has(peer)}


@cache
def _importable(python: str, module: str) -> bool:
    tried = subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False)
    return tried.returncode == 0


def versions(python: str) -> dict[str, str]:
    """Return the versions of the peers that are installed."""
    names = ("reader", "feed-to-sqlite", "feedparser", "trafilatura", "newspaper4k", "dateparser")
    code = (
        "import importlib.metadata as m\n"
        f"for n in {names!r}:\n"
        " try: print(n, m.version(n))\n"
        " except m.PackageNotFoundError: pass"
    )
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return dict(line.split() for line in done.stdout.splitlines())


def machine() -> str:
    """Name the machine that the figures are of."""
    cpu = platform.processor() or platform.machine()
    described = Path("/proc/cpuinfo")
    if described.exists():
        lines = described.read_text(encoding="utf-8").splitlines()
        cpu = next((x.partition(":")[2].strip() for x in lines if x.startswith("model name")), cpu)
    python = platform.python_version()
    return f"{cpu}, {os.cpu_count()} cores, {platform.system()}, Python {python}"
