"""Reading in processes: the same archive, whoever dies over it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.conversation import Work
from pipeline.engine.batches import Batches
from pipeline.engine.edition import EDITION
from pipeline.engine.labour import OtherEdition, labour, packed, unpacked
from pipeline.engine.processes import Processes
from pressearkiv.errors import EngineError, WorkerDied
from storage.archive import Archive
from tests.engine.deeds import Deadly, double, double_unless, raise_it
from tests.engine.many import ITEMS, SOURCES, go, kept, many

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from tests.engine.many import Many


@pytest.fixture(scope="module")
def world() -> Iterator[Many]:
    with many() as served:
        yield served


def answered(works: list[Work], *, worth: int = 0) -> list[Any]:
    """Have work done by two processes, as one conversation's question."""
    arrived: SimpleQueue[Future[Any]] = SimpleQueue()
    with Processes(2, worth=worth) as crew:
        desk = Batches(crew, arrived)
        desk.put("one", tuple(works))
        while not (told := desk.finished()):
            desk.arrived(arrived.get(timeout=30))
    return list(told[0][1])


def test_what_is_read_in_processes_is_what_is_read_here(world: Many, tmp_path: Path) -> None:
    here, there = (
        world.settings(tmp_path, name, engine)
        for name, engine in (("here", "inline"), ("there", "processes:2"))
    )
    reports = [go(here), go(there)]

    assert [report.outcome for report in reports] == ["ok", "ok"]
    assert sum(visit.new for visit in reports[1].sources) == SOURCES * ITEMS
    assert kept(there) == kept(here)


def test_outcomes_come_in_the_order_of_the_questions() -> None:
    assert answered([Work(double, (n,)) for n in range(100)]) == [2 * n for n in range(100)]


def test_work_that_kills_its_process_is_given_up_and_the_rest_is_done() -> None:
    outcomes = answered([Work(double_unless, (n, 17)) for n in range(100)])

    died = outcomes.pop(17)
    assert outcomes == [2 * n for n in range(100) if n != 17]
    assert isinstance(died, WorkerDied)
    assert "died of it 3 times" in died.message


def test_work_that_raises_gives_its_error_back() -> None:
    (error,) = answered([Work(raise_it, ("odd",))])

    assert isinstance(error, LookupError)
    assert error.args == ("odd",)


def test_a_page_that_kills_its_reader_lies_in_quarantine_and_the_others_are_kept(
    world: Many, tmp_path: Path
) -> None:
    settings = world.settings(tmp_path, "deadly", "processes:2")
    # The last, since the first are read here: starting processes for a few is not worth it.
    *others, last = settings.sources
    deadly = replace(last, adapter=Deadly(url=world.url(SOURCES - 1)))
    report = go(replace(settings, sources=(*others, deadly)))

    assert report.outcome == "partial"
    assert sum(visit.new for visit in report.sources) == (SOURCES - 1) * ITEMS
    with Archive.open(settings.archive, read_only=True) as archive:
        found = archive.connection.execute("SELECT source_id, reason FROM quarantine").fetchall()
    assert [source_id for source_id, _ in found] == [deadly.id]
    assert "died of it" in found[0][1]


def test_little_work_starts_no_process() -> None:
    assert answered([Work(os.getpid, ())], worth=1) == [os.getpid()]
    assert answered([Work(os.getpid, ())], worth=0) != [os.getpid()]


def test_what_is_much_to_read_starts_processes_though_it_is_few() -> None:
    (done,) = answered([Work(os.getpid, (), size=10)], worth=9)
    (here,) = answered([Work(os.getpid, (), size=9)], worth=9)
    assert done != os.getpid() == here


def test_a_batch_is_as_much_as_thirty_two_releases_however_many_that_are() -> None:
    arrived: SimpleQueue[Future[Any]] = SimpleQueue()
    with Processes(2, worth=0) as crew:
        desk = Batches(crew, arrived)
        desk.put("feeds", tuple(Work(double, (n,), size=16) for n in range(4)))
        assert [len(batch) for batch in desk.sent.values()] == [2, 2]
        while not (told := desk.finished()):
            desk.arrived(arrived.get(timeout=30))
    assert told == [("feeds", [0, 2, 4, 6])]


def test_processes_end_when_the_run_that_started_them_is_killed() -> None:
    code = (
        "import os, time\n"
        "from pipeline.conversation import Work\n"
        "from pipeline.engine.labour import packed, unpacked\n"
        "from pipeline.engine.processes import Processes\n"
        "if __name__ == '__main__':\n"
        "    crew = Processes(1)\n"
        "    done = crew.submit(packed([Work(os.getpid, ())]))\n"
        "    print(unpacked(done.result())[0], flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        worker = int(run.stdout.readline())
        run.kill()
        run.wait()
        ends = time.monotonic() + 20
        while _lives(worker) and time.monotonic() < ends:
            time.sleep(0.05)
    assert not _lives(worker)


def test_other_code_is_told_before_anything_is_unpacked() -> None:
    assert labour("pressearkiv 0.0.1", b"not even a pickle") == (EDITION, b"")
    assert unpacked(labour(EDITION, packed([Work(double, (2,))]))) == [4]
    with pytest.raises(OtherEdition, match=r"0\.0\.1"):
        unpacked(("pressearkiv 0.0.1, code 0, Python 3.11", b""))


def test_a_program_that_is_exchanged_while_it_runs_says_so() -> None:
    with pytest.raises(EngineError, match="changed while it ran"):
        Processes(1).refuse("pressearkiv 0.0.1")


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A child that has ended and waits for somebody to ask.
    result = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False)
    return bool(result.stdout.strip()) and not result.stdout.startswith(b"Z")
