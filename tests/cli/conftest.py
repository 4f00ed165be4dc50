"""The commands as they are really called: a process, its streams and its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.run.rooms import two_days

if TYPE_CHECKING:
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
    return two_days(tmp_path_factory.mktemp("kept"))
