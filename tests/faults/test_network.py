"""Whatever a publisher's server does wrong: nothing is lost, it is said, and it heals."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.commands.run import finish
from pipeline.fetch import Limits
from storage.archive import Archive
from storage.upkeep import verify
from tests.faults.matrix import FEED_FAULTS, TEXT_FAULTS, Fault
from tests.run.rooms import HOW_IT_WENT, contents
from tests.server import page
from tests.world import FEED, Loopback, Rooms, at, run_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.demo.model import SourceId
    from pipeline.run import Report
    from pipeline.settings import Settings
    from storage.journal import Visit

TINY = Limits(connect=0.3, read=0.25, total=0.5, max_bytes=200_000, per_host_delay=0.0)
BEFORE, STRUCK, HEALED = at(3), at(5), at(7)
_BESIDE = (*HOW_IT_WENT, "robots", "quarantine", "held_answers")
"""Where a fault may leave its trace: the record of how it went, and what was put aside."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A healthy archive of each source on day 1, and of the day after the fault."""

    world: Loopback
    folder: Path
    bases: dict[SourceId, Settings]

    def copy(self, source: SourceId, name: str) -> Settings:
        base = self.bases[source]
        settings = self.world.settings(self.folder, source, name=name)
        shutil.copyfile(base.archive, settings.archive)
        return settings


def _publish(world: Loopback, last: int) -> None:
    world.heal()
    world.rooms = Rooms()
    for source in world.servers:
        world.publish(source, *range(1, last + 1))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("faults")
    with Loopback() as world:
        _publish(world, 6)
        bases: dict[SourceId, Settings] = {}
        for source in world.servers:
            bases[source] = world.settings(folder, source, name=f"base-{source}")
            run_once(bases[source], BEFORE)
        yield Bench(world, folder, bases)


@pytest.fixture
def struck(bench: Bench) -> Iterator[Bench]:
    """The bench with release 7 published, healed again after the test."""
    _publish(bench.world, 7)
    yield bench
    for server in bench.world.servers.values():
        server.down()
        server.up()


def visit(settings: Settings, now: Any, limits: Limits = TINY) -> Visit:
    (one,) = run_once(settings, now, limits=limits).sources
    return one


def exit_code(report: Report, settings: Settings) -> int | str | None:
    """Return the code with which the command would leave."""
    try:
        finish(report, settings, as_json=True)
    except SystemExit as left:
        return left.code
    return 0


def whole(settings: Settings, *without: str) -> dict[str, list[Any]]:
    with Archive.open(settings.archive, read_only=True) as archive:
        assert list(verify(archive)) == []
        return contents(archive.connection, without=(*_BESIDE, *without))


def texts(settings: Settings) -> list[tuple[Any, ...]]:
    """Return what a reader sees: every release and its words."""
    with Archive.open(settings.archive, read_only=True) as archive:
        assert list(verify(archive)) == []
        return archive.connection.execute(
            "SELECT key, title, lead, body, published_local, text_status FROM releases ORDER BY key"
        ).fetchall()


@pytest.mark.parametrize("fault", FEED_FAULTS, ids=lambda fault: fault.name)
def test_a_fault_of_the_feed(fault: Fault, struck: Bench) -> None:
    world = struck.world
    name = fault.name.replace(" ", "-").replace("/", "-").replace(":", "")[:40]
    settings = struck.copy("fylke", f"struck-{name}")
    before = whole(settings)
    fault.strike(world)
    report = run_once(settings, STRUCK, limits=TINY)
    (told,) = report.sources
    assert told.outcome == fault.outcome, told.error
    assert exit_code(report, settings) == (fault.outcome == "failed")
    if fault.outcome == "failed":
        assert fault.says
        assert re.search(fault.says, told.error or ""), told.error
        assert told.hint
        assert told.error_kind
        assert _without_captures(whole(settings)) == _without_captures(before)
    else:
        assert told.new == 1
        assert len(texts(settings)) == 7
    _heal(struck)
    healthy = struck.copy("fylke", f"whole-{name}")
    if fault.outcome == "ok":
        visit(healthy, STRUCK)
    assert visit(settings, HEALED).outcome == visit(healthy, HEALED).outcome == "ok"
    assert texts(settings) == texts(healthy)
    if fault.outcome == "failed":
        after, expected = whole(settings), whole(healthy)
        assert set(after.pop("captures")) >= set(expected.pop("captures"))
        assert after == expected


def _without_captures(held: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {table: rows for table, rows in held.items() if table != "captures"}


def _heal(bench: Bench) -> None:
    for server in bench.world.servers.values():
        server.down()
        server.up()
    _publish(bench.world, 7)


@pytest.mark.parametrize("fault", TEXT_FAULTS, ids=lambda fault: fault.name)
def test_a_fault_of_the_texts(fault: Fault, struck: Bench) -> None:
    name = fault.name.replace(" ", "-").replace(":", "")[:40]
    settings = struck.copy(fault.source, f"text-{name}")
    fault.strike(struck.world)
    report = run_once(settings, STRUCK, limits=TINY)
    (told,) = report.sources
    assert (told.outcome, told.new) == (fault.outcome, 1)
    assert exit_code(report, settings) == (fault.outcome == "failed")
    assert fault.says
    assert re.search(fault.says, told.error or ""), told.error
    (newest,) = [row for row in texts(settings) if row[0].endswith("7")]
    assert newest[1]
    assert newest[5] == "refused" or newest[5] == "feed"
    _heal(struck)
    healthy = struck.copy(fault.source, f"text-whole-{name}")
    assert visit(settings, HEALED).outcome == visit(healthy, HEALED).outcome == "ok"
    assert texts(settings) == texts(healthy)


def test_a_304_that_is_not_true_delays_and_loses_nothing(struck: Bench) -> None:
    settings = struck.copy("fylke", "untrue-304")
    struck.world.servers["fylke"].at(FEED["fylke"], page(b"", 304))
    told = visit(settings, STRUCK)
    assert (told.outcome, told.new) == ("ok", 0)
    _heal(struck)
    assert visit(settings, HEALED).new == 1


def test_the_matrix_is_as_large_as_promised() -> None:
    faults = [fault.name for fault in (*FEED_FAULTS, *TEXT_FAULTS)]
    assert len(faults) == len(set(faults))
    assert len(faults) >= 60
