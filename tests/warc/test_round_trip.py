"""WARC out and in again gives an equal archive."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.demo.world import NOW
from pipeline.imports.load import load
from pipeline.run import choose, run
from storage.archive import Archive
from storage.upkeep import verify
from tests.run.rooms import run_at, run_day, settings_in
from tests.warc.files import empty, exported, imported, rows, told

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.demo.server import PressRooms
    from pipeline.settings import Settings


def _later(settings: Settings, rooms: PressRooms, day: int, hours: float) -> None:
    rooms.set_day(day)
    run_at(settings, NOW[2] + timedelta(hours=hours))


def test_warc_out_and_in_again_gives_an_equal_archive(demo: Settings, tmp_path: Path) -> None:
    other = empty(demo, tmp_path)
    imported(other, exported(demo, tmp_path / "out.warc.gz"))
    before, after = told(demo), told(other)
    for table in before:
        assert after[table] == before[table], table
    with Archive.open(other.archive) as archive:
        assert list(verify(archive)) == []


def test_withdrawals_and_returns_come_back_with_it(rooms: PressRooms, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, rooms)
    run_day(settings, rooms, 1)
    for day, hours in ((2, 0.0), (2, 12), (2, 25), (1, 24 * 40)):
        _later(settings, rooms, day, hours)
    assert len(rows(settings, "SELECT * FROM withdrawals WHERE returned_at IS NOT NULL")) == 1
    other = empty(settings, tmp_path)
    file = exported(settings, tmp_path / "out.warc.gz")
    imported(other, file, now=NOW[2] + timedelta(days=41))
    before, after = told(settings), told(other)
    del before["rechecks"], after["rechecks"]  # what lies in the past is not planned any more
    for table in before:
        assert after[table] == before[table], table


def test_what_was_backfilled_comes_back_with_it(rooms: PressRooms, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, rooms)
    run_day(settings, rooms, 1)
    now = NOW[1] + timedelta(hours=1)
    with Archive.open(settings.archive) as archive:
        run(
            choose(settings, archive, now, ids=["ks"], every=True),
            settings,
            archive,
            lambda: now,
            command="backfill",
            talk=lambda visit, _source: visit.catalogue(None, None, lambda _d, _t: None),
        )
    other = empty(settings, tmp_path)
    imported(other, exported(settings, tmp_path / "out.warc.gz"))
    before, after = told(settings), told(other)
    for table in before:
        assert after[table] == before[table], table


def test_importing_twice_changes_nothing(demo: Settings, tmp_path: Path) -> None:
    other = empty(demo, tmp_path)
    file = exported(demo, tmp_path / "out.warc.gz")
    imported(other, file)
    first = told(other)
    loaded = imported(other, file)
    assert loaded.files[file.name].kept == 0
    assert loaded.releases == {}
    assert told(other) == first


def test_an_archive_knows_its_own_export(demo: Settings, tmp_path: Path) -> None:
    loaded = imported(demo, exported(demo, tmp_path / "own.warc.gz"))
    (taken,) = loaded.files.values()
    assert (taken.kept, taken.others, taken.lost, taken.broken) == (0, 0, 0, [])
    assert taken.known > 50


def test_a_later_export_adds_what_was_not_there_yet(rooms: PressRooms, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, rooms)
    other = empty(settings, tmp_path)
    for day in (1, 2):
        run_day(settings, rooms, day)
        imported(other, exported(settings, tmp_path / f"{day}.warc.gz"), now=NOW[day])
    before, after = told(settings), told(other)
    for table in before:
        assert after[table] == before[table], table


def test_an_export_of_an_import_is_the_same_history(demo: Settings, tmp_path: Path) -> None:
    other, third = empty(demo, tmp_path), empty(demo, tmp_path, "third")
    imported(other, exported(demo, tmp_path / "1.warc.gz"))
    imported(third, exported(other, tmp_path / "2.warc.gz"))
    assert told(third) == told(other)


@pytest.mark.parametrize("after", [1, 40, 93, 94])
def test_an_import_that_is_cut_off_is_begun_again(
    demo: Settings, tmp_path: Path, after: int
) -> None:
    other = empty(demo, tmp_path)
    file = exported(demo, tmp_path / "out.warc.gz")
    moves = iter(range(after))

    def cut_off(_done: int, _total: int | None) -> None:
        if next(moves, None) is None:
            raise KeyboardInterrupt

    with Archive.open(other.archive) as archive, pytest.raises(KeyboardInterrupt):
        load([file], other, archive, NOW[2], cut_off)
    imported(other, file)
    before, now = told(demo), told(other)
    for table in before:
        assert now[table] == before[table], table
