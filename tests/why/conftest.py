"""The demo's archive after both days, to be asked why it says what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.demo.server import PressRooms
from tests.run.rooms import run_day, settings_in

if TYPE_CHECKING:
    from pipeline.settings import Settings


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    with PressRooms() as served:
        settings = settings_in(tmp_path_factory.mktemp("demo"), served)
        for day in (1, 2):
            run_day(settings, served, day)
    return settings
