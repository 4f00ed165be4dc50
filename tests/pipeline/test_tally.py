"""What a visit has come to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline.tally import Tally
from pressearkiv.errors import SourceError

NOON = datetime(2026, 7, 3, 12, tzinfo=UTC)


def test_a_release_seen_twice_counts_once_by_its_weightiest_outcome() -> None:
    tally = Tally()
    for outcome in ("unchanged", "revised", "unchanged", "translated"):
        tally.count("ntb-1", outcome)
    tally.count("ntb-2", "unchanged")
    tally.count("ntb-3", "new")
    tally.count("ntb-3", "revised")
    assert [tally.total(o) for o in ("new", "revised", "translated", "unchanged")] == [1, 1, 0, 1]


def test_the_first_reason_is_the_one_that_is_told() -> None:
    tally = Tally()
    first, second = SourceError("én"), SourceError("to")
    for error in (first, second):
        tally.fail(error)
        tally.note(error)
    assert (tally.failure, tally.trouble) == (first, first)


def test_the_longest_wish_to_stay_away_holds() -> None:
    tally = Tally()
    for moment in (None, NOON, NOON + timedelta(hours=1), NOON, None):
        tally.wait_until(moment)
    assert tally.not_before == NOON + timedelta(hours=1)
