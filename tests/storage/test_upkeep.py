"""Copies of a live archive, and its check against itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from pressearkiv.errors import ArchiveError
from storage import upkeep
from storage.archive import Archive
from storage.captures import Capture
from tests.storage.keeping import BARE, DAY_1, FEED, SIGHTING, WHOLE, keep, revise

if TYPE_CHECKING:
    from pathlib import Path


def filled(archive: Archive) -> None:
    archive.keep(Capture("ks", FEED, FEED, DAY_1, b"<rss/>"))
    keep(archive, WHOLE, SIGHTING)
    keep(archive, BARE)
    revise(archive, title="Ny")


def test_a_copy_holds_what_the_archive_holds(archive: Archive, path: Path, tmp_path: Path) -> None:
    filled(archive)
    target = tmp_path / "copies/today.db"
    upkeep.backup(path, target)
    with Archive.open(target, read_only=True) as copy:
        assert copy.find(WHOLE.key) == archive.find(WHOLE.key)
        assert list(upkeep.verify(copy)) == []
    assert [f.name for f in target.parent.glob("*.db*") if "-" not in f.name] == ["today.db"]


def test_a_copy_of_an_archive_that_is_being_written_to_is_one_whole_state(
    archive: Archive, path: Path, tmp_path: Path
) -> None:
    keep(archive)
    stop, states = Event(), 0

    def write() -> None:
        nonlocal states
        while not stop.is_set():
            revise(archive, title=f"Nr {states}")
            states += 1

    writer = Thread(target=write)
    writer.start()
    for number in range(3):
        upkeep.backup(path, tmp_path / f"{number}.db")
    stop.set()
    writer.join()
    assert states
    for number in range(3):
        with Archive.open(tmp_path / f"{number}.db") as copy:
            assert list(upkeep.verify(copy)) == []


def test_a_copy_overwrites_nothing(archive: Archive, path: Path, tmp_path: Path) -> None:
    keep(archive)
    target = tmp_path / "there.db"
    target.write_text("mitt")
    with pytest.raises(ArchiveError, match="exists already") as caught:
        upkeep.backup(path, target)
    assert target.read_text() == "mitt"
    assert caught.value.hint


def test_there_must_be_something_to_copy(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive"):
        upkeep.backup(tmp_path / "none.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_was_cut_off_is_begun_anew(
    archive: Archive, path: Path, tmp_path: Path
) -> None:
    keep(archive)
    (tmp_path / "copy.db.unfinished").write_bytes(b"halv")
    upkeep.backup(path, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db.unfinished").exists()


def test_a_place_that_cannot_be_written_in_is_an_error_in_words(
    archive: Archive, path: Path, tmp_path: Path
) -> None:
    keep(archive)
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError):
        upkeep.backup(path, tmp_path / "file/copy.db")


def test_an_archive_that_holds_has_nothing_to_say(archive: Archive) -> None:
    assert list(upkeep.verify(archive)) == []
    filled(archive)
    assert list(upkeep.verify(archive)) == []


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("UPDATE captures SET body = NULL", "the bytes of capture 1 are gone"),
        (
            "DELETE FROM revisions WHERE revision = 1",
            "ntb-18000001: at revision 2, but 1 are kept, up to 2",
        ),
        (
            "DELETE FROM revisions WHERE revision = 2",
            "ntb-18000001: at revision 2, but 1 are kept, up to 1",
        ),
        ("DELETE FROM revisions", "ntb-18000002: at revision 1, but 0 are kept, up to None"),
        (
            "UPDATE sightings SET source_id = 'ukjent'",
            "foreign key: row 1 of sightings points at no row of sources",
        ),
        ("INSERT INTO releases_fts(releases_fts) VALUES ('delete-all')", "run reindex"),
        (
            "DELETE FROM search_terms WHERE term = 'august'",
            "indexed words are not in the vocabulary (august)",
        ),
    ],
)
def test_what_does_not_hold_is_said(archive: Archive, harm: str, says: str) -> None:
    filled(archive)
    archive.connection.execute("PRAGMA foreign_keys = OFF")
    with archive.transaction():
        archive.connection.execute(harm)
    assert any(says in sentence for sentence in upkeep.verify(archive))


def test_a_damaged_page_is_found_and_said_in_words(path: Path) -> None:
    with Archive.open(path) as archive, archive.transaction():
        archive.journal.meet_source("ks", "KS", "ntb", FEED, DAY_1)
    with Archive.open(path) as archive:
        for number in range(60):
            keep(archive, replace(BARE, key=f"ntb-{number}", body=f"ord{number} " * 200))
    with closing(sqlite3.connect(path)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'revisions_seen'"
        ).fetchone()
    with path.open("r+b") as file:
        file.seek(size * (root - 1))
        file.write(b"\xff" * size)
    with Archive.open(path) as archive:
        assert any("structure" in sentence for sentence in upkeep.verify(archive))
