"""When a source or a release is looked at again: the clock is passed in, whatever it shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.due import (
    MAX_AGE,
    MAX_BACKOFF,
    ROUTINE,
    LastVisit,
    asked_to_wait,
    is_due,
    missing_recheck,
    next_routine,
    next_visit,
)

OSLO = ZoneInfo("Europe/Oslo")
NOON = datetime(2026, 7, 3, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_a_source_that_was_never_visited_is_due_at_once() -> None:
    assert next_visit(HOUR, None, "ks") is None
    assert is_due(None, NOON)


@pytest.mark.parametrize(
    ("every", "after"),
    [
        (15 * MINUTE, 14 * MINUTE),
        (HOUR, 59 * MINUTE),
        (DAY, DAY - MINUTE),
        (5 * MINUTE, 4.5 * MINUTE),
        (MINUTE, 54 * timedelta(seconds=1)),
    ],
)
def test_cron_that_comes_seconds_early_still_finds_it_due(
    every: timedelta, after: timedelta
) -> None:
    due = next_visit(every, LastVisit(NOON), "ks")
    assert due == NOON + after
    assert is_due(due, NOON + every)
    assert is_due(due, due)
    assert not is_due(due, due - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("every", "failures", "about"),
    [
        (15 * MINUTE, 1, 30 * MINUTE),
        (15 * MINUTE, 2, HOUR),
        (15 * MINUTE, 4, 4 * HOUR),
        (15 * MINUTE, 5, MAX_BACKOFF),
        (15 * MINUTE, 5000, MAX_BACKOFF),
        (DAY, 1, DAY),
        (DAY, 50, DAY),
        (9999 * DAY, 50, 9999 * DAY),
    ],
)
def test_failures_double_the_wait_up_to_six_hours_or_the_interval(
    every: timedelta, failures: int, about: timedelta
) -> None:
    due = next_visit(every, LastVisit(NOON, failures), "ks")
    assert due is not None
    assert about * 0.9 <= due - NOON <= about


def test_sources_that_failed_together_do_not_come_back_together() -> None:
    due = {next_visit(HOUR, LastVisit(NOON, 3), source) for source in ("ks", "kdd", "fin", "kld")}
    assert len(due) == 4
    assert next_visit(HOUR, LastVisit(NOON, 3), "ks") in due


@pytest.mark.parametrize(
    ("not_before", "expected"),
    [
        (NOON + 2 * HOUR, NOON + 2 * HOUR),
        (NOON + MINUTE, NOON + 59 * MINUTE),
        (None, NOON + 59 * MINUTE),
    ],
)
def test_nobody_comes_before_the_publisher_asked_them_back(
    not_before: datetime | None, expected: datetime
) -> None:
    assert next_visit(HOUR, LastVisit(NOON, not_before=not_before), "ks") == expected


# The clock is changed at 01:00 UTC: 29 March 2026 has no 02:30 in Oslo, 25 October has two.
@pytest.mark.parametrize(
    ("started", "next_local"),
    [
        (datetime(2026, 3, 29, 1, 55, tzinfo=OSLO), "03:09"),
        (datetime(2026, 10, 25, 2, 55, tzinfo=OSLO), "02:09"),
        (datetime(2026, 10, 25, 2, 55, fold=1, tzinfo=OSLO), "03:09"),
    ],
)
def test_a_quarter_of_an_hour_is_one_on_the_nights_when_the_clock_is_changed(
    started: datetime, next_local: str
) -> None:
    due = next_visit(15 * MINUTE, LastVisit(started.astimezone(UTC)), "ks")
    assert due is not None
    assert due - started.astimezone(UTC) == 14 * MINUTE
    assert due.astimezone(OSLO).strftime("%H:%M") == next_local


@pytest.mark.parametrize(
    ("night", "visits"),
    [
        (datetime(2026, 3, 29, tzinfo=OSLO), 23),
        (datetime(2026, 10, 25, tzinfo=OSLO), 25),
        (NOON, 24),
    ],
)
def test_an_hourly_source_is_visited_once_in_every_hour_of_the_day(
    night: datetime, visits: int
) -> None:
    begin = night.astimezone(UTC)
    end = (night + DAY).astimezone(UTC)
    last, done = LastVisit(begin - HOUR), 0
    now = begin
    while now < end:
        if is_due(next_visit(HOUR, last, "ks"), now):
            last, done = LastVisit(now), done + 1
        now += 5 * MINUTE
    assert done == visits


@pytest.mark.parametrize(
    ("retry_after", "max_age", "wait"),
    [
        (None, None, None),
        (0.0, 0.0, None),
        (60.0, None, MINUTE),
        (None, 60.0, MINUTE),
        (30.0, 60.0, MINUTE),
        (7200.0, 60.0, 2 * HOUR),
        (None, 31_536_000.0, MAX_AGE),
        (86_400.0, 31_536_000.0, DAY),
    ],
)
def test_the_longer_of_two_wishes_holds_and_an_age_is_capped(
    retry_after: float | None, max_age: float | None, wait: timedelta | None
) -> None:
    assert asked_to_wait(NOON, retry_after, max_age) == (None if wait is None else NOON + wait)


def test_a_release_is_looked_at_on_a_widening_schedule_and_then_no_more() -> None:
    now, looks = NOON, []
    while (planned := next_routine(NOON, now)[1]) is not None:
        looks.append(planned)
        now = planned
    assert looks == [NOON + age for age in ROUTINE]
    assert list(ROUTINE) == sorted(ROUTINE)


def test_a_text_that_was_not_had_is_asked_for_ever_more_seldom_and_for_ever() -> None:
    waits = [missing_recheck(NOON, attempts) - NOON for attempts in range(9)]
    assert waits == [*ROUTINE, *[ROUTINE[-1]] * 3]


@given(
    st.timedeltas(MINUTE, 9999 * DAY),
    st.integers(0, 10**6),
    st.integers(0, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.text(max_size=10),
)
def test_a_source_is_never_due_before_its_last_visit(
    every: timedelta, failures: int, started: datetime, source: str
) -> None:
    due = next_visit(every, LastVisit(started, failures), source)
    assert due is not None
    assert due > started
