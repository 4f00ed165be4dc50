"""Contacts that are dropped N days after publishing, and stay away."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline import rounds
from pipeline.config import load
from pipeline.demo.server import PressRooms
from pipeline.demo.world import NOW
from pipeline.privacy import drop_due, dropped_before
from pipeline.reparse import Reparse
from pipeline.settings import PrivacySettings
from pressearkiv.errors import ConfigError
from storage import upkeep
from storage.archive import Archive
from tests.privacy.conftest import EMAIL, SEEN
from tests.run.rooms import contents, run_day, settings_in

if TYPE_CHECKING:
    from pathlib import Path

WEEK = PrivacySettings("drop", 7)


def test_contacts_are_dropped_by_the_day_in_oslo() -> None:
    assert dropped_before(WEEK, NOW[1]) == date(2026, 11, 12)
    assert dropped_before(WEEK, NOW[1].replace(hour=23)) == date(2026, 11, 13)
    assert dropped_before(PrivacySettings("hide"), NOW[1]) is None
    assert dropped_before(PrivacySettings("keep"), NOW[1]) is None


def _contacts(archive: Archive) -> tuple[int, int]:
    """Return how many contacts there are, and how many copies of them with revisions."""
    db = archive.connection
    (rows,) = db.execute("SELECT count(*) FROM contacts").fetchone()
    copies = sum(
        len(json.loads(told)["contacts"])
        for (told,) in db.execute("SELECT attached FROM revisions")
    )
    return rows, copies


def test_they_go_from_rows_and_revisions_when_their_time_has_come(peopled: Path) -> None:
    with Archive.open(peopled) as archive:
        assert drop_due(WEEK, archive, NOW[2] + timedelta(days=7)) == ""
        assert _contacts(archive) == (1, 2)
        note = drop_due(WEEK, archive, NOW[2] + timedelta(days=8))
        assert note == "contacts dropped: 1, of 1 releases from before 2026-11-21"
        assert _contacts(archive) == (0, 0)
        assert drop_due(WEEK, archive, NOW[2] + timedelta(days=9)) == ""
        assert archive.connection.execute(
            "SELECT dropped_at, contacts FROM dropped_contacts"
        ).fetchall() == [("2026-11-28T11:00:00Z", 1)]
        assert list(upkeep.verify(archive)) == []


def test_the_text_stays_as_it_was_published(peopled: Path) -> None:
    with Archive.open(peopled) as archive:
        drop_due(WEEK, archive, NOW[2] + timedelta(days=30))
        kept = archive.find("ntb-1")
    assert kept is not None
    assert EMAIL in kept.release.body


def test_a_release_of_unknown_date_is_as_old_as_its_first_sighting(peopled: Path) -> None:
    with Archive.open(peopled) as archive:
        with archive.transaction():
            archive.connection.execute("UPDATE releases SET published_date = NULL")
        assert SEEN[:10] == "2026-11-20"
        assert drop_due(WEEK, archive, NOW[2] + timedelta(days=7)) == ""
        assert drop_due(WEEK, archive, NOW[2] + timedelta(days=8))


def test_a_run_ends_with_it_and_says_so_and_they_do_not_come_back(tmp_path: Path) -> None:
    with PressRooms() as rooms:
        settings = replace(settings_in(tmp_path, rooms), privacy=PrivacySettings("drop", 1))
        rooms.set_day(1)
        with Archive.open(settings.archive) as archive:
            report = rounds.go(settings, archive, lambda: NOW[1], every=True)
            assert report is not None
            assert any(note.startswith("contacts dropped: ") for note in report.notes)
            (dropped,) = archive.connection.execute(
                "SELECT count(*) FROM dropped_contacts WHERE contacts > 0"
            ).fetchone()
            assert dropped
            with archive.transaction():
                archive.connection.execute("DELETE FROM validators")
                archive.connection.execute("UPDATE rechecks SET due_at = ''")
            again = rounds.go(settings, archive, lambda: NOW[1], every=True)
            assert again is not None
            assert [(v.new, v.revised) for v in again.sources] == [(0, 0)] * 3
            assert not archive.connection.execute(
                "SELECT 1 FROM contacts JOIN dropped_contacts USING (release_id)"
            ).fetchone()


def test_reparse_does_not_bring_them_back(tmp_path: Path) -> None:
    with PressRooms() as rooms:
        settings = settings_in(tmp_path, rooms)
        run_day(settings, rooms, 1)
    with Archive.open(settings.archive) as archive:
        assert drop_due(PrivacySettings("drop", 1), archive, NOW[2])
        before = contents(archive.connection)
        again = Reparse(settings, archive)
        assert not list(again.differences(NOW[2], lambda *_: None, dry_run=False))
        assert contents(archive.connection) == before


SOURCE = '[[sources]]\nid = "ks"\nkind = "ntb"\npublisher = 1\n'


@pytest.mark.parametrize(
    ("privacy", "says"),
    [
        ('contacts = "drop"', "after how many days"),
        ("after_days = 30", 'goes with contacts = "drop" alone'),
        ('contacts = "hidden"', "contacts"),
    ],
)
def test_a_policy_that_says_half_is_refused(tmp_path: Path, privacy: str, says: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"[privacy]\n{privacy}\n{SOURCE}", encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        load(file, {})


def test_the_environment_may_set_the_policy(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(SOURCE, encoding="utf-8")
    env = {"PRESSEARKIV_PRIVACY_CONTACTS": "drop", "PRESSEARKIV_PRIVACY_AFTER_DAYS": "90"}
    assert load(file, env).privacy == PrivacySettings("drop", 90)
    assert load(file, {}).privacy == PrivacySettings("hide", 0)
