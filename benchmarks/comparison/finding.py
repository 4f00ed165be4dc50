"""Rows about finding: search and the site's pages over a large archive, which is kept."""

from __future__ import annotations

import json
import sqlite3
import statistics
import sys
from functools import partial
from typing import TYPE_CHECKING

from benchmarks import search_speed
from benchmarks.comparison.contest import OURS, Result, Row, alternate, answer
from benchmarks.comparison.setting import PEERS
from benchmarks.filling import fill

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.comparison.setting import Setting

SEARCH = Row(
    "search",
    "Search among 100,000 releases: a middling word, ranked, with snippet",
    "s",
    "Whether a communications officer's search feels instant.",
    "reader",
    1 / 25,
)
SITE = Row(
    "site",
    "Front page, list and release page of the site at 100,000 releases",
    "s",
    "Whether the site feels instant, against the table page that Datasette shows by itself.",
    "Datasette's table page",
    1 / 15,
)
ROWS = (SEARCH, SITE)
_WORDS = 20
_MOST_SECONDS = 0.015


def measure(setting: Setting, wanted: frozenset[str], told: Callable[[str], None]) -> list[Result]:
    """Measure those of the rows that are wanted."""
    found: list[Result] = []
    if not wanted & {SEARCH.id, SITE.id}:
        return found
    archive = corpus(setting, told)
    if SEARCH.id in wanted:
        told(SEARCH.id)
        found.append(_search(setting, archive, told))
    if SITE.id in wanted:
        told(SITE.id)
        found.append(_site(setting, archive, told))
    return found


def corpus(setting: Setting, told: Callable[[str], None]) -> Path:
    """Return an archive of the releases that are searched, filled where it is not there yet."""
    path = setting.folder / f"archive-{setting.releases}.db"
    if not path.exists():
        told(f"filling an archive of {setting.releases} releases; it is kept in {setting.folder}")
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".half")
        half.unlink(missing_ok=True)
        conn = search_speed.opened(half)
        search_speed.build(conn, setting.releases)
        fill(conn)
        conn.execute("PRAGMA journal_mode = delete")
        conn.close()
        half.rename(path)
    return path


def _readers(setting: Setting, archive: Path, told: Callable[[str], None]) -> Path:
    path = setting.folder / f"reader-{setting.releases}.db"
    done = path.with_suffix(".filled")
    if not done.exists():
        told("filling reader with the same releases; it is kept too")
        for old in path.parent.glob(f"{path.name}*"):
            old.unlink()
        lines = setting.scratch / "corpus.ndjson"
        lines.parent.mkdir(parents=True, exist_ok=True)
        conn = sqlite3.connect(archive)
        with lines.open("w", encoding="utf-8") as out:
            for row in conn.execute("SELECT key, title, lead || char(10) || body FROM releases"):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        conn.close()
        answer([setting.peers_python, PEERS / "with_reader.py", path, "fill", lines])
        done.touch()
    return path


def _search(setting: Setting, archive: Path, told: Callable[[str], None]) -> Result:
    conn = sqlite3.connect(archive)
    words = search_speed.samples(conn)["a middling word"][:_WORDS]
    conn.close()

    def median(command: list[object]) -> float:
        took: list[float] = json.loads(answer(command))
        return statistics.median(took)

    ours = [sys.executable, "-m", "benchmarks.peers.with_pressearkiv", archive, *words]
    contestants = {OURS: partial(median, ours)}
    if setting.has("reader"):
        theirs = _readers(setting, archive, told)
        command = [setting.peers_python, PEERS / "with_reader.py", theirs, "search", *words]
        contestants["reader"] = partial(median, command)
    figures = alternate(contestants, setting.rounds, told)
    result = Result(SEARCH.id, figures, setting.absent("reader"))
    middle = statistics.median(figures[OURS])
    result.held["at most 15 ms"] = middle <= _MOST_SECONDS
    result.remarks.append(f"our median is {middle * 1000:.1f} ms, every form of the word found")
    return result


def _site(setting: Setting, archive: Path, told: Callable[[str], None]) -> Result:
    """Ask for each page in turn; the slowest of ours is the one that counts."""
    result = Result(SITE.id)
    slowest: dict[str, list[float]] = {}
    for number in range(1, setting.rounds + 1):
        command = [sys.executable, "-m", "benchmarks.peers.site_pages", archive]
        took: dict[str, float] = json.loads(answer(command))
        theirs = took.pop(SITE.peer)
        result.figures.setdefault(OURS, []).append(max(took.values()))
        result.figures.setdefault(SITE.peer, []).append(theirs)
        for page, seconds in took.items():
            slowest.setdefault(page, []).append(seconds / theirs)
        told(f"  round {number}: ours {max(took.values()):.4f}, theirs {theirs:.3f}")
    result.remarks += [
        f"{page}: 1/{1 / statistics.median(ratios):.0f}" for page, ratios in slowest.items()
    ]
    return result
