"""An archive for every test, with one source in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.archive import Archive
from tests.storage.keeping import meet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive.open(path) as opened:
        meet(opened)
        yield opened
