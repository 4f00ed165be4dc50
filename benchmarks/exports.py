"""How much memory and time each export takes: `python -m benchmarks.exports [--releases 200000]`.

An archive of generated releases of about 2.4 kB is written out in every format, each in a process
of its own, so that the peak is that format's; and once more with a tenth of the releases.
"""

from __future__ import annotations

import argparse
import datetime
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from storage.archive import Archive
from storage.export import FORMATS, ExportOptions, ExportQuery, formats, write

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

NOW = datetime.datetime(2026, 4, 1, 12, tzinfo=datetime.UTC)
SEEN = "2026-03-12T08:00:00Z"
WORDS = (
    "kommunen budsjettet rammer på øya årlig høring sykehjem barnehage frist tiltak og til for "
    "statsråden fylkeskommune økonomi beredskap skole vedtok møte søknad tilskudd innbyggere"
).split()


def fill(conn: sqlite3.Connection, releases: int) -> None:
    """Insert generated releases, each with a revision, a document and two dates."""
    chance = random.Random(1)
    conn.execute("INSERT INTO sources VALUES ('ks', 'KS', 'ntb', 'https://x.example/', ?)", (SEEN,))
    names = (
        "id, key, source_id, url, title, lead, body, body_html, type, type_text, language,"
        " publisher, published_at, published_local, published_date, published_precision,"
        " published_text, first_seen_at, last_seen_at, revision, text_status, content_hash"
    )
    marks = ", ".join("?" * 22)
    conn.executemany(f"INSERT INTO releases ({names}) VALUES ({marks})", _rows(chance, releases))
    conn.execute(
        "INSERT INTO revisions SELECT id, 1, first_seen_at, 'published', url, title, lead, '',"
        " type, type_text, language, publisher, '', published_local, NULL, 'full', '{}', '[]', '',"
        " NULL, NULL, ''"
        " FROM releases"
    )
    conn.execute(
        "INSERT INTO documents (release_id, position, url, title)"
        " SELECT id, 1, url || '.pdf', 'Vedlegg' FROM releases"
    )
    for role in ("event", "deadline"):
        conn.execute(
            "INSERT INTO dates (release_id, position, text, starts, precision, role, place)"
            " SELECT id, 1, published_date, published_date, 'day', ?, 'Øya' FROM releases",
            (role,),
        )
    conn.commit()


def _rows(chance: random.Random, releases: int) -> Iterator[tuple[object, ...]]:
    for number in range(1, releases + 1):
        day = (datetime.date(2016, 1, 1) + datetime.timedelta(number % 3700)).isoformat()
        body = "\n\n".join(" ".join(chance.choices(WORDS, k=55)) for _ in range(5))
        yield (
            number, f"ntb-{number}", "ks", f"https://x.example/pressemelding/{number}",
            " ".join(chance.choices(WORDS, k=8)), " ".join(chance.choices(WORDS, k=25)), body,
            f"<p>{body}</p>", "pressemelding", "", "nb", "KS", f"{day}T07:30:00Z",
            f"{day} 08:30:00", day, "minute", day, SEEN, SEEN, 1, "full", "",
        )  # fmt: skip


def measure(path: Path, fmt: str, limit: int, typed: str) -> None:
    """Write one export and print its rows, seconds and megabytes: of the peak, and of the file."""
    with Archive.open(path, read_only=True) as archive, tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "export"
        began = time.perf_counter()
        query, options = ExportQuery(typed, limit=limit), ExportOptions(now=NOW)
        rows = write(archive.connection, fmt, out, query, options)
        seconds = time.perf_counter() - began
        files = [out] if out.is_file() else list(out.rglob("*.parquet"))
        size = sum(file.stat().st_size for file in files) / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{fmt:9} {rows:>8} rows {seconds:7.1f} s  peak {peak:6.1f} MiB  file {size:7.1f} MB")


def main() -> None:
    """Fill an archive and measure every format on it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--releases", type=int, default=200_000)
    parser.add_argument("--one", nargs=4, metavar=("ARCHIVE", "FORMAT", "LIMIT", "TYPED"))
    parser.add_argument("--formats", nargs="*", choices=list(FORMATS), default=formats())
    parser.add_argument("--typed", default="")
    asked = parser.parse_args()
    if asked.one:
        path, fmt, limit, typed = asked.one
        measure(Path(path), fmt, int(limit), typed)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        with Archive.open(path) as archive:
            fill(archive.connection, asked.releases)
        for fmt in asked.formats:
            for limit in (asked.releases // 10, asked.releases):
                one = ["--one", str(path), fmt, str(limit), asked.typed]
                command = [sys.executable, "-m", "benchmarks.exports", *one]
                subprocess.run(command, check=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})


if __name__ == "__main__":
    main()
