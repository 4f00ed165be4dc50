"""When is a source, or a release, to be looked at again? Pure: the clock is passed in.

A source keeps its own interval, waits longer the more often it failed in a row, and never comes
before its publisher asked us back. A release is looked at again on a widening schedule, so that a
silent edit is found without asking often for what hardly ever changes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUTINE: Final = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=30),
)
"""After which age a release is looked at again, counted from when it was first seen."""

GONE_TWICE: Final = timedelta(days=1)
"""How far apart two looks must find a release gone before it counts as withdrawn."""

MAX_BACKOFF: Final = timedelta(hours=6)
MAX_AGE: Final = timedelta(hours=6)
"""A longer ``max-age`` would let a source fall silent by one wrong header."""

_SLACK: Final = timedelta(minutes=1)

_CLOCK_SLACK: Final = timedelta(minutes=5)
"""A clock that is set right by less than this is nothing to speak of."""


@dataclass(frozen=True, slots=True)
class LastVisit:
    """What is known of a source's last visit; times aware, ``failures`` in a row up to it."""

    started_at: datetime
    failures: int = 0
    not_before: datetime | None = None


def next_visit(every: timedelta, last: LastVisit | None, source_id: str) -> datetime | None:
    """Return when a source is due, ``None`` where it never was visited and is due at once.

    Counted from the last visit's start, less a minute's slack: cron comes at fixed times, and a
    run that began seconds late must not make the source miss the next one. Failures double the
    interval up to six hours, spread by up to a tenth so that sources do not come back together.
    """
    if last is None:
        return None
    wait = every - min(_SLACK, every / 10)
    if last.failures:
        backoff = min(every * 2 ** min(last.failures, 16), max(MAX_BACKOFF, every))
        wait = backoff * (1 - _spread(f"{source_id}:{last.failures}") / 10)
    due = last.started_at + wait
    return max(due, last.not_before) if last.not_before else due


def by_pace(every: timedelta, slowest: timedelta | None, gap_days: float | None) -> timedelta:
    """Return how often a source is asked that publishes every ``gap_days`` days (the median).

    So often that a release waits for a hundredth of the usual gap, but never more often than
    ``every``, nor less often than ``slowest`` or four times ``every``.
    """
    if slowest is None or gap_days is None:
        return every
    longest = max(every, min(slowest, 4 * every))
    return min(max(every, timedelta(days=gap_days) / 100), longest)


def from_the_future(last: datetime, now: datetime) -> bool:
    """Tell whether a visit began after now, so that the clock was wrong then or is wrong now."""
    return last > now + _CLOCK_SLACK


def is_due(due: datetime | None, now: datetime) -> bool:
    """Tell whether the time has come."""
    return due is None or due <= now


def asked_to_wait(
    now: datetime, retry_after: float | None, max_age: float | None
) -> datetime | None:
    """Return until when the publisher asked us to stay away, by seconds in its headers."""
    age = min(timedelta(seconds=max_age), MAX_AGE) if max_age else timedelta()
    pause = timedelta(seconds=retry_after) if retry_after else timedelta()
    longest = max(age, pause)
    return now + longest if longest else None


def next_routine(
    first_seen: datetime, now: datetime, ages: Sequence[timedelta] = ROUTINE
) -> tuple[int, datetime | None]:
    """Return the number of the next look at a release and its time, ``None`` after the last."""
    planned = ((number, first_seen + age) for number, age in enumerate(ages))
    return next(((n, at) for n, at in planned if at > now), (len(ages), None))


def missing_recheck(now: datetime, attempts: int) -> datetime:
    """Return when a text that we could not get is asked for again, on a growing delay."""
    return now + ROUTINE[min(attempts, len(ROUTINE) - 1)]


def _spread(text: str) -> float:
    """Return a number from 0 to 1 that is always the same for the same text."""
    return hashlib.sha256(text.encode()).digest()[0] / 255
