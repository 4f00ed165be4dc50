"""Two days over the sample press rooms: the archive holds what was planted, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline.demo.world import PLANTED, expected
from storage.archive import Archive
from storage.upkeep import verify
from tests.run.rooms import HOW_IT_WENT, contents, run_day, settings_in

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.demo.server import PressRooms


def test_the_first_run_keeps_everything_once(rooms: PressRooms, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, rooms)
    report = run_day(settings, rooms, 1)
    assert report.outcome == "ok"
    for visit in report.sources:
        planted = expected(1)[visit.source_id]  # type: ignore[index]
        assert visit.new == len(planted.new), visit
        assert visit.quarantined == planted.quarantined, visit
    with Archive.open(settings.archive, read_only=True) as archive:
        keys = {row[0] for row in archive.connection.execute("SELECT key FROM releases")}
        planted_keys = expected(1)["ks"].new | expected(1)["kdd"].new
        assert planted_keys == {key for key in keys if not key.startswith("feed-")}


def test_the_second_run_reports_exactly_what_was_planted(rooms: PressRooms, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, rooms)
    run_day(settings, rooms, 1)
    report = run_day(settings, rooms, 2)
    assert report.outcome == "partial"
    for visit in report.sources:
        planted = expected(2)[visit.source_id]  # type: ignore[index]
        assert visit.outcome == planted.outcome
        told = (visit.new, visit.revised, visit.completed, visit.translated, visit.unchanged)
        assert told == tuple(
            len(keys)
            for keys in (
                planted.new,
                planted.revised,
                planted.completed,
                planted.translated,
                planted.unchanged,
            )
        ), visit


@pytest.mark.parametrize("event", PLANTED, ids=lambda e: f"{e.day}-{e.name}-{e.release}")
def test_each_planted_event_stands_in_the_database(event: object, both_days: Path) -> None:
    from pipeline.demo.world import Event

    assert isinstance(event, Event)
    if not event.key:
        return
    with Archive.open(both_days, read_only=True) as archive:
        kept = archive.find(event.key)
        assert kept is not None
        rows = archive.connection.execute(
            "SELECT changed, cause FROM revisions WHERE release_id = ? AND revision > 1"
            " ORDER BY revision",
            (kept.id,),
        ).fetchall()
    changes = [(set(json.loads(changed)), cause) for changed, cause in rows]
    if event.outcome == "revised":
        (changed, cause) = changes[-1]
        assert cause == "published"
        assert set(event.changed) <= changed <= {*event.changed, "url"}
    elif event.outcome == "completed":
        assert changes[-1][1] == "completed"
    elif event.outcome == "translated":
        assert "en" in {t.language for t in kept.release.translations}
        assert not changes
    elif event.outcome == "unchanged":
        assert not changes
    if event.outcome != "new" and event.text_status:
        assert kept.release.text_status == event.text_status


def test_a_duplicate_is_kept_beside_its_twin_under_its_own_key(both_days: Path) -> None:
    with Archive.open(both_days, read_only=True) as archive:
        one, other = archive.find("regjeringen-3179214"), archive.find("regjeringen-3179641")
    assert one is not None
    assert other is not None
    assert one.release.body == other.release.body


def test_one_release_in_two_feeds_has_two_sightings(both_days: Path) -> None:
    with Archive.open(both_days, read_only=True) as archive:
        rows = archive.connection.execute(
            "SELECT seen_in FROM sightings JOIN releases ON releases.id = release_id"
            " WHERE key = 'regjeringen-3177655'"
        ).fetchall()
    assert len({row[0] for row in rows}) == len(rows) == 2


def test_a_broken_feed_leaves_its_releases_and_keeps_its_bytes(both_days: Path) -> None:
    with Archive.open(both_days, read_only=True) as archive:
        db = archive.connection
        assert db.execute("SELECT count(*) FROM releases WHERE source_id = 'fylke'").fetchone() == (
            len(expected(1)["fylke"].new),
        )
        reasons = [r[0] for r in db.execute("SELECT reason FROM quarantine ORDER BY id")]
        assert "the feed breaks off before its end" in reasons
        capture = db.execute(
            "SELECT capture_id FROM quarantine WHERE reason LIKE '%breaks off%'"
        ).fetchone()[0]
        assert archive.capture(capture).body.startswith(b"<?xml")


def test_the_archive_verifies_after_both_days(both_days: Path) -> None:
    with Archive.open(both_days, read_only=True) as archive:
        assert list(verify(archive)) == []


def test_a_run_over_unchanged_sources_writes_nothing_but_its_own_record(
    rooms: PressRooms, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, rooms)
    for day in (1, 2):
        run_day(settings, rooms, day)
    # What was due to be looked at again on day 2 has been; the same minute has nothing more.
    before = _everything(settings.archive)
    report = run_day(settings, rooms, 2)
    assert [(v.new, v.revised, v.completed) for v in report.sources] == [(0, 0, 0)] * 3
    assert [v.unchanged for v in report.sources][:2] == [20, 30]
    assert _everything(settings.archive) == before


def _everything(file: Path) -> dict[str, list[object]]:
    with Archive.open(file, read_only=True) as archive:
        return contents(archive.connection, without=HOW_IT_WENT)
