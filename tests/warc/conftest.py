"""Archives to be written as WARC and read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.run.rooms import two_days

if TYPE_CHECKING:
    from pipeline.settings import Settings

pytest.importorskip("warcio", reason="the extra pressearkiv[warc] is not installed")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of an archive after both days of the demo, for tests that only read it."""
    return two_days(tmp_path_factory.mktemp("demo"))
