"""Running press rooms for the tests of the whole way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.run.rooms import two_days

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def both_days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive after both days, for tests that only read it."""
    return two_days(tmp_path_factory.mktemp("two-days")).archive
