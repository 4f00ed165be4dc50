"""The small world, and what an archive holds of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.world import Loopback

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def world() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running
