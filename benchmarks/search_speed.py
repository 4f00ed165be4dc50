"""How fast a search is, and how large its index, over many releases.

``python -m benchmarks.search_speed [--releases N] [--keep FILE]`` writes N releases (100,000) of
about 2.4 kB of Norwegian-like text, the same each time, as the archive's writer would, and prints
what building took, how large the index is, and how long searches took. The words are those of our
test words and of simplemma's dictionary, drawn as words are (Zipf): the first are in most releases.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import statistics
import tempfile
import time
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from storage.norwegian.dictionaries import forms
from storage.schema import migrations
from storage.search import check, facets, index_words, reindex, search

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

TODAY = datetime.date(2026, 1, 1)
FIXTURE = Path(__file__).parents[1] / "tests/fixtures/search/held_out.json"
WORDS_A_RELEASE = 340
VOCABULARY = 120_000
TABLES = ("releases_fts", "releases_facets", "search_terms", "search_keys", "search_trigrams")


def main() -> None:
    """Build, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--releases", type=int, default=100_000)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        conn = opened(arguments.keep or Path(folder) / "archive.db")
        if conn.execute("SELECT count(*) FROM releases").fetchone()[0] == 0:
            build(conn, arguments.releases)
        report(conn)


def opened(path: Path) -> sqlite3.Connection:
    """Return an archive at a path, with today's tables."""
    from sqlite_utils import Database

    database = Database(path)
    migrations().apply(database)
    conn: sqlite3.Connection = database.conn
    conn.execute("PRAGMA journal_mode = wal")
    conn.execute("PRAGMA synchronous = normal")
    return conn


def build(conn: sqlite3.Connection, releases: int) -> None:
    """Write the releases, a thousand in a transaction, and print how long each part took."""
    draw, vocabulary_time, began = texts(), 0.0, time.perf_counter()
    conn.execute("INSERT OR IGNORE INTO sources VALUES ('ks', 'KS', 'ntb', '', '')")
    for number in range(1, releases + 1):
        title, lead, body = draw(8), draw(25), draw(WORDS_A_RELEASE - 33)
        day = (TODAY - datetime.timedelta(days=number * 7300 // releases)).isoformat()
        conn.execute(
            "INSERT INTO releases(id, key, source_id, url, title, lead, body, body_html, type,"
            " type_text, language, publisher, published_local, published_date, published_text,"
            " first_seen_at, last_seen_at, revision, text_status, content_hash) VALUES"
            " (?, ?, 'ks', '', ?, ?, ?, ?, ?, '', ?, 'KS', ?, ?, '', '', '', 1, 'full', '')",
            (
                *(number, f"ntb-{number}", title, lead, body, f"<p>{body}</p>"),
                *(("pressemelding", "nyhet")[number % 2], ("nb", "nn")[number % 5 == 0], day, day),
            ),
        )
        before = time.perf_counter()
        index_words(conn, (title, lead, body))
        vocabulary_time += time.perf_counter() - before
        if number % 1000 == 0:
            conn.commit()
    conn.commit()
    print(f"written   {releases} releases in {time.perf_counter() - began:.1f} s,")
    print(f"          of which the vocabulary {vocabulary_time:.1f} s")


def texts() -> Callable[[int], str]:
    """Return a function that makes a text of so many words, the same sequence in every run."""
    rng = random.Random(20260101)
    test = json.loads(FIXTURE.read_text(encoding="utf-8"))
    known = [form for forms in test["groups"].values() for word in forms.values() for form in word]
    others = [word for word in forms("nb") if word.isalpha() and word.islower()]
    words = [*known, *rng.sample(sorted(others), VOCABULARY)]
    rng.shuffle(words)
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    return lambda count: " ".join(rng.choices(words, cum_weights=weights, k=count)).capitalize()


def report(conn: sqlite3.Connection) -> None:
    """Print the size of the index and how long searches take."""
    for table in TABLES:
        size = conn.execute(
            "SELECT sum(pgsize) FROM dbstat WHERE name = ? OR name GLOB ? OR name GLOB ?",
            (table, f"{table}_*", f"sqlite_autoindex_{table}_*"),
        ).fetchone()[0]
        print(f"size      {table}: {size / 1e6:.1f} MB")
    for kind, queries in samples(conn).items():
        took, totals = zip(*(measured(conn, query) for query in queries), strict=True)
        print(
            f"search    {kind}: p50 {1000 * statistics.median(took):.1f} ms,"
            f" p95 {1000 * statistics.quantiles(took, n=20)[18]:.1f} ms"
            f" ({len(queries)} queries, {statistics.median(totals):.0f} hits)"
        )
    middling = samples(conn)["a middling word"]
    counted = [timed(lambda: facets(conn, query)) for query in middling]  # noqa: B023
    print(f"facets    a middling word: p50 {1000 * statistics.median(counted):.1f} ms")
    print(f"reindex   {timed(lambda: reindex(conn, lambda *_: None)):.1f} s")
    conn.commit()
    began = time.perf_counter()
    print(f"check     {check(conn) or 'all is well'}, {time.perf_counter() - began:.1f} s")


def samples(conn: sqlite3.Connection) -> dict[str, list[str]]:
    """Return queries by how many releases have the word, drawn from what the index has."""
    releases = conn.execute("SELECT count(*) FROM releases").fetchone()[0]
    rng = random.Random(7)

    def words(least: float, most: float) -> list[str]:
        found = conn.execute(
            "SELECT term FROM releases_words WHERE doc BETWEEN ? AND ? AND length(term) > 3",
            (least * releases, most * releases),
        ).fetchall()
        return [term for (term,) in rng.sample(found, min(len(found), 60))]

    middling, rare, common = words(0.005, 0.02), words(0, 0.0005), words(0.3, 1)
    return {
        "a middling word": middling,
        "a rare word": rare,
        "two middling words": [
            f"{a} {b}" for a, b in zip(middling, reversed(middling), strict=True)
        ],
        "a word of most releases": common or middling,
        "letters of no word": [word[::-1] + "qx" for word in rare],
    }


def measured(conn: sqlite3.Connection, query: str) -> tuple[float, int]:
    """Return the seconds that a page of 20 hits took, warm, and how many releases match."""
    search(conn, query, today=TODAY)
    began = time.perf_counter()
    results = search(conn, query, today=TODAY, limit=20)
    return time.perf_counter() - began, results.total


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
