"""A release that its publisher takes away, and gives back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.demo.world import NOW
from storage.archive import Archive
from storage.changes import changes
from tests.run.rooms import run_at, run_day, settings_in

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.demo.server import PressRooms
    from pipeline.run import Report
    from pipeline.settings import Settings

VANISHED = "regjeringen-3178102"


def _run(settings: Settings, rooms: PressRooms, day: int, hours: float) -> Report:
    rooms.set_day(day)
    return run_at(settings, NOW[2] + timedelta(hours=hours), "kdd")


def _withdrawn(settings: Settings) -> str | None:
    with Archive.open(settings.archive, read_only=True) as archive:
        kept = archive.find(VANISHED)
    assert kept is not None
    assert kept.release.body
    return kept.withdrawn_at


def test_a_release_counts_as_withdrawn_when_it_is_gone_on_two_looks_a_day_apart(
    rooms: PressRooms, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, rooms)
    run_day(settings, rooms, 1)
    _run(settings, rooms, 2, 0)
    assert _withdrawn(settings) is None
    _run(settings, rooms, 2, 12)
    assert _withdrawn(settings) is None
    (visit,) = _run(settings, rooms, 2, 25).sources
    assert visit.withdrawn == 1
    assert _withdrawn(settings) == "2026-11-21T12:00:00Z"


def test_a_withdrawn_release_comes_back_if_it_comes_back(rooms: PressRooms, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, rooms)
    run_day(settings, rooms, 1)
    _run(settings, rooms, 2, 0)
    _run(settings, rooms, 2, 25)
    assert _withdrawn(settings)
    (visit,) = _run(settings, rooms, 1, 24 * 40).sources
    assert visit.returned == 1
    assert _withdrawn(settings) is None
    with Archive.open(settings.archive, read_only=True) as archive:
        told = [c.what for c in changes(archive.connection) if c.key == VANISHED]
    assert told == ["returned", "withdrawn"]


def test_leaving_a_feed_means_nothing(rooms: PressRooms, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, rooms)
    run_day(settings, rooms, 1)
    run_day(settings, rooms, 2)
    assert _withdrawn(settings) is None
