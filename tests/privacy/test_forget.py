"""A person is erased everywhere, provably, and does not come back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import zstandard
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.demo.world import NOW
from pipeline.privacy import forget
from pipeline.reparse import Reparse
from pressearkiv import __version__
from pressearkiv.errors import ArchiveError, ConfigError
from storage import upkeep
from storage.archive import Archive
from storage.captures import Capture
from storage.journal import Doubt
from storage.lock import writing
from storage.outbox import Alert, queue
from storage.privacy import answers
from storage.privacy.columns import COLUMNS
from storage.privacy.compact import remains
from storage.privacy.erased import Erased
from storage.privacy.eraser import Eraser
from storage.privacy.forgotten import Person
from storage.release import Change, Contact, Provenance
from storage.search import search
from tests.privacy.conftest import EMAIL, NAME, PHONE, RELEASE, SEEN
from tests.privacy.test_hidden import settings_of
from tests.run.rooms import contents, run_day, settings_in

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from pipeline.demo.server import PressRooms
    from pipeline.settings import Settings

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DERIVED = frozenset({"search_terms", "search_keys"})
"""What is built anew from the texts, together with the full-text indexes."""

SPELLINGS = (NAME, EMAIL, PHONE, PHONE.replace(" ", ""))


def traces(path: Path, *spellings: str) -> list[str]:
    """Return what of a person stands in the archive's files, packed answers included."""
    files = [path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")]
    raw = [file.read_bytes() for file in files if file.exists()]
    with Archive.open(path, read_only=True) as archive:
        packed = archive.connection.execute("SELECT body FROM captures WHERE body IS NOT NULL")
        raw += [zstandard.ZstdDecompressor().decompress(body) for (body,) in packed]
    whole = b"\0".join(raw).lower()
    return [one for one in spellings if one.lower().encode() in whole]


def test_every_column_of_text_or_bytes_is_declared(peopled: Path) -> None:
    with Archive.open(peopled) as archive:
        db = archive.connection
        tables = db.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_%' ESCAPE '\\'"
        ).fetchall()
        for (table,) in tables:
            columns = db.execute("SELECT name, type FROM pragma_table_xinfo(?)", (table,))
            held = {name for name, kind in columns if kind in ("TEXT", "BLOB")}
            if table not in DERIVED:
                declared = COLUMNS.get(table, {})
                assert set(declared) == held, f"storage/privacy/columns.py: {table}"


def _everywhere(archive: Archive) -> None:
    """Put the person where no release's own rows are: answers, doubts, alerts, the journal."""
    page = f"<p>Kontakt: {NAME}, {EMAIL}, {PHONE}</p>".encode()
    capture = Capture("ks", RELEASE.url, RELEASE.url, SEEN, page)
    number = archive.keep(capture)
    archive.keep(replace(capture, url=f"{RELEASE.url}?again"))
    archive.keep(replace(capture, url=f"{RELEASE.url}?json", body=b'{"a": "Kari\\u00a0Nordmann"}'))
    db = archive.connection
    with archive.transaction():
        archive.journal.quarantine(
            Doubt("ks", RELEASE.url, SEEN, f"no date for {NAME}", "ab", page, number)
        )
        archive.journal.quarantine(
            Doubt("ks", RELEASE.url, SEEN, "unreadable", capture.sha256, None, number)
        )
        queue(db, Alert("vakt", "release:ntb-1", "release", "ks", SEEN, 1, f"Om {NAME}"))
        db.execute("UPDATE alerts SET error = ?", (f"550 {EMAIL} unknown",))
        db.execute(
            "INSERT INTO story_references VALUES (?, 'offers', '2026-11-20', 1)",
            (f"«{NAME.lower()} slutter»",),
        )
        db.execute(
            "INSERT INTO validators VALUES ('ks', ?, '', '', ?, ?, ?)",
            (RELEASE.url, capture.sha256, number, SEEN),
        )


def test_nothing_of_the_person_is_left_in_the_file_nor_in_what_is_packed_in_it(
    peopled: Path,
) -> None:
    with Archive.open(peopled) as archive:
        _everywhere(archive)
    assert traces(peopled, *SPELLINGS) == list(SPELLINGS)
    with Archive.open(peopled) as archive:
        told = forget(archive, NAME, AT, dry_run=False)
        assert traces(peopled, *SPELLINGS, "nordmann", "26 622") == []
        assert list(upkeep.verify(archive)) == []
        assert not search(archive.connection, "nordmann", today=AT.date()).hits
    assert told.captures == 3
    assert {"releases", "revisions", "contacts", "quarantine", "alerts"} <= set(told.rows)
    assert traces(peopled, *SPELLINGS, "nordmann", "26 622") == []


def test_what_the_person_stood_in_can_be_read_without_them(peopled: Path) -> None:
    with Archive.open(peopled) as archive:
        forget(archive, EMAIL, AT, dry_run=False)
        kept = archive.find("ntb-1")
        assert kept is not None
        assert kept.release.lead == "Spør [navn fjernet], [e-post fjernet]."
        assert kept.release.body_html == "<p>Kontakt: <a>[navn fjernet]</a>, [telefon fjernet]</p>"
        assert kept.release.contacts == ()
        assert kept.release.links == ()
        assert kept.release.documents[0].title == "Plan fra [e-post fjernet]"
        (attached,) = archive.connection.execute(
            "SELECT attached FROM revisions WHERE revision = 1"
        ).fetchone()
        assert json.loads(attached)["contacts"] == []


def test_it_is_recorded_that_somebody_was_forgotten_and_not_who(peopled: Path) -> None:
    with Archive.open(peopled) as archive:
        told = forget(archive, NAME, AT, dry_run=False)
        row = archive.connection.execute(
            "SELECT forgotten_at, version, rows, captures FROM forgotten"
        ).fetchone()
        assert row == ("2026-11-22T09:00:00Z", __version__, sum(told.rows.values()), 0)
        kinds = archive.connection.execute(
            "SELECT kind, words FROM forgotten_marks ORDER BY kind"
        ).fetchall()
        assert kinds == [("email", 1), ("name", 2), ("phone", 1)]


def test_a_dry_run_tells_what_would_be_erased_and_stores_nothing(peopled: Path) -> None:
    with Archive.open(peopled) as archive:
        _everywhere(archive)
        before = contents(archive.connection)
        would = forget(archive, NAME, AT, dry_run=True)
        assert contents(archive.connection) == before
        did = forget(archive, NAME, AT, dry_run=False)
    assert would == did


def _with_contacts(archive: Archive, *contacts: Contact, body: str = "") -> None:
    with archive.transaction():
        archive.journal.meet_source("ks", "KS", "ntb", "https://presserom.example/", SEEN)
    release = replace(RELEASE, lead="", body=body, body_html="", contacts=contacts)
    archive.record(Change("new", release), Provenance("ks", SEEN))


def test_a_longer_name_and_a_longer_address_stand(tmp_path: Path) -> None:
    body = f"{NAME}sen og Anna-Kari Nordmann, u{EMAIL}, 1917 26 622. {NAME}s ord."
    with Archive.open(tmp_path / "a.db") as archive:
        _with_contacts(archive, Contact(NAME, "", PHONE, EMAIL), body=body)
        forget(archive, NAME, AT, dry_run=False)
        kept = archive.find("ntb-1")
    assert kept is not None
    assert kept.release.body == (
        f"{NAME}sen og Anna-Kari Nordmann, u{EMAIL}, 1917 26 622. [navn fjernet] ord."
    )


def test_a_switchboard_that_others_carry_too_stands(tmp_path: Path) -> None:
    shared = "22 33 44 55"
    with Archive.open(tmp_path / "a.db") as archive:
        _with_contacts(
            archive,
            Contact(NAME, "leder", f"{shared} / {PHONE}", "presse@ks.example"),
            Contact("Ola Hansen", "rådgiver", shared, "presse@ks.example"),
            body=f"Ring {shared} eller {PHONE}, presse@ks.example.",
        )
        told = forget(archive, NAME, AT, dry_run=False)
        kept = archive.find("ntb-1")
    assert told.found.shared == ("22334455", "presse@ks.example")
    assert kept is not None
    assert kept.release.body == f"Ring {shared} eller [telefon fjernet], presse@ks.example."
    assert kept.release.contacts == (
        Contact("Ola Hansen", "rådgiver", shared, "presse@ks.example"),
    )


def test_an_address_of_several_people_takes_none_of_their_names(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.db") as archive:
        _with_contacts(
            archive,
            Contact(NAME, "", PHONE, "presse@ks.example"),
            Contact("Ola Hansen", "", "", "presse@ks.example"),
        )
        forget(archive, "presse@ks.example", AT, dry_run=False)
        kept = archive.find("ntb-1")
    assert kept is not None
    assert kept.release.contacts == (Contact(NAME, "", PHONE, ""), Contact("Ola Hansen"))


@pytest.mark.parametrize("who", ["Kari", "", "@", "kari@", "123"])
def test_who_is_neither_a_full_name_nor_an_address_is_refused(peopled: Path, who: str) -> None:
    with Archive.open(peopled) as archive, pytest.raises(ConfigError):
        forget(archive, who, AT, dry_run=True)


def test_answers_that_differed_in_the_person_alone_become_one(peopled: Path) -> None:
    with Archive.open(peopled) as archive:
        one = Capture("ks", RELEASE.url, RELEASE.url, SEEN, f"Ring {PHONE}".encode())
        first = archive.keep(one)
        second = archive.keep(replace(one, body=b"Ring 91726622"))
        archive.connection.execute("UPDATE revisions SET capture_id = ?", (second,))
        archive.connection.commit()
        forget(archive, NAME, AT, dry_run=False)
        assert archive.connection.execute(
            "SELECT DISTINCT capture_id FROM revisions"
        ).fetchall() == [(first,)]
        assert archive.capture(first).body == b"Ring [telefon fjernet]"
        assert list(upkeep.verify(archive)) == []


def test_a_packed_document_in_whose_words_they_stand_is_not_kept(peopled: Path) -> None:
    with Archive.open(peopled) as archive, archive.transaction():
        number = archive.keep(Capture("ks", "https://x.example/1.pdf", "", SEEN, b"%PDF-1.7 ..."))
        erased = Erased()
        nobody = Eraser(Person().known())
        answers.erase(archive.connection, nobody, SEEN, erased, {number})
        assert erased.captures == 1
        assert answers.is_removed(archive.capture(number).body)


def test_the_proof_finds_what_is_left_in_the_file_and_leaves_longer_names_alone(
    tmp_path: Path,
) -> None:
    eraser = Eraser(Person(frozenset({"kari nordmann"}), frozenset({EMAIL})).known())
    eraser.text(f"{NAME}, {EMAIL}")
    file = tmp_path / "a.db"
    file.write_bytes(f"\0{NAME}sen, Anna-{NAME}, x.{EMAIL}, {EMAIL}.no\0".encode())
    assert remains(file, eraser) == 0
    file.write_bytes(bytes(1 << 20) + f"«{NAME}»\0{EMAIL.upper()}\0{NAME}".encode())
    assert remains(file, eraser) == 3
    file.write_bytes(b"")
    (tmp_path / "a.db-wal").write_bytes(f"{NAME}s".encode())
    assert remains(file, eraser) == 1


def test_a_reader_who_keeps_old_pages_is_told_of_and_the_next_try_cleans_the_file(
    peopled: Path,
) -> None:
    with Archive.open(peopled, read_only=True) as reader:
        reader.connection.execute("BEGIN")
        reader.connection.execute("SELECT count(*) FROM releases").fetchone()
        with Archive.open(peopled) as archive:
            archive.connection.execute("PRAGMA busy_timeout = 50")
            with pytest.raises(ArchiveError, match="keeps old pages"):
                forget(archive, NAME, AT, dry_run=False)
        reader.connection.rollback()
    assert traces(peopled, NAME)
    with Archive.open(peopled) as archive:
        assert not forget(archive, NAME, AT, dry_run=False).anything
    assert traces(peopled, *SPELLINGS) == []


# Against the sample press rooms, which go on showing the person.


def _people(db: sqlite3.Connection) -> list[Contact]:
    return [Contact(*r) for r in db.execute("SELECT name, title, phone, email FROM contacts")]


def _someone(settings: Settings) -> Contact:
    with Archive.open(settings.archive, read_only=True) as archive:
        return next(c for c in _people(archive.connection) if c.name and c.phone and c.email)


def test_a_publisher_who_goes_on_showing_them_does_not_bring_them_back(
    tmp_path: Path, rooms: PressRooms
) -> None:
    settings = settings_in(tmp_path, rooms)
    run_day(settings, rooms, 1)
    person = _someone(settings)
    with Archive.open(settings.archive) as archive:
        forget(archive, person.name, AT, dry_run=False)
    spellings = (person.name, person.email, person.phone)
    assert traces(settings.archive, *spellings) == []
    with Archive.open(settings.archive) as archive, archive.transaction():
        # What makes a request conditional is lost: every answer comes anew, with them in it.
        archive.connection.execute("DELETE FROM validators")
    report = run_day(settings, rooms, 1)
    assert traces(settings.archive, *spellings) == []
    assert [(v.new, v.revised, v.completed) for v in report.sources] == [(0, 0, 0)] * 3
    run_day(settings, rooms, 2)
    assert traces(settings.archive, *spellings) == []
    with Archive.open(settings.archive) as archive:
        assert list(upkeep.verify(archive)) == []


def test_bytes_that_are_as_they_were_are_still_known(tmp_path: Path, rooms: PressRooms) -> None:
    settings = settings_in(tmp_path, rooms)
    run_day(settings, rooms, 1)
    person = _someone(settings)
    with Archive.open(settings.archive) as archive:
        forget(archive, person.name, AT, dry_run=False)
        with archive.transaction():
            archive.connection.execute("UPDATE validators SET etag = '', last_modified = ''")
        (before,) = archive.connection.execute("SELECT count(*) FROM captures").fetchone()
    run_day(settings, rooms, 1)
    with Archive.open(settings.archive) as archive:
        (after,) = archive.connection.execute("SELECT count(*) FROM captures").fetchone()
        outcomes = archive.connection.execute(
            "SELECT DISTINCT outcome FROM fetches WHERE run_id = 2 AND url LIKE '%rss%'"
        ).fetchall()
    assert after == before
    assert ("same_bytes",) in outcomes


def test_reparse_neither_brings_them_back_nor_changes_anything(
    tmp_path: Path, rooms: PressRooms
) -> None:
    settings = settings_in(tmp_path, rooms)
    for day in (1, 2):
        run_day(settings, rooms, day)
    with Archive.open(settings.archive) as archive:
        people = {c.name for c in _people(archive.connection) if len(c.name.split()) > 1}
        gone = sorted(people)[:3]
        for name in gone:
            forget(archive, name, AT, dry_run=False)
        before = contents(archive.connection)
        found = list(Reparse(settings, archive).differences(NOW[2], lambda *_: None, dry_run=False))
        assert found == []
        assert contents(archive.connection) == before
        assert list(upkeep.verify(archive)) == []
    assert traces(settings.archive, *gone) == []


def test_forgetting_one_leaves_the_others(tmp_path: Path, rooms: PressRooms) -> None:
    settings = settings_in(tmp_path, rooms)
    run_day(settings, rooms, 1)
    with Archive.open(settings.archive) as archive:
        before = _people(archive.connection)
        gone = next(c for c in before if c.name and c.email)
        forget(archive, gone.email, AT, dry_run=False)
        assert _people(archive.connection) == [c for c in before if c.name != gone.name]


# The command.


def _forget(archive: Path, *arguments: str, **more: Any) -> Any:
    file = settings_of(archive).file
    return CliRunner().invoke(main, ["forget", *arguments, "--config", str(file)], **more)


def test_the_command_shows_what_it_would_do_and_does_nothing_unasked(peopled: Path) -> None:
    shown = _forget(peopled, NAME)
    assert shown.exit_code == 2
    assert "releases\t1" in shown.stdout
    assert "--yes" in shown.stderr
    assert traces(peopled, NAME) == [NAME]
    assert _forget(peopled, NAME, "--dry-run").exit_code == 0
    assert traces(peopled, NAME) == [NAME]


def test_the_command_erases_where_it_is_told_yes(peopled: Path) -> None:
    done = _forget(peopled, *NAME.split(), "--yes", "--json")
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    assert document["erased"]
    assert document["names"] == ["kari nordmann"]
    assert document["rows"]["contacts"] == 1
    assert traces(peopled, *SPELLINGS) == []
    assert _forget(peopled, NAME, "--yes").exit_code == 1


def test_the_command_waits_for_nobody_who_writes(peopled: Path) -> None:
    with writing(peopled, "a run"):
        assert _forget(peopled, NAME, "--yes").exit_code == 75
