"""Running press rooms for the tests of the whole way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.demo.server import PressRooms
from tests.run.rooms import run_day, settings_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def rooms() -> Iterator[PressRooms]:
    with PressRooms() as served:
        yield served


@pytest.fixture(scope="session")
def two_days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive after both days, for tests that only read it."""
    with PressRooms() as served:
        settings = settings_in(tmp_path_factory.mktemp("two-days"), served)
        for day in (1, 2):
            run_day(settings, served, day)
    return settings.archive
