from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.export.world import INVITATION, PLAIN, UNDATED, fresh, keep

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from storage.archive import Archive


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Archive]:
    """An archive with nothing in it."""
    with fresh(tmp_path) as archive:
        yield archive


@pytest.fixture
def archive(empty: Archive) -> Archive:
    """An archive with a release of each sort: told at a time, on a day, at no time."""
    keep(empty, PLAIN)
    keep(empty, INVITATION, source="kdd")
    keep(empty, UNDATED, source="sf")
    return empty


@pytest.fixture
def conn(archive: Archive) -> sqlite3.Connection:
    """That archive, for reading."""
    return archive.connection
