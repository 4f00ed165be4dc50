"""Documents in whole runs: what is fetched, what is kept, what is said of what was not."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.documents import process
from pressearkiv.errors import ConfigError
from storage import upkeep
from storage.archive import Archive
from tests.documents import files
from tests.server import page, reset

if TYPE_CHECKING:
    from tests.documents.conftest import Room

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG = files.pdf(*(f"Side {n}\nKapittel {n}" for n in range(1, 201)))


def test_documents_are_left_alone_unless_the_config_wants_them(room: Room) -> None:
    room.caps.clear()
    room.server.at("/budsjett.pdf", page(files.pdf("Budsjett")))
    room.release("Budsjettet er lagt fram", "/budsjett.pdf")
    room.run()
    assert room.states() == {"budsjett.pdf": ("not_fetched", "")}
    assert room.server.asked("/budsjett.pdf") == []


def test_each_document_ends_as_the_docs_say_and_its_bytes_are_kept(room: Room) -> None:
    made = {
        "lang.pdf": LONG,
        "laast.pdf": files.encrypted_pdf(),
        "odelagt.pdf": LONG[:2000],
        "bombe.pdf": files.zip_bomb(),
        "egentlig-word.pdf": files.docx("Egentlig Word"),
        "lysark.pptx": files.pptx("Utsikter"),
        "skannet.pdf": files.pdf(""),
    }
    for name, data in made.items():
        room.server.at(f"/{name}", page(data, content_type="application/pdf"))
    room.release("Alt på en gang", *(f"/{name}" for name in made))
    assert room.run().outcome == "ok"
    assert {name: status for name, (status, _) in room.states().items()} == {
        "lang.pdf": "read",
        "laast.pdf": "encrypted",
        "odelagt.pdf": "broken",
        "bombe.pdf": "too_large",
        "egentlig-word.pdf": "read",
        "lysark.pptx": "read",
        "skannet.pdf": "no_text",
    }
    with room.archive() as archive:
        ids = archive.connection.execute("SELECT url, capture_id FROM documents").fetchall()
        kept = {url.rpartition("/")[2]: archive.capture(number).body for url, number in ids}
    assert kept == made


def test_what_could_not_be_fetched_is_said_and_tried_again_ever_more_rarely(room: Room) -> None:
    room.server.at("/a.pdf", page(b"", 404), page(b"", 500), page(files.pdf("Endelig")))
    room.release("Med feil", "/a.pdf")
    assert room.run().outcome == "ok"
    status, reason = room.states()["a.pdf"]
    assert (status, reason.partition(":")[0]) == ("not_fetched", "the server answers 404")
    room.run(HOUR / 2)
    assert len(room.server.asked("/a.pdf")) == 1
    room.run(HOUR)
    room.run(HOUR)
    assert len(room.server.asked("/a.pdf")) == 2
    room.run(6 * HOUR)
    assert room.states()["a.pdf"] == ("read", "")


def test_a_document_that_never_answers_is_left_alone_at_last(room: Room) -> None:
    room.server.at("/a.pdf", page(b"", 410))
    room.release("Borte", "/a.pdf")
    for _ in range(12):
        room.run(31 * DAY)
    assert len(room.server.asked("/a.pdf")) == 8
    assert room.rows("SELECT due_at FROM documents") == [(None,)]


def test_a_document_on_another_host_is_not_asked_for_and_that_is_said(room: Room) -> None:
    room.release("Lenke ut", "http://127.0.0.1:9/rapport.pdf")
    assert room.run().outcome == "ok"
    status, reason = room.states()["rapport.pdf"]
    assert status == "not_fetched"
    assert reason == "127.0.0.1:9 is not a host that the configuration names"
    assert room.rows("SELECT due_at FROM documents") == [(None,)]


def test_robots_txt_holds_for_documents(room: Room) -> None:
    room.server.robots("User-agent: *\nDisallow: /hemmelig/")
    room.server.at("/hemmelig/a.pdf", page(files.pdf("x")))
    room.release("Skjult", "/hemmelig/a.pdf")
    room.run()
    assert "robots.txt" in room.states()["a.pdf"][1]
    assert room.server.asked("/hemmelig/a.pdf") == []


def test_a_document_of_more_bytes_than_are_taken_is_too_large(room: Room) -> None:
    room.caps["max_bytes"] = 10_000
    room.server.at("/stor.pdf", page(LONG))
    room.release("Stor", "/stor.pdf")
    room.run()
    assert room.states()["stor.pdf"][0] == "too_large"
    assert room.rows("SELECT capture_id FROM documents") == [(None,)]


def test_documents_may_be_larger_than_pages(room: Room) -> None:
    room.server.at("/stor.pdf", page(LONG))
    room.release("Stor", "/stor.pdf")
    settings = room.settings()
    assert len(LONG) > 20_000
    assert settings.documents.max_bytes > len(LONG)
    room.run()
    assert room.states()["stor.pdf"][0] == "read"


def test_so_many_are_fetched_a_run_and_the_newest_release_comes_first(room: Room) -> None:
    room.caps["per_run"] = 2
    for number in range(5):
        room.server.at(f"/{number}.pdf", page(files.pdf(f"Nummer {number}")))
        room.release(f"Melding {number}", f"/{number}.pdf")

    def read() -> list[str]:
        return sorted(name for name, (status, _) in room.states().items() if status == "read")

    room.run()
    assert read() == ["3.pdf", "4.pdf"]
    room.run(HOUR)
    assert read() == ["1.pdf", "2.pdf", "3.pdf", "4.pdf"]
    room.run(HOUR)
    assert len(read()) == 5
    assert all(len(room.server.asked(f"/{n}.pdf")) == 1 for n in range(5))


def test_equal_bytes_at_two_addresses_are_kept_once(room: Room) -> None:
    room.server.at("/en.pdf", page(LONG))
    room.server.at("/to.pdf", page(LONG))
    room.release("To ganger", "/en.pdf", "/to.pdf")
    room.run()
    assert room.rows("SELECT count(*), count(body) FROM captures WHERE url LIKE '%.pdf'") == [
        (2, 1)
    ]
    assert {status for status, _ in room.states().values()} == {"read"}


def test_one_document_on_two_releases_is_fetched_once(room: Room) -> None:
    room.server.at("/a.pdf", page(files.pdf("Felles")))
    room.release("Den ene", "/a.pdf")
    room.release("Den andre", "/a.pdf")
    room.run()
    assert room.rows("SELECT text FROM documents") == [("Felles",), ("Felles",)]
    assert len(room.server.asked("/a.pdf")) == 1


def test_a_release_that_comes_later_gets_a_document_that_is_known(room: Room) -> None:
    room.server.at("/a.pdf", page(files.pdf("Felles"), etag='"1"'))
    room.release("Den ene", "/a.pdf")
    room.run()
    room.release("Den andre", "/a.pdf")
    room.run(HOUR)
    assert room.rows("SELECT text FROM documents") == [("Felles",), ("Felles",)]
    assert room.rows("SELECT status FROM fetches WHERE url LIKE '%.pdf'") == [(200,), (304,)]


def test_a_document_is_asked_for_again_after_a_day_a_week_and_a_month(room: Room) -> None:
    room.server.at("/a.pdf", page(files.pdf("Likt"), etag='"1"'))
    room.release("Likt hele tiden", "/a.pdf")
    for _ in range(80):
        room.run(DAY / 2)
    assert len(room.server.asked("/a.pdf")) == 4
    assert room.rows("SELECT revision, due_at FROM releases, documents") == [(1, None)]


def test_an_exchanged_document_is_a_revision_that_names_it(room: Room) -> None:
    first, second = files.pdf("Sum: 10 mill."), files.pdf("Sum: 12 mill.")
    room.server.at("/a.pdf", page(first), page(second))
    room.release("Stille rettelse", "/a.pdf")
    room.run()
    report = room.run(DAY * 1.1)
    assert [(s.new, s.revised) for s in report.sources] == [(0, 1)]
    assert room.rows("SELECT revision, cause, changed FROM revisions") == [
        (1, "published", "[]"),
        (2, "published", '["documents"]'),
    ]
    assert room.rows("SELECT text, revision FROM documents, releases") == [("Sum: 12 mill.", 2)]
    assert room.rows("SELECT count(*) FROM captures WHERE url LIKE '%.pdf'") == [(2,)]
    with room.archive() as archive:
        assert list(upkeep.verify(archive)) == []


def test_bytes_that_say_the_same_in_other_words_of_the_format_are_no_revision(room: Room) -> None:
    first = files.pdf("Uendret")
    room.server.at("/a.pdf", page(first), page(first + b"\n% made again"))
    room.release("Laget på nytt", "/a.pdf")
    room.run()
    room.run(DAY * 1.1)
    assert room.rows("SELECT revision FROM releases") == [(1,)]
    assert room.rows("SELECT count(*) FROM captures WHERE url LIKE '%.pdf'") == [(2,)]


def test_a_document_that_is_taken_away_keeps_its_text(room: Room) -> None:
    room.server.at("/a.pdf", page(files.pdf("Sto her")), page(b"", 404))
    room.release("Tatt bort", "/a.pdf")
    room.run()
    room.run(DAY * 1.1)
    assert room.rows("SELECT text, text_status FROM documents") == [("Sto her", "read")]


def test_a_document_that_stays_when_the_list_changes_keeps_its_words(room: Room) -> None:
    for name in "ab":
        room.server.at(f"/{name}.pdf", page(files.pdf(f"Dokument {name}")))
    room.release("Med liste", "/a.pdf")
    room.run()
    room.lead = "Se vedleggene."
    room.release("Med liste", "/b.pdf", "/a.pdf")
    room.run(HOUR)
    assert room.rows("SELECT position, text FROM documents ORDER BY position") == [
        (1, "Dokument b"),
        (2, "Dokument a"),
    ]
    assert len(room.server.asked("/a.pdf")) == 1


def test_a_publisher_who_asks_us_to_wait_is_left_alone(room: Room) -> None:
    for number in range(3):
        room.server.at(f"/{number}.pdf", page(b"", 429, headers={"Retry-After": "3600"}))
        room.release(f"Melding {number}", f"/{number}.pdf")
    room.run()
    assert sum(len(room.server.asked(f"/{n}.pdf")) for n in range(3)) == 1


def test_how_long_a_file_may_be_cached_says_nothing_of_the_feed(room: Room) -> None:
    room.server.at("/a.pdf", page(files.pdf("Fast"), headers={"Cache-Control": "max-age=31536000"}))
    room.release("Fast vedlegg", "/a.pdf")
    assert room.run().sources[0].not_before is None


def test_a_document_that_breaks_off_costs_the_run_nothing(room: Room) -> None:
    room.server.at("/a.pdf", reset())
    room.release("Avbrutt", "/a.pdf")
    report = room.run()
    assert (report.outcome, report.sources[0].error) == ("ok", None)
    assert room.states()["a.pdf"][0] == "not_fetched"


def test_a_missing_library_is_told_before_anything_is_asked(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_LIBRARIES", ("no-such-library",))
    process.edition.cache_clear()
    room.release("Uten leser", "/a.pdf")
    with pytest.raises(ConfigError, match="no-such-library is not installed"):
        room.run()
    process.edition.cache_clear()
    assert room.server.asked("/feed") == []
    assert room.rows("SELECT count(*) FROM runs") == [(0,)]


def test_what_could_not_be_read_for_want_of_a_process_is_read_by_the_next_run(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.server.at("/a.pdf", page(files.pdf("Omsider"), etag='"1"'))
    room.release("Utsatt", "/a.pdf")
    with monkeypatch.context() as without:
        without.setattr(sys, "executable", "/no/such/python")
        assert room.run().outcome == "ok"
    status, reason = room.states()["a.pdf"]
    assert status == "not_fetched"
    assert reason.startswith("it cannot be read here")
    room.run(HOUR)
    assert room.rows("SELECT text FROM documents") == [("Omsider",)]
    assert room.rows("SELECT count(*) FROM captures WHERE url LIKE '%.pdf'") == [(1,)]


def test_the_archive_of_read_documents_holds(room: Room) -> None:
    room.server.at("/a.pdf", page(files.pdf("Renteparadokset", "på side to")))
    room.release("Hel", "/a.pdf")
    room.run()
    with Archive.open(room.folder / "archive.db") as archive:
        assert list(upkeep.verify(archive)) == []
        pages = archive.connection.execute("SELECT page, text FROM document_pages").fetchall()
    assert pages == [(1, "Renteparadokset"), (2, "på side to")]
