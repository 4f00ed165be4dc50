"""Runs that are killed at random instants lose nothing, double nothing and tell nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.torture import torture

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.torture
def test_fifty_kills_do_no_harm(tmp_path: Path) -> None:
    figures = torture(50, seed=2026, state=tmp_path / "state.json", folder=tmp_path)
    assert figures["kills"] == 50
    assert torture(50, seed=2026, state=tmp_path / "state.json", folder=tmp_path) == figures
