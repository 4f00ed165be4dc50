"""A year of a scripted publisher is told exactly: every edit, and nothing that is none."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from pipeline.reparse import Reparse
from storage.archive import Archive
from storage.changes import changes
from storage.upkeep import verify
from tests.world import Loopback, at, run_once
from tests.year.script import LAST_NEWS, NEWS, Year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.settings import Settings

QUIET = range(LAST_NEWS + 30, LAST_NEWS + 36, 5)
"""Days on which nothing happens any more, and the last looks are taken."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Year, Settings]]:
    """The year gone through: a run at noon of every day on which something happens."""
    with Loopback() as world:
        settings = world.settings(tmp_path_factory.mktemp("year"))
        year = Year(world)
        for day in (*sorted(year.happens), *QUIET):
            for happens in year.happens.get(day, ()):
                happens()
            report = run_once(settings, at(day, 12))
            assert report.outcome == "ok", report.sources
        yield year, settings


@pytest.fixture
def archive(lived: tuple[Year, Settings]) -> Iterator[Archive]:
    with Archive.open(lived[1].archive, read_only=True) as opened:
        yield opened


def test_every_edit_is_a_revision_that_names_what_changed(
    lived: tuple[Year, Settings], archive: Archive
) -> None:
    year = lived[0]
    told: dict[str, list[set[str]]] = {}
    notices: list[set[str]] = []
    for key, changed in archive.connection.execute(
        "SELECT r.key, v.changed FROM revisions v JOIN releases r ON r.id = v.release_id"
        " WHERE v.revision > 1 ORDER BY r.id, v.revision"
    ):
        place = notices if key.startswith("feed-") else told.setdefault(key, [])
        place.append(set(json.loads(changed)))
    assert told == year.edits
    assert Counter(map(frozenset, notices)) == Counter(map(frozenset, year.notices))
    assert sum(map(len, told.values())) + len(notices) == 80


def test_what_was_taken_away_and_given_back_is_told(
    lived: tuple[Year, Settings], archive: Archive
) -> None:
    year = lived[0]
    rows = archive.connection.execute(
        "SELECT r.key, w.returned_at IS NOT NULL, r.withdrawn_at IS NULL"
        " FROM withdrawals w JOIN releases r ON r.id = w.release_id"
    ).fetchall()
    assert len(rows) == len(year.withdrawn) == 6
    assert {key for key, *_ in rows} == year.withdrawn
    assert {key for key, returned, _ in rows if returned} == year.returned
    assert {key for key, _, there in rows if there} == year.returned
    assert len(year.returned) == 2


def test_a_translation_is_the_same_release_in_another_language(
    lived: tuple[Year, Settings], archive: Archive
) -> None:
    rows = archive.connection.execute(
        "SELECT r.key, t.language FROM translations t JOIN releases r ON r.id = t.release_id"
    ).fetchall()
    assert len(rows) == len(lived[0].translated) == 30
    assert set(rows) == {(key, "en") for key in lived[0].translated}


def test_there_is_no_more_to_tell(archive: Archive) -> None:
    db = archive.connection
    assert db.execute("SELECT count(*) FROM releases").fetchone() == (sum(NEWS.values()),)
    assert Counter(change.what for change in changes(db)) == {
        "revised": 80,
        "withdrawn": 6,
        "returned": 2,
    }
    assert db.execute("SELECT count(*) FROM quarantine").fetchone() == (0,)
    assert db.execute("SELECT sum(folded) FROM revisions").fetchone() == (0,)
    assert list(verify(archive)) == []


def test_the_runs_have_counted_the_same(archive: Archive) -> None:
    sums = archive.connection.execute(
        "SELECT sum(new), sum(revised), sum(completed), sum(withdrawn), sum(returned),"
        " sum(translated) FROM visits"
    ).fetchone()
    # Half of the translations came with their release.
    assert sums == (sum(NEWS.values()), 80, 0, 6, 2, 15)


def test_reading_the_year_again_changes_nothing(lived: tuple[Year, Settings]) -> None:
    settings = lived[1]
    with Archive.open(settings.archive) as archive:
        again = Reparse(settings, archive).differences(at(400), lambda *_: None, dry_run=True)
        assert list(again) == []
