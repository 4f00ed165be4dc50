"""The demo's archive after two days, and sites over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.demo.server import PressRooms
from storage.archive import Archive
from tests.run.rooms import run_day, settings_in
from tests.site.serving import served, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.site.serving import Visitor


@pytest.fixture(scope="session")
def demo_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with PressRooms() as rooms:
        settings = settings_in(tmp_path_factory.mktemp("site"), rooms)
        for day in (1, 2):
            run_day(settings, rooms, day)
    return settings.archive


@pytest.fixture(scope="session")
def site(demo_archive: Path) -> Iterator[Visitor]:
    """The site over the demo's archive, without exports."""
    with served(settings_for(demo_archive)) as visitor:
        yield visitor


@pytest.fixture
def empty_archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    Archive.open(path).close()
    return path
