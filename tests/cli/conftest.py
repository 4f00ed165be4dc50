"""The commands as they are really called: a process, its streams and its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Protocol

import pytest

from pipeline.demo.server import PressRooms
from tests.run.rooms import run_day, settings_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.settings import Settings


class Call(Protocol):
    """Calls ``pressearkiv`` with some words."""

    def __call__(self, *words: str | Path, **env: str) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture(scope="session")
def call() -> Call:
    def called(*words: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error", "-m", "pressearkiv", *map(str, words)]
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PRESSEARKIV_")}
        return subprocess.run(
            command, capture_output=True, text=True, timeout=120, check=False, env=kept | env
        )

    return called


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two days of the sample press rooms, for commands that only read."""
    with PressRooms() as served:
        settings = settings_in(tmp_path_factory.mktemp("kept"), served)
        for day in (1, 2):
            run_day(settings, served, day)
    return settings


@pytest.fixture
def rooms() -> Iterator[PressRooms]:
    with PressRooms() as served:
        yield served
