"""How fast the pages of the site are while a run is writing, over many releases.

``python -m benchmarks.site_speed [--releases N] [--keep FILE]`` fills an archive as
``benchmarks.search_speed`` does, adds a revision to each release, edits, dates and visits, serves
it on loopback, lets another process write a release every few milliseconds, and prints p50 and p95
of each page.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from benchmarks.filling import fill
from benchmarks.search_speed import build, opened, samples
from storage.archive import Archive
from storage.release import Release
from storage.site.settings import SiteSource
from tests.site.serving import NOON, Visitor, keep, served, settings_for

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

TIMES = 60
PAUSE = 0.02


def main() -> None:
    """Build, serve, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--releases", type=int, default=100_000)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.keep or Path(folder) / "archive.db"
        conn = opened(path)
        if conn.execute("SELECT count(*) FROM releases").fetchone()[0] == 0:
            build(conn, arguments.releases)
            fill(conn)
        word = samples(conn)["a middling word"][0]
        conn.close()
        measure(path, word)


def measure(path: Path, word: str) -> None:
    """Ask for every page in turn while another process writes."""
    stop = multiprocessing.Event()
    writer = multiprocessing.Process(target=write, args=(path, stop))
    month = "fra=2025-11-01&til=2025-11-30"
    pages = {
        "start": "/",
        "search": f"/sok?q={quote(word)}",
        "search, a month": f"/sok?q={quote(word)}&{month}",
        "all, newest": "/sok",
        "release": "/sak/ntb-200",
        "history": "/sak/ntb-200/endringer",
        "changes": "/endringer",
        "agenda": "/agenda",
        "sources": "/kilder",
        "about": "/om",
        "help": "/hjelp",
        "health": "/-/helse",
    }
    sources = (SiteSource("ks", "KS", timedelta(minutes=15)),)
    with served(settings_for(path, sources=sources)) as visitor:
        writer.start()
        for name, address in pages.items():
            took = sorted(timed(visitor, address) for _ in range(TIMES))
            p50, p95 = statistics.median(took), took[int(TIMES * 0.95)]
            print(f"{name:16} p50 {1000 * p50:6.1f} ms   p95 {1000 * p95:6.1f} ms")
        stop.set()
        writer.join()


def timed(visitor: Visitor, address: str) -> float:
    """Return the seconds that a page took."""
    began = time.perf_counter()
    page = visitor.get(address)
    took = time.perf_counter() - began
    if page.status != 200 and not address.startswith("/-/"):
        raise SystemExit(f"{address} answers {page.status}")
    return took


def write(path: Path, stop: Event) -> None:
    """Keep one release after the other until told to stop."""
    number = 0
    release = Release("", "https://a.example/", "Ei melding", body="Kommunane får pengar. " * 100)
    with Archive.open(path) as archive:
        while not stop.wait(PAUSE):
            number += 1
            keep(archive, replace(release, key=f"ny-{time.time_ns()}"), f"{NOON:%FT%TZ}")


if __name__ == "__main__":
    main()
