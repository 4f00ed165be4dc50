"""The archive: a release is kept whole or not at all, and only what differs is written."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Literal

import pytest

from pressearkiv.errors import ArchiveError
from storage.archive import Archive
from storage.captures import Capture
from storage.journal import StoredValidator
from storage.release import AgendaDate, Attachment, Change, Contact, Published, Translation
from tests.storage.keeping import (
    BARE,
    DAY_1,
    DAY_2,
    FEED,
    SIGHTING,
    WHOLE,
    keep,
    meet,
    provenance,
    revise,
)

if TYPE_CHECKING:
    from pathlib import Path

    from storage.release import Release


def rows(archive: Archive, sql: str) -> list[tuple[Any, ...]]:
    return archive.connection.execute(sql).fetchall()


def told(archive: Archive, key: str = WHOLE.key) -> Release:
    kept = archive.find(key)
    assert kept is not None
    return kept.release


def test_a_release_comes_back_as_it_was_told(archive: Archive) -> None:
    keep(archive)
    assert told(archive) == WHOLE
    keep(archive, BARE)
    assert told(archive, BARE.key) == BARE


def test_a_release_that_is_not_kept_is_not_found(archive: Archive) -> None:
    assert archive.find("ntb-1") is None


def test_the_first_state_is_the_first_revision(archive: Archive) -> None:
    capture_id = archive.keep(Capture("ks", FEED, FEED, DAY_1, b"x"))
    archive.record(Change("new", WHOLE), provenance(capture_id=capture_id))
    kept = archive.find(WHOLE.key)
    assert kept is not None
    assert (kept.revision, kept.first_seen_at, kept.source_id, kept.withdrawn_at) == (
        1,
        DAY_1,
        "ks",
        None,
    )
    assert rows(archive, "SELECT revision, seen_at, cause, changed, capture_id FROM revisions") == [
        (1, DAY_1, "published", "[]", capture_id)
    ]
    attached = json.loads(rows(archive, "SELECT attached FROM revisions")[0][0])
    assert set(attached) == {"contacts", "documents", "links", "images", "translations"}
    assert attached["contacts"][0] == ["Kari", "leder", "900 00 001", "k@x.example"]


def test_every_revision_keeps_the_text_as_it_was(archive: Archive) -> None:
    keep(archive)
    revise(archive, title="Tryggere skolevei")
    revise(archive, "completed", title="Tryggest", body="Ny tekst")
    assert rows(
        archive,
        "SELECT revision, title, body = ?1, changed FROM revisions".replace(
            "?1", f"'{WHOLE.body}'"
        ),
    ) == [
        (1, "Trygg skolevei", 1, "[]"),
        (2, "Tryggere skolevei", 1, '["title"]'),
        (3, "Tryggest", 0, '["title", "body"]'),
    ]
    assert rows(archive, "SELECT revision, first_seen_at FROM releases") == [(3, DAY_1)]


CHANGES: list[dict[str, Any]] = [
    {"title": "Ny"},
    {"lead": "", "body": "b", "body_html": "<p>b</p>"},
    {
        "type": "nyhet",
        "type_text": "Nyhet",
        "language": "nn",
        "publisher": "P",
        "url": "https://x.example/ny",
    },
    {"published": Published()},
    {"text_status": "refused"},
    {"contacts": ()},
    {"contacts": (Contact("Vakt"), Contact("Kari"))},
    {"documents": (Attachment("https://x.example/2.pdf", "To"),)},
    {"links": (), "images": ()},
    {"dates": (AgendaDate("nå", "2026-01-01", None, "day", "event"),) * 2},
    {
        "translations": (
            Translation("en", "u", "t", "l", "b"),
            Translation("se", "u", "t", "l", "b"),
        )
    },
]


@pytest.mark.parametrize("changed", CHANGES, ids=lambda c: ",".join(c))
def test_a_release_comes_back_as_it_was_told_last(
    archive: Archive, changed: dict[str, Any]
) -> None:
    keep(archive)
    now = revise(archive, **changed)
    assert told(archive) == now
    now_again = revise(archive, **{name: getattr(WHOLE, name) for name in changed})
    if "translations" not in changed:  # a language that is not told again is kept
        assert told(archive) == now_again


def test_every_field_of_a_release_has_its_place_in_the_tests() -> None:
    empty = {f.name for f in fields(WHOLE) if getattr(WHOLE, f.name) == getattr(BARE, f.name)}
    assert empty == {"text_status"}


def test_only_the_columns_and_rows_that_differ_are_written(archive: Archive) -> None:
    keep(archive)
    seen: list[str] = []
    archive.connection.set_trace_callback(seen.append)
    revise(archive, title="Ny", images=())
    archive.connection.set_trace_callback(None)
    # SQLite tells of a statement once more for each trigger that it fires.
    updates = {s for s in seen if s.startswith("UPDATE releases")}
    assert [u.split(" SET ")[1].split(" WHERE ")[0] for u in updates] == [
        "title = 'Ny', content_hash = '1:bb', revision = 2"
    ]
    for table in ("contacts", "documents", "links", "dates", "translations"):
        assert not [
            s
            for s in seen
            if f" {table} " in s.replace("(", " ") and not s.startswith(("SELECT", "--"))
        ]


def test_what_is_unchanged_writes_nothing_at_all(archive: Archive) -> None:
    keep(archive, WHOLE, SIGHTING)
    before = archive.connection.total_changes
    kept = told(archive)
    archive.record(Change("unchanged", kept), provenance(DAY_2), [SIGHTING])
    assert archive.connection.total_changes == before


def test_a_text_that_is_newly_refused_is_no_revision(archive: Archive) -> None:
    keep(archive, replace(WHOLE, text_status="feed"))
    archive.record(Change("unchanged", replace(WHOLE, text_status="refused")), provenance(DAY_2))
    assert told(archive).text_status == "refused"
    assert rows(archive, "SELECT count(*) FROM revisions") == [(1,)]


def test_a_translation_is_no_revision_and_is_found_in_a_search(archive: Archive) -> None:
    keep(archive, replace(WHOLE, translations=()))
    archive.record(Change("translated", WHOLE), provenance(DAY_2))
    assert rows(archive, "SELECT language, first_seen_at FROM translations") == [("en", DAY_2)]
    assert rows(archive, "SELECT count(*) FROM revisions") == [(1,)]
    assert rows(archive, "SELECT count(*) FROM releases_fts WHERE releases_fts MATCH 'safe'") == [
        (1,)
    ]
    assert rows(archive, "SELECT count(*) FROM search_terms WHERE term = 'safe'") == [(1,)]


def test_words_read_from_a_document_stay_with_it_when_the_list_changes(archive: Archive) -> None:
    keep(archive)
    with archive.transaction():
        archive.connection.execute("UPDATE documents SET text = 'innhold' WHERE url LIKE '%/2.pdf'")
    revise(
        archive,
        documents=(
            Attachment("https://x.example/2.pdf", "To"),
            Attachment("https://x.example/3.pdf"),
        ),
    )
    assert rows(archive, "SELECT position, url, text FROM documents ORDER BY position") == [
        (1, "https://x.example/2.pdf", "innhold"),
        (2, "https://x.example/3.pdf", None),
    ]


ROLES: tuple[Literal["event", "mention"], ...] = ("event", "mention", "event")


def test_dates_are_numbered_by_their_role(archive: Archive) -> None:
    dates = [AgendaDate(str(n), "2026-01-01", None, "day", role) for n, role in enumerate(ROLES)]
    keep(archive, replace(WHOLE, dates=tuple(dates)))
    assert rows(archive, "SELECT role, position, text FROM dates ORDER BY id") == [
        ("event", 1, "0"),
        ("mention", 1, "1"),
        ("event", 2, "2"),
    ]


def test_a_sighting_is_written_again_only_when_the_feed_says_something_new(
    archive: Archive,
) -> None:
    keep(archive, WHOLE, SIGHTING)
    archive.record(Change("unchanged", told(archive)), provenance(DAY_2), [SIGHTING])
    assert rows(archive, "SELECT first_seen_at, last_seen_at FROM sightings") == [(DAY_1, DAY_1)]
    newer = replace(SIGHTING, notice="{}")
    archive.record(Change("unchanged", told(archive)), provenance(DAY_2), [newer])
    assert rows(archive, "SELECT first_seen_at, last_seen_at, notice FROM sightings") == [
        (DAY_1, DAY_2, "{}")
    ]


def test_one_release_in_two_feeds_is_two_sightings(archive: Archive) -> None:
    keep(archive, WHOLE, SIGHTING, replace(SIGHTING, seen_in="https://presserom.example/alt"))
    assert rows(archive, "SELECT count(*), count(DISTINCT release_id) FROM sightings") == [(2, 1)]


TABLES = (
    "releases revisions contacts documents links images dates translations sightings search_terms "
    "search_keys"
).split()


def dump(archive: Archive) -> list[str]:
    return [line for line in archive.connection.iterdump() if "fts" not in line.lower()]


@pytest.mark.parametrize("table", TABLES)
def test_a_fault_in_the_middle_of_a_new_release_leaves_nothing_of_it(
    archive: Archive, table: str
) -> None:
    archive.connection.execute(
        f"CREATE TRIGGER fault BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'planted'); END"
    )
    before = dump(archive)
    with pytest.raises(ArchiveError, match="planted"):
        keep(archive, WHOLE, SIGHTING)
    assert dump(archive) == before
    archive.connection.execute("DROP TRIGGER fault")
    keep(archive, WHOLE, SIGHTING)
    assert told(archive) == WHOLE


@pytest.mark.parametrize("table", [t for t in TABLES if t not in ("releases", "search_keys")])
def test_a_fault_in_the_middle_of_a_revision_leaves_the_release_as_it_was(
    archive: Archive, table: str
) -> None:
    keep(archive, WHOLE, SIGHTING)
    archive.connection.execute(
        f"CREATE TRIGGER fault BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'planted'); END"
    )
    before = dump(archive)
    now = replace(
        WHOLE,
        title="Splinterny",
        contacts=WHOLE.contacts[:1],
        documents=(Attachment("https://example.no/nytt.pdf", "Nytt"),),
        links=WHOLE.images,
        images=WHOLE.links,
        dates=WHOLE.dates[:1],
        translations=(Translation("se", "", "t", "", ""),),
    )
    with pytest.raises(ArchiveError, match="planted"):
        archive.record(
            Change("revised", now, ("title",)), provenance(DAY_2), [replace(SIGHTING, url="u")]
        )
    assert dump(archive) == before
    assert told(archive) == WHOLE


def test_a_validator_is_stored_with_the_last_of_its_releases_or_not_at_all(
    archive: Archive,
) -> None:
    validator = StoredValidator("ks", FEED, '"1"', "", "00", None, DAY_1)
    untitled = replace(BARE, title=None)  # type: ignore[arg-type]

    def store() -> None:
        with archive.transaction():
            archive.journal.vouch(validator)
            keep(archive)
            keep(archive, untitled)

    with pytest.raises(ArchiveError, match="NOT NULL"):
        store()
    assert archive.find(WHOLE.key) is None
    assert archive.journal.validator("ks", FEED) is None


def test_an_interrupt_in_the_middle_leaves_nothing(archive: Archive) -> None:
    def store() -> None:
        with archive.transaction():
            keep(archive)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store()
    assert archive.find(WHOLE.key) is None


def test_a_failed_commit_ends_its_transaction(archive: Archive) -> None:
    def store() -> None:
        with archive.transaction():
            archive.connection.execute("PRAGMA defer_foreign_keys = ON")
            archive.record(Change("new", BARE), replace(provenance(), source_id="ukjent"))

    with pytest.raises(ArchiveError, match="FOREIGN KEY"):
        store()
    assert not archive.connection.in_transaction
    keep(archive)
    assert rows(archive, "SELECT key FROM releases") == [(WHOLE.key,)]


def test_an_unknown_source_or_type_of_status_is_refused(archive: Archive) -> None:
    for release, source in ((WHOLE, "ukjent"), (replace(WHOLE, text_status="halv"), "ks")):  # type: ignore[arg-type]
        with pytest.raises(ArchiveError, match="constraint failed"):
            archive.record(Change("new", release), replace(provenance(), source_id=source))


def test_everything_is_there_after_closing_and_the_log_is_folded_into_the_file(path: Path) -> None:
    with Archive.open(path) as archive:
        meet(archive)
        keep(archive)
    assert not path.with_name("archive.db-wal").exists()
    with Archive.open(path, read_only=True) as archive:
        assert told(archive) == WHOLE


def test_readers_see_a_whole_state_while_a_release_is_being_written(
    archive: Archive, path: Path
) -> None:
    keep(archive)
    with Archive.open(path, read_only=True) as reader:
        with archive.transaction():
            revise(archive, title="Ny", contacts=())
            assert told(reader) == WHOLE
        assert (told(reader).title, told(reader).contacts) == ("Ny", ())


def test_a_reader_keeps_its_state_and_holds_no_writer_up(archive: Archive, path: Path) -> None:
    keep(archive)
    with Archive.open(path, read_only=True) as reader:
        reader.connection.execute("BEGIN")
        assert told(reader).title == WHOLE.title
        revise(archive, title="Ny")
        assert told(reader).title == WHOLE.title
        reader.connection.rollback()
        assert told(reader).title == "Ny"


def test_a_second_writer_waits_its_turn(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.database.BUSY_SECONDS", 0.05)
    with Archive.open(path) as first, Archive.open(path) as second:
        with first.transaction():
            with pytest.raises(ArchiveError, match="locked") as caught, second.transaction():
                pass
            assert "keeps the file locked" in caught.value.hint
        meet(second)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM sources").fetchone() == (1,)
    connection.close()
