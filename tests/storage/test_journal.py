"""How things went and what is to be done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pressearkiv.errors import ArchiveError
from storage.captures import Capture
from storage.journal import BackfillState, Doubt, FetchRecord, Recheck, StoredValidator, Visit
from tests.storage.keeping import (
    BARE,
    DAY_1,
    DAY_2,
    FEED,
    SIGHTING,
    WHOLE,
    keep,
    meet,
)

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.journal import Journal, VisitOutcome

VALIDATOR = StoredValidator("ks", FEED, 'W/"1"', "Fri, 03 Jul 2026 10:00:00 GMT", "00", None, DAY_1)


@pytest.fixture
def journal(archive: Archive) -> Journal:
    return archive.journal


def visit(archive: Archive, at: str, outcome: VisitOutcome = "ok") -> int:
    with archive.transaction():
        run = archive.journal.begin_run("run", "1.0", at)
        archive.journal.add_visit(Visit(run, "ks", at, at, outcome, new=2, seconds=1.5, error=None))
        archive.journal.end_run(run, "ok", at)
    return run


def test_a_source_is_written_once_and_again_only_when_it_changes(archive: Archive) -> None:
    before = archive.connection.total_changes
    meet(archive)
    assert archive.connection.total_changes == before
    with archive.transaction():
        archive.journal.meet_source("ks", "KS ny", "ntb", FEED, DAY_2)
    rows = archive.connection.execute("SELECT name, first_seen_at FROM sources").fetchall()
    assert rows == [("KS ny", DAY_1)]


def test_a_run_that_was_cut_off_keeps_its_nulls(archive: Archive, journal: Journal) -> None:
    with archive.transaction():
        journal.begin_run("run", "1.0", DAY_1)
    visit(archive, DAY_2)
    rows = archive.connection.execute(
        "SELECT finished_at, outcome FROM runs ORDER BY id"
    ).fetchall()
    assert rows == [(None, None), (DAY_2, "ok")]


def test_visits_come_newest_first_and_tell_of_failures_in_a_row(
    archive: Archive, journal: Journal
) -> None:
    assert (journal.last_visits("ks"), journal.last_success("ks"), journal.failing_since("ks")) == (
        [],
        None,
        None,
    )
    visit(archive, "2026-07-01T00:00:00Z")
    visit(archive, "2026-07-02T00:00:00Z", "failed")
    visit(archive, "2026-07-03T00:00:00Z", "failed")
    found = journal.last_visits("ks", limit=2)
    assert [v["started_at"][:10] for v in found] == ["2026-07-03", "2026-07-02"]
    assert found[0]["new"] == 2
    assert "seconds" not in found[0]
    assert journal.last_success("ks") == "2026-07-01T00:00:00Z"
    assert journal.failing_since("ks") == "2026-07-02T00:00:00Z"
    assert journal.last_visits("kdd") == []


def test_a_request_is_noted_as_it_went(archive: Archive, journal: Journal) -> None:
    run = visit(archive, DAY_1)
    with archive.transaction():
        journal.add_fetch(
            FetchRecord(run, "ks", FEED, DAY_1, None, "Timeout", error="tok for lang tid")
        )
    rows = archive.connection.execute("SELECT status, outcome, error, capture_id FROM fetches")
    assert rows.fetchall() == [(None, "Timeout", "tok for lang tid", None)]


def test_a_validator_is_opaque_and_a_rotated_one_replaces_it(
    archive: Archive, journal: Journal
) -> None:
    assert journal.validator("ks", FEED) is None
    rotated = replace(VALIDATOR, etag='"\xff2"', seen_at=DAY_2)
    for validator in (VALIDATOR, rotated):
        with archive.transaction():
            journal.vouch(validator)
        assert journal.validator("ks", FEED) == validator


def test_the_same_validator_writes_nothing(archive: Archive, journal: Journal) -> None:
    with archive.transaction():
        journal.vouch(VALIDATOR)
    before = archive.connection.total_changes
    with archive.transaction():
        journal.vouch(replace(VALIDATOR, seen_at=DAY_2))
    assert archive.connection.total_changes == before


def test_the_newest_notice_of_each_release_is_found_by_the_feed_that_gave_it(
    archive: Archive, journal: Journal
) -> None:
    keep(archive, WHOLE, SIGHTING, replace(SIGHTING, url="https://x.example/2", notice="{}"))
    keep(archive, BARE, replace(SIGHTING, seen_in="https://x.example/alt", notice="[]"))
    keys = (WHOLE.key, BARE.key)
    assert journal.notices("ks", FEED, keys) == {WHOLE.key: "{}"}
    assert journal.notices("ks", "https://x.example/alt", keys) == {BARE.key: "[]"}
    assert journal.notices("kdd", FEED, keys) == {}


def test_what_stands_in_a_feed_is_what_its_newest_answer_named(
    archive: Archive, journal: Journal
) -> None:
    keep(archive, WHOLE, SIGHTING)
    keep(archive, BARE, SIGHTING)
    with archive.transaction():
        journal.seen_again("ks", FEED, [WHOLE.key, "ntb-ukjent"], DAY_2)
    assert journal.standing("ks", FEED, DAY_1) == {WHOLE.key, BARE.key}
    assert journal.standing("ks", FEED, DAY_2) == {WHOLE.key}
    rows = archive.connection.execute("SELECT key, last_seen_at FROM releases ORDER BY key")
    assert rows.fetchall() == [(WHOLE.key, DAY_2), (BARE.key, DAY_1)]
    before = archive.connection.total_changes
    with archive.transaction():
        journal.seen_again("ks", FEED, [WHOLE.key], DAY_1)
    assert archive.connection.total_changes == before


def test_what_a_feed_told_last_is_the_newest_that_was_recorded_of_it(
    archive: Archive, journal: Journal
) -> None:
    assert journal.last_told("ks", FEED) == (None, None)
    capture_id = archive.keep(Capture("ks", FEED, FEED, DAY_1, b"x"))
    keep(archive, WHOLE, SIGHTING, replace(SIGHTING, url="u", capture_id=capture_id))
    assert journal.last_told("ks", FEED) == (capture_id, DAY_1)


def test_what_a_feed_told_last_costs_no_more_when_it_has_told_much_before(
    archive: Archive, journal: Journal
) -> None:
    def steps() -> int:
        taken = [0]

        def count() -> int:
            taken[0] += 1
            return 0

        archive.connection.set_progress_handler(count, 1)
        assert journal.last_told("ks", FEED) == (capture_id, DAY_2)
        archive.connection.set_progress_handler(None, 1)
        return taken[0]

    capture_id = archive.keep(Capture("ks", FEED, FEED, DAY_1, b"x"))
    keep(archive, WHOLE, replace(SIGHTING, capture_id=capture_id))
    with archive.transaction():
        journal.seen_again("ks", FEED, [WHOLE.key], DAY_2)
    before = steps()
    keep(archive, BARE, *(replace(SIGHTING, url=f"u{number}") for number in range(50)))
    assert steps() == before


def test_the_share_with_text_is_of_the_newest_met_before(
    archive: Archive, journal: Journal
) -> None:
    assert journal.share_with_text("ks", DAY_2, 9) is None
    keep(archive)
    keep(archive, replace(BARE, text_status="refused"))
    assert journal.share_with_text("ks", DAY_2, 9) == 0.5
    assert journal.share_with_text("ks", DAY_2, 1) == 0
    assert journal.share_with_text("ks", DAY_1, 9) is None


def test_what_is_held_back_is_accepted_by_a_persons_word_and_other_doubts_stand(
    archive: Archive, journal: Journal
) -> None:
    doubt = Doubt("ks", FEED, DAY_1, "fremmed feed", "00", None, None, "title")
    with archive.transaction():
        journal.quarantine(doubt)
        journal.quarantine(replace(doubt, reason="ingen tittel", assertion=""))
        journal.accept("ks", DAY_2)
    rows = archive.connection.execute("SELECT reason, resolved_at FROM quarantine ORDER BY id")
    assert rows.fetchall() == [("fremmed feed", DAY_2), ("ingen tittel", None)]


def test_what_is_known_is_told_from_what_is_not(archive: Archive, journal: Journal) -> None:
    assert not journal.holds_any("ks")
    keep(archive, WHOLE, SIGHTING)
    assert journal.known([WHOLE.key, "ntb-1"]) == {WHOLE.key}
    assert journal.holds_any("ks")
    assert not journal.holds_any("kdd")


def test_counts_and_days_are_a_sources_own(archive: Archive, journal: Journal) -> None:
    meet(archive, "kdd")
    keep(archive)
    keep(archive, replace(BARE, text_status="refused"))
    keep(archive, replace(WHOLE, key="ntb-3"))
    keep(
        archive, replace(WHOLE, key="ntb-4", published=replace(WHOLE.published, date="2026-07-01"))
    )
    assert journal.counts("ks") == {"releases": 4, "without_text": 1, "quarantined": 0}
    assert journal.counts("kdd") == {"releases": 0, "without_text": 0, "quarantined": 0}
    assert journal.newest_days("ks", 5) == ["2026-07-03", "2026-07-01"]
    assert journal.newest_days("ks", 1) == ["2026-07-03"]


def test_a_doubt_is_kept_once_for_each_reason_until_it_is_understood(
    archive: Archive, journal: Journal
) -> None:
    doubt = Doubt("ks", FEED, DAY_1, "ingen tittel", "00", b"\x00raw")
    with archive.transaction():
        told = [
            journal.quarantine(doubt),
            journal.quarantine(replace(doubt, seen_at=DAY_2)),
            journal.quarantine(replace(doubt, reason="ingen nummer")),
        ]
    assert told == [True, False, True]
    assert journal.counts("ks")["quarantined"] == 2
    with archive.transaction():
        journal.resolve(1, DAY_2)
    assert journal.counts("ks")["quarantined"] == 1
    rows = archive.connection.execute(
        "SELECT raw, seen_at, resolved_at FROM quarantine WHERE id = 1"
    )
    assert rows.fetchone() == (b"\x00raw", DAY_1, DAY_2)


def test_what_is_due_again_comes_the_longest_due_first(archive: Archive, journal: Journal) -> None:
    ids = [keep(archive), keep(archive, BARE)]
    rechecks = [Recheck(i, "ks", f"u{i}", f"2026-07-0{9 - i}T00:00:00Z", 0, "routine") for i in ids]
    with archive.transaction():
        for recheck in rechecks:
            journal.recheck(recheck)
    assert journal.rechecks_due("ks", "2026-07-01T00:00:00Z", 9) == []
    assert journal.rechecks_due("ks", "2026-07-09T00:00:00Z", 9) == [
        (BARE.key, rechecks[1]),
        (WHOLE.key, rechecks[0]),
    ]
    assert len(journal.rechecks_due("ks", "2026-07-09T00:00:00Z", 1)) == 1
    with archive.transaction():
        journal.recheck(
            replace(rechecks[0], due_at="2026-08-01T00:00:00Z", attempts=1, reason="refused")
        )
        journal.no_recheck(ids[1])
    assert [r.attempts for _, r in journal.rechecks_due("ks", "2026-09-01T00:00:00Z", 9)] == [1]


def test_robots_and_backfills_stand_in_place_of_the_earlier_ones(
    archive: Archive, journal: Journal
) -> None:
    assert (journal.robots(), journal.backfill("ks")) == ([], None)
    states = [
        BackfillState("ks", "https://x.example/?page=2", 0, 1, DAY_1),
        BackfillState("ks", None, 1, 9, DAY_2),
    ]
    for state in states:
        with archive.transaction():
            journal.keep_backfill(state)
            journal.keep_robots("https://x.example", state.updated_at, 200, b"User-agent: *")
        assert journal.backfill("ks") == state
        assert journal.robots() == [("https://x.example", state.updated_at, 200, b"User-agent: *")]


def test_nothing_is_noted_of_a_source_that_nobody_met(archive: Archive, journal: Journal) -> None:
    with pytest.raises(ArchiveError, match="FOREIGN KEY"), archive.transaction():
        journal.vouch(replace(VALIDATOR, source_id="ukjent"))
