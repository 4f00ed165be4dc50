"""Words in documents lead to their release, and say on which page they stand."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from storage.annexes import pages_with
from storage.search import Hit, plan, search
from tests.documents import files
from tests.server import page
from tests.site.serving import served, settings_for

if TYPE_CHECKING:
    from tests.documents.conftest import Room

BUDGET = (
    "Forord fra ordføreren",
    "Innhold\nSide 2 av 3",
    "Tilskuddet til skulane økes.\nSe også lånerammen\\fradrag.",
)


@pytest.fixture
def read(room: Room) -> Room:
    """A release with a budget of three pages and a note without pages, both read."""
    room.server.at("/budsjett.pdf", page(files.pdf(*BUDGET)))
    room.server.at("/notat.docx", page(files.docx("Utvalget skal vurdere eiendomsskatten.")))
    room.release("Budsjettet er lagt fram", "/budsjett.pdf", "/notat.docx")
    room.release("Noe helt annet")
    room.run()
    return room


def found(room: Room, words: str) -> Hit:
    with room.archive() as archive:
        (hit,) = search(archive.connection, words, today=date(2026, 11, 3)).hits
    return hit


def test_a_word_in_a_document_leads_to_its_release_and_the_page(read: Room) -> None:
    hit = found(read, "skole")
    assert hit.title == "Budsjettet er lagt fram"
    assert hit.document is not None
    assert (hit.document.page, hit.document.url) == (3, read.server.url("/budsjett.pdf"))
    assert [s.text for s in hit.snippet if s.marked] == ["skulane"]
    assert "\f" not in "".join(s.text for s in hit.snippet)


def test_a_word_on_the_first_page_is_on_page_one(read: Room) -> None:
    document = found(read, "ordføreren").document
    assert document is not None
    assert document.page == 1


def test_a_document_without_pages_is_named_without_a_page(read: Room) -> None:
    document = found(read, "eiendomsskatt").document
    assert document is not None
    assert (document.page, document.url) == (None, read.server.url("/notat.docx"))


def test_what_the_release_says_itself_is_shown_before_its_documents(read: Room) -> None:
    hit = found(read, "vedlegget budsjettet")
    assert hit.document is None


def test_the_pages_can_be_asked_for_in_plain_sql(read: Room) -> None:
    assert read.rows("SELECT page, text FROM document_pages") == [*enumerate(BUDGET, start=1)]


def test_all_pages_on_which_the_words_stand_are_found(read: Room) -> None:
    with read.archive() as archive:
        (release_id,) = archive.connection.execute(
            "SELECT id FROM releases WHERE title LIKE 'Budsjettet%'"
        ).fetchone()
        for words, pages in (("side", [2]), ("skole låneramme", [3]), ("forord skole", [])):
            asked = plan(archive.connection, words)
            hit = pages_with(archive.connection, release_id, asked)
            assert hit.get(read.server.url("/budsjett.pdf"), []) == pages


def test_the_page_on_which_most_of_the_words_stand_together_is_shown(room: Room) -> None:
    pages = ("Renta og gjelda i kommunen", "Gjelda alene", "Renta i Tromsø er en annen renta")
    room.server.at("/a.pdf", page(files.pdf(*pages)))
    room.release("Økonomi", "/a.pdf")
    room.run()
    hit = found(room, "renta tromsø")
    assert hit.document is not None
    assert hit.document.page == 3
    assert [s.text for s in hit.snippet if s.marked] == ["Renta", "Tromsø", "renta"]
    phrase = found(room, "«gjelda alene»").document
    assert phrase is not None
    assert phrase.page == 2


def test_a_snippet_of_a_long_page_is_cut_at_words_around_the_first_match(room: Room) -> None:
    long = "\n".join(f"linje nummer {n} av mange" for n in range(12))
    room.server.at("/a.pdf", page(files.pdf(f"{long}\nrenteparadokset\n{long}")))
    room.release("Økonomi", "/a.pdf")
    room.run()
    told = "".join(s.text for s in found(room, "renteparadokset").snippet)
    assert told.startswith("…")
    assert told.endswith("…")
    assert "mange\nrenteparadokset\nlinje nummer 0" in told
    assert 150 < len(told) < 300


def test_search_tells_the_page(read: Room) -> None:
    config = ["--config", str(read.folder / "config.toml")]
    shown = CliRunner().invoke(main, ["search", "skole", *config])
    assert f"on page 3 of “{read.server.url('/budsjett.pdf')}”: " in shown.output
    told = CliRunner().invoke(main, ["search", "skole", "--json", *config])
    assert json.loads(told.stdout)[0]["document"]["page"] == 3


def test_show_says_why_a_document_was_not_read(room: Room) -> None:
    room.server.at("/a.pdf", page(files.encrypted_pdf()))
    room.release("Låst", "/a.pdf")
    room.run()
    ((key,),) = room.rows("SELECT key FROM releases")
    config = ["--config", str(room.folder / "config.toml")]
    shown = CliRunner().invoke(main, ["show", str(key), *config])
    assert "/a.pdf (encrypted: it is protected by a password)" in shown.output


def test_the_site_leads_from_a_hit_to_the_page_of_the_document(read: Room) -> None:
    document = read.server.url("/budsjett.pdf")
    with served(settings_for(read.folder / "archive.db")) as visitor:
        hits = visitor.get("/sok?q=skole")
        link = hits.links()[f"Funnet på side 3 i vedlegget «{document}»"]
        assert link == f"{document}#page=3"
        release = visitor.get(hits.links()["Budsjettet er lagt fram"])
        assert "3 sider Det du søkte etter, står på side 3" in release.words
        assert release.links()["3"] == link


def test_the_site_says_what_came_of_documents_that_could_not_be_read(room: Room) -> None:
    room.server.at("/a.pdf", page(files.encrypted_pdf()))
    room.server.at("/b.pdf", page(files.zip_bomb()))
    room.release("Låst", "/a.pdf", "/b.pdf", "/c.pdf")
    room.run()
    ((key,),) = room.rows("SELECT key FROM releases")
    with served(settings_for(room.folder / "archive.db")) as visitor:
        words = visitor.get(f"/sak/{key}").words
    assert "Dokumentet er låst med passord, så teksten kan ikke søkes i." in words
    assert "Dokumentet er for stort til at teksten kan søkes i." in words
    assert "Dokumentet kunne ikke hentes." in words


def test_the_site_names_an_exchanged_document_among_the_changes(room: Room) -> None:
    room.server.at("/a.pdf", page(files.pdf("10 mill.")), page(files.pdf("12 mill.")))
    room.release("Rettet i stillhet", "/a.pdf")
    room.run()
    room.run(timedelta(days=2))
    ((key,),) = room.rows("SELECT key FROM releases")
    with served(settings_for(room.folder / "archive.db")) as visitor:
        history = visitor.get(f"/sak/{key}/endringer").words
        changes = visitor.get("/endringer").words
    assert f"Innholdet i dokumentet «{room.server.url('/a.pdf')}» er byttet ut." in history
    assert "Endret: dokumenter" in changes
