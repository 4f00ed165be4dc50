"""One writer and any number of readers: none makes another fail."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from threading import Event
from typing import TYPE_CHECKING

from storage.archive import Archive
from storage.database import BUSY_SECONDS
from storage.upkeep import verify
from tests.answers import head
from tests.world import FEED, Loopback, at, run_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.answers import Piece, Seen


def test_of_ten_processes_started_at_once_one_runs_and_nine_exit_75(
    world: Loopback, tmp_path: Path
) -> None:
    world.publish("fylke", 1, 2, 3)
    settings = world.settings(tmp_path, "fylke")
    text = settings.file.read_text(encoding="utf-8")
    settings.file.write_text(text.replace("timeout = 5", "timeout = 120"), encoding="utf-8")
    feed, others_have_gone = world.feed("fylke"), Event()

    def held_up(seen: Seen) -> Iterator[Piece]:
        yield from (head(200, {"Content-Length": str(len(feed))}), feed[:50])
        while not others_have_gone.wait(1):
            yield b""
        yield feed[50:]

    world.servers["fylke"].at(FEED["fylke"], held_up)
    command = [sys.executable, "-m", "pressearkiv", "run", "--config", str(settings.file)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(10)
    ]
    deadline = time.monotonic() + 100
    while sum(one.poll() is not None for one in running) < 9 and time.monotonic() < deadline:
        time.sleep(0.05)
    others_have_gone.set()
    ended = [(one, *one.communicate(timeout=60)) for one in running]
    assert Counter(one.returncode for one, _, _ in ended) == {0: 1, 75: 9}
    for one, out, said in ended:
        assert (" new=3 " in out) == (one.returncode == 0)
        assert ("is being written to by" in said) == (one.returncode == 75)
    with Archive.open(settings.archive, read_only=True) as archive:
        assert list(verify(archive)) == []
        assert archive.connection.execute("SELECT count(*) FROM runs").fetchone() == (1,)


def test_a_reader_with_an_open_transaction_for_a_whole_run_and_the_run_both_succeed(
    world: Loopback, tmp_path: Path
) -> None:
    world.publish("fylke", 1, 2, 3)
    settings = world.settings(tmp_path, "fylke")
    run_once(settings, at(1))
    with closing(sqlite3.connect(settings.archive)) as reader:
        reader.execute("BEGIN")
        assert _count(reader) == 3
        world.publish("fylke", *range(30, 60))
        began = time.monotonic()
        (visit,) = run_once(settings, at(2)).sources
        assert (visit.outcome, visit.new) == ("ok", 30)
        assert time.monotonic() - began < BUSY_SECONDS, "it waits for no reader"
        assert _count(reader) == 3
        reader.execute("COMMIT")
        assert _count(reader) == 33
    assert run_once(settings, at(3)).outcome == "ok"


def test_a_backup_while_a_reader_reads_and_a_run_writes_is_whole(
    world: Loopback, tmp_path: Path
) -> None:
    from storage.upkeep import backup

    world.publish("fylke", 1, 2, 3)
    settings = world.settings(tmp_path, "fylke")
    run_once(settings, at(1))
    with closing(sqlite3.connect(settings.archive)) as reader:
        reader.execute("BEGIN")
        assert _count(reader) == 3
        world.publish("fylke", 40)
        run_once(settings, at(2))
        backup(settings.archive, tmp_path / "copy.db")
    with Archive.open(tmp_path / "copy.db", read_only=True) as copy:
        assert list(verify(copy)) == []
        assert _count(copy.connection) == 4


def _count(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM releases").fetchone()[0])
