"""The project's own date expressions, and the gold set where it lies beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).parents[1] / "fixtures"
SHARED = Path(__file__).parents[2].parent / "shared"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def own_cases() -> list[dict[str, Any]]:
    return lines(FIXTURES / "dates" / "cases.jsonl")


def gold_cases() -> list[dict[str, Any]]:
    path = SHARED / "gold" / "dates.jsonl"
    if not path.exists():
        pytest.skip("the gold set is not beside this checkout")
    return lines(path)
