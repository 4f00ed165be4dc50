"""Archives to be written as WARC and read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.demo.server import PressRooms
from tests.run.rooms import run_day, settings_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.settings import Settings

pytest.importorskip("warcio", reason="the extra pressearkiv[warc] is not installed")


@pytest.fixture
def rooms() -> Iterator[PressRooms]:
    with PressRooms() as served:
        yield served


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of an archive after both days of the demo, for tests that only read it."""
    with PressRooms() as served:
        settings = settings_in(tmp_path_factory.mktemp("demo"), served)
        for day in (1, 2):
            run_day(settings, served, day)
    return settings
