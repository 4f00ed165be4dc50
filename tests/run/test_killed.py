"""A run that is killed anywhere and started again ends in the same archive as one that was not."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from storage.archive import Archive
from storage.upkeep import verify
from tests.run.rooms import HOW_IT_WENT, contents, run_day, settings_in

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.demo.server import PressRooms
    from pipeline.settings import Settings

POINTS = 5
"""On each of two days: ten in all."""


@pytest.mark.parametrize("day", [1, 2])
def test_a_killed_run_started_again_ends_like_one_that_was_not(
    day: int, rooms: PressRooms, tmp_path: Path
) -> None:
    before = settings_in(tmp_path, rooms, "before")
    if day == 2:
        run_day(before, rooms, 1)
    whole = _copy(before, rooms, tmp_path, "whole")
    rooms.set_day(day)
    statements = int(_process(whole, day, 0).stdout)
    expected = _contents(whole)
    for point in range(1, POINTS + 1):
        settings = _copy(before, rooms, tmp_path, f"killed-{point}")
        ended = _process(settings, day, statements * point // (POINTS + 1))
        assert ended.returncode == -signal.SIGKILL, ended.stderr
        run_day(settings, rooms, day)
        assert _contents(settings) == expected, f"killed at {point} of {POINTS + 1}"


def _copy(before: Settings, rooms: PressRooms, folder: Path, name: str) -> Settings:
    settings = settings_in(folder, rooms, name)
    if before.archive.exists():
        shutil.copyfile(before.archive, settings.archive)
    return settings


def _process(settings: Settings, day: int, fatal: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.run.killed", str(settings.file), str(day), str(fatal)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def _contents(settings: Settings) -> dict[str, list[object]]:
    with Archive.open(settings.archive, read_only=True) as archive:
        assert list(verify(archive)) == []
        return contents(archive.connection, without=HOW_IT_WENT)
