"""The demo's archive after two days, and sites over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.archive import Archive
from tests.run.rooms import two_days
from tests.site.serving import served, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.site.serving import Visitor


@pytest.fixture(scope="session")
def demo_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_days(tmp_path_factory.mktemp("site")).archive


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
