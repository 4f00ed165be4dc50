"""The archive's way of writing an instant."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pipeline.times import parse_utc, utc_text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (
            datetime(2026, 3, 12, 8, 39, 9, 999, tzinfo=ZoneInfo("Europe/Oslo")),
            "2026-03-12T07:39:09Z",
        ),
        (datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Oslo")), "2026-10-25T00:30:00Z"),
        (
            datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Oslo")),
            "2026-10-25T01:30:00Z",
        ),
    ],
)
def test_a_moment_is_written_in_utc_to_the_second_and_read_back(
    moment: datetime, text: str
) -> None:
    assert utc_text(moment) == text
    assert parse_utc(text) == moment.astimezone(UTC).replace(microsecond=0)
