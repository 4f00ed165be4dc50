"""What every test may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from pipeline.demo.server import PressRooms
from tests.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator


# A case that takes long says that the machine is busy, not that something is wrong.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    """Name our own marks."""
    config.addinivalue_line("markers", "torture: kills processes at random, about a minute")


@pytest.fixture
def server() -> Iterator[Server]:
    """An HTTP server on loopback, with nothing on it but 404."""
    with Server() as running:
        yield running


@pytest.fixture
def rooms() -> Iterator[PressRooms]:
    """The sample press rooms, on their first day."""
    with PressRooms() as running:
        yield running
