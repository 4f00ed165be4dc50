"""Kills runs at random instants over a changing world, and looks at the archive after each.

    python -m tests.torture --kills 1000 --seed 1 --state torture.json

What must hold after every kill: ``verify`` finds nothing; no release and no revision that was there
is gone or doubled; every validator's releases are there. After every few kills a run is left to
end, and the archive must hold all that was ever published, in its newest words, and each release
must have been told to the webhook at most once.

The kills come in parts of fifty, each a world and an archive of its own, made from the seed and the
part's number. ``--state`` names a file where finished parts stand, so that it can be gone on with.
A process warmed up once is forked for each run, so that a kill strikes work and not imports.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pipeline.config import load
from pipeline.demo.server import SOURCES
from pipeline.identity import key_for
from sources.item import Response
from storage import schema
from storage.archive import Archive
from storage.upkeep import verify
from tests.answers import page
from tests.world import Loopback, at, notice, release

if TYPE_CHECKING:
    from types import TracebackType

    from pipeline.demo.model import SourceId
    from pipeline.settings import Settings

PART = 50
SHOWN = 12
"""How many releases a room shows: more than appear between two runs that are left to end."""

WHOLE_RUN_EVERY = 5
HOOK = "/hook"


class Broken(AssertionError):
    """Something that must hold does not."""


# The side that is killed.


def serve_forks() -> None:
    """Do one run, then fork one for each line ``CONFIG TIME KILL_AFTER`` on stdin; tell its end."""
    config, now, _ = sys.stdin.readline().split()
    _run(Path(config), datetime.fromisoformat(now))
    _say("warm")
    for line in sys.stdin:
        config, now, kill_after = line.split()
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                _run(Path(config), datetime.fromisoformat(now))
                code = 0
            finally:
                os._exit(code)
        if kill_after != "never":
            time.sleep(float(kill_after))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        _say(f"{os.waitstatus_to_exitcode(status)} {time.monotonic() - began}")


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _run(config: Path, now: datetime) -> None:
    from pipeline import rounds
    from pipeline.network import fetching
    from storage.lock import writing
    from tests.world import QUICK

    settings = load(config, {})
    network = partial(fetching, limits=QUICK, sleep=lambda _seconds: None)
    with writing(settings.archive, "torture"), Archive.open(settings.archive) as archive:
        rounds.go(settings, archive, lambda: now, every=True, network=network)


class Forks:
    """The process that is forked; a context manager that ends it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture", "--forks"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def warm(self, config: Path, now: datetime) -> None:
        """Let it do one run by itself, so that all is imported."""
        assert self._ask(f"{config} {now.isoformat()} never") == "warm"

    def run(self, config: Path, now: datetime, kill_after: float | None) -> tuple[int, float]:
        """Run in a fork, killed after so many seconds if at all; return its code and duration."""
        after = "never" if kill_after is None else str(kill_after)
        code, seconds = self._ask(f"{config} {now.isoformat()} {after}").split()
        return int(code), float(seconds)

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


# The side that looks.


@dataclass(slots=True)
class Part:
    """Fifty kills over one world and one archive."""

    forks: Forks
    world: Loopback
    settings: Settings
    rng: random.Random
    number: dict[SourceId, int] = field(default_factory=lambda: dict.fromkeys(SOURCES, 0))
    hours: float = 24.0
    duration: float = 0.3
    kept: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    checks: int = 0

    def go(self, kills: int) -> int:
        """Kill so many runs; return how many runs ended before their kill came."""
        escaped = done = 0
        while done < kills:
            self._change()
            code, _ = self._run(self.rng.uniform(0, 1.15 * self.duration))
            done += code == -signal.SIGKILL
            escaped += code == 0
            if code not in (0, -signal.SIGKILL):
                raise Broken(f"a run that was to be killed ended with {code}")
            self._look()
            if (done + escaped) % WHOLE_RUN_EVERY == 0:
                self._whole()
        self._whole()
        return escaped

    def _change(self) -> None:
        """Let an hour pass: something new here and there, something edited."""
        self.hours += 1
        for source in SOURCES:
            for _ in range(self.rng.choice((0, 1, 1, 2))):
                self.number[source] += 1
                self.world.publish(source, self.number[source])
            self.world.forget(source, SHOWN)
            shown = sorted(self.world.rooms.published[source])
            # Never all at once: that would be another publisher's doing.
            if len(shown) > 1 and self.rng.random() < 0.4:
                self.world.edit(source, self.rng.choice(shown[1:]))

    def _run(self, kill_after: float | None) -> tuple[int, float]:
        return self.forks.run(self.settings.file, at(0, self.hours), kill_after)

    def _whole(self) -> None:
        """Let a run end, and find all that was ever published, as it stands."""
        code, duration = self._run(None)
        if code:
            raise Broken(f"a run that was left alone ended with {code}")
        self.duration = 0.7 * self.duration + 0.3 * duration
        self._look()
        with closing(self._open()) as archive:
            for source in SOURCES:
                self._find_all(source, archive)
        self._told_once()

    def _find_all(self, source: SourceId, archive: Archive) -> None:
        """Compare what is shown with what is kept, and count what was ever published."""
        rows = archive.connection.execute(
            "SELECT title, lead, body FROM releases WHERE source_id = ?", (source,)
        ).fetchall()
        kept = {int(row[0].rpartition(" ")[2]): row for row in rows}
        if len(kept) != len(rows) or set(kept) != set(range(1, self.number[source] + 1)):
            raise Broken(f"{source}: published {self.number[source]}, kept {sorted(kept)}")
        for number, edition in self.world.rooms.published[source].items():
            made: Any = (
                notice(number, edition) if source == "fylke" else release(source, number, edition)
            )
            words = "".join(kept[number])
            if made.body.removeprefix("<p>").partition("</p>")[0] not in words:
                raise Broken(f"{source} {number}: not as edited {edition} times")

    def _told_once(self) -> None:
        asked = self.world.servers["fylke"].asked(HOOK)
        # A kill may cut a document off on its way: what is not whole, nobody takes.
        whole = [s.body for s in asked if len(s.body) == int(s.headers["content-length"])]
        told = [one["key"] for body in whole for one in json.loads(body)["releases"]]
        if len(told) != len(set(told)):
            raise Broken("a release was told twice")

    def _open(self) -> Archive:
        return Archive.open(self.settings.archive, read_only=True)

    def _look(self) -> None:
        """Check all that must hold after any kill."""
        self.checks += 1
        if not _is_made(self.settings.archive):
            return
        with closing(self._open()) as archive:
            problems = list(verify(archive))
            if problems:
                raise Broken("; ".join(problems))
            self._nothing_lost(archive)
            for url, capture_id in archive.connection.execute(
                "SELECT url, capture_id FROM validators WHERE capture_id IS NOT NULL"
            ).fetchall():
                self._vouched(archive, url, capture_id)

    def _nothing_lost(self, archive: Archive) -> None:
        rows = archive.connection.execute(
            "SELECT key, v.revision, v.content_hash, v.folded FROM releases JOIN revisions AS v"
            " ON v.release_id = releases.id ORDER BY key, v.revision"
        ).fetchall()
        now: dict[str, list[tuple[str, int]]] = {}
        for key, number, digest, folded in rows:
            now.setdefault(key, []).append((digest, folded))
            if number != len(now[key]):
                raise Broken(f"{key}: revision {number} is number {len(now[key])}")
        for key, before in self.kept.items():
            if not _all_there(before, now.get(key, [])):
                raise Broken(f"{key}: had {len(before)} revisions, and they are not there")
        self.kept = now

    def _vouched(self, archive: Archive, url: str, capture_id: int) -> None:
        capture = archive.capture(capture_id)
        (adapter,) = (s.adapter for s in self.settings.sources if s.id == capture.source_id)
        told = adapter.parse(Response(capture.found_at, capture.body, 200, capture.headers))
        keys = {key_for(item) for item in told.items}
        missing = keys - set(self.kept)
        if missing:
            raise Broken(f"the validator of {url} vouches for {missing}, which are not kept")


def _all_there(before: list[tuple[str, int]], now: list[tuple[str, int]]) -> bool:
    """Tell whether revisions stand as they did; one that took in a later state says that it did."""
    return len(before) <= len(now) and all(
        then == today or then[1] < today[1] for then, today in zip(before, now, strict=False)
    )


def _is_made(file: Path) -> bool:
    """Tell whether an archive's tables are all there: the first runs are killed while making it."""
    if not file.exists():
        return False
    with closing(sqlite3.connect(file)) as db:
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
        if "_sqlite_migrations" not in tables:
            return False
        names = {row[0] for row in db.execute("SELECT name FROM _sqlite_migrations")}
    return schema.newest() in names


def torture(
    kills: int, seed: int, state: Path | None = None, folder: Path | None = None
) -> dict[str, Any]:
    """Kill so many runs and return the figures; raises ``Broken`` at the first that did harm."""
    done = json.loads(state.read_text()) if state and state.exists() else {}
    if done.get("seed", seed) != seed:
        raise SystemExit(f"{state} belongs to seed {done['seed']}")
    figures = {"seed": seed, "kills": 0, "escaped": 0, "checks": 0, "seconds": 0.0} | done
    with ExitStack() as closing_all:
        place = folder or Path(closing_all.enter_context(tempfile.TemporaryDirectory()))
        forks = closing_all.enter_context(Forks())
        _warm(forks, place)
        while figures["kills"] < kills:
            size, began = min(PART, kills - figures["kills"]), time.monotonic()
            part = figures["kills"] // PART
            escaped, checks = _part(forks, place, f"{seed}:{part}", size)
            figures["kills"] += size
            figures["escaped"] += escaped
            figures["checks"] += checks
            figures["seconds"] = round(figures["seconds"] + time.monotonic() - began, 1)
            if state:
                state.write_text(json.dumps(figures))
            sys.stderr.write(f"{figures['kills']}/{kills} kills, {figures['seconds']:.0f} s\n")
    return figures


def _warm(forks: Forks, place: Path) -> None:
    with Loopback() as world:
        for source in SOURCES:
            world.publish(source, 1)
        forks.warm(world.settings(place, name="warm").file, at(1))


def _part(forks: Forks, place: Path, seed: str, kills: int) -> tuple[int, int]:
    with Loopback() as world, tempfile.TemporaryDirectory(dir=place) as own:
        hook = world.servers["fylke"].at(HOOK, page(b"", 204))
        alert = f'[[alerts]]\nname = "a"\nwebhook = "{hook}"\nsearch = ""\n'
        settings = world.settings(Path(own), more=alert)
        part = Part(forks, world, settings, random.Random(seed))
        for source in SOURCES:
            part.number[source] = 3
            world.publish(source, 1, 2, 3)
        return part.go(kills), part.checks


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--state", type=Path, help="go on from here, and note what is done")
    parser.add_argument("--forks", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.forks:
        serve_forks()
        return
    began = datetime.now(UTC)
    figures = torture(given.kills, given.seed, given.state)
    took = datetime.now(UTC) - began
    sys.stdout.write(f"{json.dumps(figures)} now {took // timedelta(seconds=1)} s: all held\n")


if __name__ == "__main__":
    main()
