"""Rows about reading feeds: from nothing, nothing new, one thing changed, and far away."""

from __future__ import annotations

import json
import sqlite3
import sys
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.comparison.contest import OURS, Result, Spent, alternate, process
from benchmarks.comparison.ingest_rows import (
    CHANGED,
    CHANGED_PROCESSES,
    COLD,
    COLD_JSON,
    COLD_PROCESSES,
    DISK,
    FAR,
    MEMORY,
    NOTHING_200,
    NOTHING_304,
)
from benchmarks.comparison.setting import PEERS
from benchmarks.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from benchmarks.comparison.contest import Row
    from benchmarks.comparison.setting import Setting

_OF_COLD = (COLD, DISK, MEMORY)
_AGAIN = (NOTHING_304, NOTHING_200, CHANGED, CHANGED_PROCESSES, FAR)
_PEERS = ("reader", "feed-to-sqlite", "plain loop")
_PROCESSES = "processes:2"


class Ingest:
    """Runs us and our peers over one world; every program keeps its own files in a folder."""

    def __init__(self, setting: Setting, world: World, folder: Path, ending: str = "xml") -> None:
        self.setting = setting
        self._folder = folder
        self._urls = world.urls(ending)
        folder.mkdir(parents=True, exist_ok=True)
        self._config = folder / "config.toml"
        self._config.write_text(_config(folder / "ours.db", self._urls), encoding="utf-8")

    def ours(self, workers: int = 8, engine: str = "") -> Spent:
        """Let us read all feeds, in the setting's engine or another."""
        command = [sys.executable, "-m", "pressearkiv", "run", "--all", "--config", self._config]
        run = {"ENGINE": engine or self.setting.engine, "WORKERS": str(workers)}
        return process(command, environment={f"PRESSEARKIV_RUN_{k}": v for k, v in run.items()})

    def reader(self, workers: int = 1) -> Spent:
        """Let ``reader`` do it."""
        python, db = self.setting.peers_python, self._folder / "reader.db"
        return process([python, PEERS / "with_reader.py", db, "update", str(workers), *self._urls])

    def feed_to_sqlite(self) -> Spent:
        """Let ``feed-to-sqlite`` do it."""
        python, db = self.setting.peers_python, self._folder / "feed-to-sqlite.db"
        run = "from feed_to_sqlite.cli import cli; cli()"
        return process([python, "-c", run, db, *self._urls])

    def plain_loop(self) -> Spent:
        """Let the plain loop do it."""
        python, db = self.setting.peers_python, self._folder / "plain.db"
        return process([python, PEERS / "plain_loop.py", db, *self._urls])

    def size(self, stem: str) -> int:
        """Return the bytes of a program's files."""
        return sum(file.stat().st_size for file in self._folder.glob(f"{stem}.db*"))

    def empty(self) -> None:
        """Take everybody's files away."""
        for file in self._folder.glob("*.db*"):
            file.unlink()

    @property
    def archive(self) -> Path:
        """Our archive."""
        return self._folder / "ours.db"


def _config(archive: Path, urls: list[str]) -> str:
    sources = "".join(
        f'\n[[sources]]\nid = "rom{number}"\nname = "Presserom {number}"\nkind = "feed"\n'
        f'url = "{url}"\nlanguage = "nb"\n'
        for number, url in enumerate(urls, 1)
    )
    path = json.dumps(str(archive), ensure_ascii=False)
    return f"[archive]\npath = {path}\n\n[fetch]\nper_host_delay = 0\n{sources}"


def measure(setting: Setting, wanted: frozenset[str], told: Callable[[str], None]) -> list[Result]:
    """Measure those of the rows that are wanted."""
    found: list[Result] = []
    with World(setting.feeds, setting.items) as world:
        if wanted & {COLD_PROCESSES.id, *(row.id for row in _OF_COLD)}:
            told("cold ingest, disk and memory")
            results = cold(Ingest(setting, world, setting.scratch / "cold"), told)
            found += [result for result in results if result.row in wanted]
        if COLD_JSON.id in wanted:
            told("cold ingest of JSON")
            found.append(_cold_json(setting, world, told))
        if wanted & {row.id for row in _AGAIN}:
            told("filling archives for what comes after")
            again = Ingest(setting, world, setting.scratch / "again")
            for fill in _contestants(again, ("reader",)).values():
                fill()
            found += _again(again, world, wanted, told)
    return found


def _contestants(ingest: Ingest, peers: tuple[str, ...]) -> dict[str, Callable[[], Spent]]:
    known: Mapping[str, Callable[[], Spent]] = {
        "reader": ingest.reader,
        "feed-to-sqlite": ingest.feed_to_sqlite,
        "plain loop": ingest.plain_loop,
    }
    present = {peer: known[peer] for peer in peers if ingest.setting.has(peer)}
    return {OURS: ingest.ours, **present}


def cold(ingest: Ingest, told: Callable[[str], None]) -> list[Result]:
    """Read everything from nothing; time, size and peak memory of the same runs."""
    setting, items = ingest.setting, ingest.setting.feeds * ingest.setting.items
    results = [Result(row.id, absent=setting.absent(*_PEERS)) for row in _OF_COLD]
    helped = Result(COLD_PROCESSES.id, {OURS: []}, setting.absent("reader"))
    stems = {OURS: "ours", "reader": "reader", "feed-to-sqlite": "feed-to-sqlite"}
    for number in range(1, setting.rounds + 1):
        ingest.empty()
        spent = ingest.ours(engine=_PROCESSES)
        helped.figures[OURS].append(spent.seconds)
        told(f"  round {number}: {OURS} in {_PROCESSES} {spent.seconds:.2f} s")
        ingest.empty()
        for name, work in _contestants(ingest, _PEERS).items():
            spent = work()
            size = ingest.size(stems.get(name, "plain")) / items
            for result, figure in zip(results, (spent.seconds, size, spent.memory), strict=True):
                result.figures.setdefault(name, []).append(figure)
            told(f"  round {number}: {name} {spent.seconds:.2f} s, {spent.cpu:.2f} s of CPU")
    results[0].remarks.append(f"{setting.feeds} feeds of {setting.items} items of 2 kB")
    results[1].remarks.append("feed-to-sqlite and the plain loop have no index and no captures")
    if "reader" in results[0].figures:
        helped.figures["reader"] = results[0].figures["reader"]
    return [*results, helped]


def _cold_json(setting: Setting, world: World, told: Callable[[str], None]) -> Result:
    ingest = Ingest(setting, world, setting.scratch / "json", "json")

    def fresh(work: Callable[[], Spent]) -> float:
        ingest.empty()
        return work().seconds

    contestants = _contestants(ingest, ("reader",))
    timed = {name: partial(fresh, work) for name, work in contestants.items()}
    figures = alternate(timed, setting.rounds, told)
    return Result(COLD_JSON.id, figures, setting.absent("reader"))


def _again(
    ingest: Ingest, world: World, wanted: frozenset[str], told: Callable[[str], None]
) -> list[Result]:
    found = []
    setting = ingest.setting
    manners: dict[str, Callable[[], None]] = {
        NOTHING_304.id: world.behave,
        NOTHING_200.id: lambda: world.behave(validators=False),
        FAR.id: lambda: world.behave(latency=0.2),
    }
    for row, manner in manners.items():
        if row in wanted:
            told(row)
            manner()
            workers = 8 if row == FAR.id else 1
            timed = {
                OURS: lambda: ingest.ours().seconds,
                "reader": lambda: ingest.reader(workers).seconds,  # noqa: B023
            }
            found.append(_contest(row, timed, setting, told))
    for contest, engine in ((CHANGED, setting.engine), (CHANGED_PROCESSES, _PROCESSES)):
        if contest.id in wanted:
            told(contest.id)
            found.append(_changed(ingest, world, contest, engine, told))
    return found


def _contest(
    row: str,
    timed: dict[str, Callable[[], float]],
    setting: Setting,
    told: Callable[[str], None],
) -> Result:
    present = {n: work for n, work in timed.items() if n == OURS or setting.has(n)}
    return Result(row, alternate(present, setting.rounds, told), setting.absent("reader"))


def _changed(
    ingest: Ingest, world: World, row: Row, engine: str, told: Callable[[str], None]
) -> Result:
    """Change an item of each feed before each round; count what is then written in the index."""
    world.behave()
    _count_index_rows(ingest.archive)

    def ours() -> float:
        world.behave(edition=world.manner.edition + 1)
        return ingest.ours(engine=engine).seconds

    timed = {OURS: ours, "reader": lambda: ingest.reader().seconds}
    result = _contest(row.id, timed, ingest.setting, told)
    written, edited = _index_rows(ingest.archive), ingest.setting.rounds * ingest.setting.feeds
    result.held["index rows written = items changed"] = written == edited
    result.remarks.append(f"{written} index rows written for {edited} changed items")
    return result


def _count_index_rows(archive: Path) -> None:
    """Let the archive itself count what is written into its index."""
    db = sqlite3.connect(archive)
    db.executescript(
        "DROP TRIGGER IF EXISTS counted_index; DROP TABLE IF EXISTS counted;"
        "CREATE TABLE counted (release_id INTEGER);"
        "CREATE TRIGGER counted_index AFTER INSERT ON releases_fts_docsize"
        " BEGIN INSERT INTO counted VALUES (new.id); END;"
    )
    db.close()


def _index_rows(archive: Path) -> int:
    db = sqlite3.connect(archive)
    (written,) = db.execute("SELECT count(*) FROM counted").fetchone()
    db.close()
    return int(written)
