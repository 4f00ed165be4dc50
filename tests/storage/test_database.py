"""The file: opened safely, brought up to date, and left alone where it is not ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from pressearkiv.errors import ArchiveError
from storage import schema, upkeep
from storage.archive import Archive
from storage.release import Change
from storage.search import search
from tests.storage.keeping import DAY_1, WHOLE, keep, meet, provenance

if TYPE_CHECKING:
    from pathlib import Path


def pragma(archive: Archive, name: str) -> object:
    return archive.connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_an_archive_is_made_with_its_folder_and_opened_safely(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a/b/c.db") as archive:
        found = {
            name: pragma(archive, name) for name in ("foreign_keys", "journal_mode", "synchronous")
        }
    assert found == {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2}


def test_an_archive_has_small_pages_and_so_has_its_copy(archive: Archive, tmp_path: Path) -> None:
    keep(archive)
    upkeep.backup(archive.path, tmp_path / "copy.db")
    with Archive.open(tmp_path / "copy.db") as copy:
        assert (pragma(archive, "page_size"), pragma(copy, "page_size")) == (2048, 2048)


def test_opening_again_writes_nothing(archive: Archive, path: Path) -> None:
    archive.close()
    before = path.read_bytes()
    with Archive.open(path) as again:
        assert again.connection.total_changes == 0
    assert path.read_bytes() == before
    archive.connection = sqlite3.connect(path)  # for the fixture to close


def old_archive(path: Path, steps: int) -> None:
    """Make an archive as an earlier edition left it: its first ``steps``, and one release."""
    known = schema.migrations()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        db = Database(connection)
        known.apply(db, stop_before=schema.steps()[steps].name.removesuffix(".sql"))
        connection.execute(
            "INSERT INTO sources (id, name, kind, url, first_seen_at)"
            " VALUES ('ks', 'KS', 'ntb', 'u', ?)",
            (DAY_1,),
        )
        connection.execute(
            "INSERT INTO releases (id, key, source_id, url, title, lead, body, body_html, type,"
            " type_text, language, publisher, published_text, first_seen_at, last_seen_at,"
            " revision, text_status, content_hash) VALUES (7, 'ntb-7', 'ks', 'https://x.example/7',"
            " 'Brannvernuka', 'Om brann', 'Kommunene øver.', '', 'nyhet', 'Nyhet', 'nb', 'KS', '',"
            " ?1, ?1, 1, 'full', '1:aa')",
            (DAY_1,),
        )
        connection.execute(
            "INSERT INTO revisions (release_id, revision, seen_at, cause, url, title, lead, body,"
            " type, language, publisher, published_text, text_status, attached, changed,"
            " content_hash) VALUES (7, 1, ?, 'published', 'u', 'Brannvernuka', '', '', 'nyhet',"
            " 'nb', 'KS', '', 'full', '{}', '[]', '1:aa')",
            (DAY_1,),
        )
        connection.commit()


@pytest.mark.parametrize("steps", range(1, len(schema.steps())))
def test_an_older_archive_is_brought_up_to_date_keeps_its_data_and_can_be_searched(
    path: Path, steps: int
) -> None:
    old_archive(path, steps)
    with Archive.open(path) as archive:
        assert schema.newest() in {
            row[0] for row in archive.connection.execute("SELECT name FROM _sqlite_migrations")
        }
        kept = archive.find("ntb-7")
        assert kept is not None
        assert (kept.id, kept.release.title, kept.release.body) == (
            7,
            "Brannvernuka",
            "Kommunene øver.",
        )
        for word in ("brannvernuka", "kommunene", "kommune"):
            found = search(archive.connection, word, today=date(2026, 7, 3))
            assert [hit.key for hit in found.hits] == ["ntb-7"], word
        keep(archive)
        assert list(upkeep.verify(archive)) == []


def test_an_archive_that_was_cut_off_before_its_index_was_built_gets_it_when_opened_again(
    path: Path,
) -> None:
    old_archive(path, 1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        schema.migrations().apply(Database(connection))
        connection.commit()
    with Archive.open(path) as archive:
        assert list(upkeep.verify(archive)) == []


def test_a_step_that_fails_leaves_nothing_of_itself(path: Path) -> None:
    old_archive(path, 1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE search_terms (id INTEGER)")
        connection.commit()
    before = sqlite_schema(path)
    with pytest.raises(ArchiveError, match="already exists"):
        Archive.open(path)
    assert sqlite_schema(path) == before


def sqlite_schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


def test_an_archive_of_a_newer_edition_is_left_as_it_is(archive: Archive, path: Path) -> None:
    keep(archive)
    with archive.transaction():
        archive.connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('pressearkiv', '9999_later', '')"
        )
    archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(ArchiveError, match="newer edition") as caught:
            Archive.open(path, read_only=read_only)
        assert "9999_later" in str(caught.value)
        assert "Install" in caught.value.hint
    assert path.read_bytes() == before


@pytest.mark.parametrize("read_only", [False, True])
def test_another_programs_database_is_refused_and_left_as_it_is(
    path: Path, read_only: bool
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE annet (x)")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="no archive of this program"):
        Archive.open(path, read_only=read_only)
    assert path.read_bytes() == before
    assert [f.name for f in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    "content", [b"dette er ingen database, men et brev" * 50, b"SQLite format 3\0" + b"x" * 4080]
)
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(
    path: Path, content: bytes, read_only: bool
) -> None:
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="not a database"):
        Archive.open(path, read_only=read_only)
    assert path.read_bytes() == content


def test_a_folder_in_the_archives_place_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="unable to open") as caught:
        Archive.open(tmp_path)
    assert caught.value.hint
    assert caught.value.exit_code == 74


def test_a_file_in_the_folders_place_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(ArchiveError):
        Archive.open(tmp_path / "x/archive.connection")


def test_reading_needs_an_archive_and_never_makes_one(path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive") as caught:
        Archive.open(path, read_only=True)
    assert "run" in caught.value.hint
    assert not path.exists()


@pytest.mark.parametrize("steps", [0, 1])
def test_reading_an_archive_that_is_not_up_to_date_says_how_to_bring_it_up(
    path: Path, steps: int
) -> None:
    if steps:
        old_archive(path, steps)
    else:
        path.write_bytes(b"")
    with pytest.raises(ArchiveError, match="older edition") as caught:
        Archive.open(path, read_only=True)
    assert "brings it up to date" in caught.value.hint


def test_who_opened_for_reading_cannot_write(archive: Archive, path: Path) -> None:
    keep(archive)
    with Archive.open(path, read_only=True) as reader:
        with pytest.raises(ArchiveError, match="readonly") as caught:
            reader.record(Change("revised", WHOLE), provenance())
        assert "must own the file" in caught.value.hint
        assert not reader.connection.in_transaction


def test_an_inner_transaction_joins_the_outer_one(archive: Archive) -> None:
    def store() -> None:
        with archive.transaction():
            with archive.transaction():
                keep(archive)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        store()
    assert archive.find(WHOLE.key) is None


def test_an_inner_transaction_that_fails_is_undone_and_the_outer_one_goes_on(
    archive: Archive,
) -> None:
    def store() -> None:
        with archive.transaction():
            keep(archive)
            raise RuntimeError

    with archive.transaction():
        meet(archive, "kdd")
        with pytest.raises(RuntimeError):
            store()
    assert archive.find(WHOLE.key) is None
    assert archive.connection.execute("SELECT 1 FROM sources WHERE id = 'kdd'").fetchone()


def test_a_disk_that_is_full_leaves_the_archive_as_it_was(archive: Archive) -> None:
    keep(archive)
    pages = pragma(archive, "page_count")
    archive.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(ArchiveError, match="full") as caught, archive.transaction():
        archive.connection.execute(
            "INSERT INTO robots VALUES ('o', ?, 200, zeroblob(10000000))", (DAY_1,)
        )
    assert "Free some space" in caught.value.hint
    assert not archive.connection.in_transaction
    archive.connection.execute("PRAGMA max_page_count = 1000000")
    meet(archive, "kdd")
    assert list(upkeep.verify(archive)) == []
