from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipeline.dates import parse
from tests.dates.cases import gold_cases, own_cases

OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize("case", own_cases(), ids=lambda case: case["text"][:50])
def test_our_own_expressions_are_read_as_written_down(case: dict[str, Any]) -> None:
    when = parse(case["text"], case["reference"])
    if case["start"] is None:
        assert when is None
        return
    assert when is not None
    expected = {part: case[part] for part in ("start", "end", "precision")}
    assert when.as_dict() == expected
    assert list(when.flags) == case["flags"]


def test_there_are_enough_expressions_and_enough_of_them_are_no_dates() -> None:
    cases = own_cases()
    assert len(cases) >= 300
    assert sum(case["start"] is None for case in cases) >= 150


def _instant(text: str) -> date | datetime:
    if len(text) == len("2026-03-12"):
        return date.fromisoformat(text)
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=OSLO)


def _utc(value: date | datetime | None) -> date | datetime | None:
    """Return an instant in UTC: Python holds no two zones equal in an hour that comes twice."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def test_the_gold_set_is_read_in_full() -> None:
    faults = []
    for case in gold_cases():
        when = parse(case["text"], case["reference"])
        if case["kind"] == "none" or when is None:
            if not (when is None and (case["kind"] == "none" or case["accept_none"])):
                faults.append((case["text"], when))
            continue
        precisions = case["precision"]
        precisions = precisions if isinstance(precisions, list) else [precisions]
        right = _utc(when.start) == _utc(_instant(case["start"])) and when.precision in precisions
        if case["end"] is not None:
            right = right and _utc(when.end) == _utc(_instant(case["end"]))
        if not right:
            faults.append((case["text"], when))
    assert faults == []
