"""The demo's archive after both days, to be asked why it says what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.run.rooms import two_days

if TYPE_CHECKING:
    from pipeline.settings import Settings


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return two_days(tmp_path_factory.mktemp("demo"))
