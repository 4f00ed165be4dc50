"""When a source is visited: by its pace, and whatever the clock does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.due import by_pace, from_the_future
from pipeline.run import choose, next_visit
from storage.archive import Archive
from tests.world import Loopback, at, run_once

if TYPE_CHECKING:
    from pathlib import Path

QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("slowest", "gap", "expected"),
    [
        (None, 30, QUARTER),
        (HOUR, None, QUARTER),
        (HOUR, 0, QUARTER),
        (HOUR, 2, 2 * DAY / 100),
        (HOUR, 30, HOUR),
        (DAY, 30, HOUR),
        (timedelta(minutes=5), 30, QUARTER),
    ],
)
def test_a_source_that_publishes_rarely_is_asked_less_often_within_bounds(
    slowest: timedelta | None, gap: float | None, expected: timedelta
) -> None:
    assert by_pace(QUARTER, slowest, gap) == expected


def test_a_visit_in_the_future_is_told_from_a_clock_set_right_by_seconds() -> None:
    now = datetime(2026, 10, 1, tzinfo=UTC)
    assert from_the_future(now + HOUR, now)
    assert not from_the_future(now + timedelta(minutes=1), now)
    assert not from_the_future(now - HOUR, now)


def test_the_pace_is_measured_in_the_archive(world: Loopback, tmp_path: Path) -> None:
    world.publish("fylke", *range(1, 24 * 40, 24 * 4))
    settings = world.settings(tmp_path, "fylke", expect='slowest = "2h"')
    run_once(settings, at(40))
    with Archive.open(settings.archive, read_only=True) as archive:
        due_at = next_visit(settings.sources[0], archive)
    assert due_at == at(40) + 4 * DAY / 100 - timedelta(minutes=1)


def test_a_clock_that_went_back_makes_a_source_due_and_is_said(
    world: Loopback, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world.publish("fylke", 1)
    settings = world.settings(tmp_path, "fylke")
    run_once(settings, at(300))
    with Archive.open(settings.archive) as archive:
        assert choose(settings, archive, at(2), ids=(), every=False) != []
        assert "the clock has jumped" in caplog.text
        caplog.clear()
        assert choose(settings, archive, at(300, 0.05), ids=(), every=False) == []
        assert caplog.text == ""


def test_what_a_wrong_clock_planned_for_years_ahead_is_looked_at_now(
    world: Loopback, tmp_path: Path
) -> None:
    world.publish("kdd", 1)
    settings = world.settings(tmp_path, "kdd")
    run_once(settings, at(4000))
    world.change("kdd", 1, body="<p>Stille rettet.</p>")
    (visit,) = run_once(settings, at(2)).sources
    assert visit.revised == 1
