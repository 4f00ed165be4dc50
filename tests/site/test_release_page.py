"""A release's page, its history, and the list of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.archive import Archive
from storage.changes import withdraw
from storage.release import Attachment, Contact, Published, Release
from tests.site.serving import keep, served, settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from storage.site.settings import SiteSettings
    from tests.site.serving import Visitor

EVIL = '</title><script>alert("x")</script><img src=x onerror=alert(1)>'


def test_a_release_is_read_with_date_sender_text_and_where_it_is_from(site: Visitor) -> None:
    page = site.get("/sak/ntb-18948612")
    assert "Pressemelding KS 19. november 2026 kl. 08.15" in page.words
    assert "Dette ber KS om" in page.words
    assert "Arkivert 20. november 2026 kl. 12.00 fra http://127.0.0.1" in page.words
    assert page.links()["Les originalen hos KS"].startswith("http://127.0.0.1")


def test_the_article_says_its_language_and_the_archives_own_words_keep_theirs(
    site: Visitor,
) -> None:
    article = site.get("/sak/ntb-18948955", "nb").tree.find(".//article")
    assert article.get("lang") == "nn"
    assert article.find("p").get("lang") == "nb"


def test_a_silent_edit_is_told_and_shown_word_for_word(site: Visitor) -> None:
    page = site.get("/sak/ntb-18948612")
    assert "Endret av avsenderen. Endringen ble sett 20. november 2026 kl. 12.00." in page.words
    history = site.get(page.links()["Se hva som ble endret"])
    assert ["".join(d.itertext()) for d in history.tree.iter("del")] == ["Fjernet: 210 (slutt)"]
    assert ["".join(i.itertext()) for i in history.tree.iter("ins")] == ["Nytt: 218 (slutt)"]
    assert "avsnitt uten endring" in history.words


def test_a_replaced_document_is_shown_in_the_history(site: Visitor) -> None:
    history = site.get("/sak/regjeringen-3179105/endringer")
    assert "Dokumenter" in history.words
    assert "horingsnotat-fjernmoter-rettet.pdf" in history.words


def test_a_text_that_came_later_is_no_edit(site: Visitor) -> None:
    page = site.get("/sak/regjeringen-3178960")
    assert "Endret av avsenderen" not in page.words
    history = site.get(page.links()["Se hvordan teksten kom til"])
    assert "Avsenderen har ikke endret noe." in history.words


def test_the_list_of_changes_has_the_silent_edits_and_not_what_was_completed(
    site: Visitor,
) -> None:
    page = site.get("/endringer")
    assert "Endret: tittel, adresse" in page.words
    assert "165 millioner kroner til klimatilpasning i kommunene" in page.links()
    assert "Nye regler om kommunal tildelingsrett for boliger" not in page.links()


def test_a_refused_page_is_told_to_be_less_than_the_whole(site: Visitor) -> None:
    assert "slapp ikke arkivet inn" in site.get("/sak/regjeringen-3179655").words


def test_contacts_are_hidden_unless_the_site_is_told_to_show_them(
    site: Visitor, demo_archive: Path
) -> None:
    hidden = site.get("/sak/ntb-18948955")
    assert "2 kontaktpersoner står i originalen" in hidden.words
    assert "gunnvor.haukelid-berge@example.no" not in hidden.text
    assert "gunnvor.haukelid-berge" not in site.get("/sak/ntb-18948955.json").text
    with served(settings_for(demo_archive, contacts="show")) as visitor:
        shown = visitor.get("/sak/ntb-18948955")
        assert "gunnvor.haukelid-berge@example.no" in shown.words


def test_what_tells_the_same_story_and_what_answers_is_linked(site: Visitor) -> None:
    same = site.get("/sak/regjeringen-3179641")
    assert "Andre meldinger om samme sak" in same.words
    assert same.links()["Fleire småkommunar kan dele barnevernsleiar"] == "/sak/regjeringen-3179214"
    answered = site.get("/sak/regjeringen-3177655")
    assert "Beslektede meldinger KS: Tilleggsbevilgningen" in answered.words


def test_a_translation_stands_below_the_text(site: Visitor) -> None:
    page = site.get("/sak/ntb-18948177")
    assert "More municipalities settle refugees at short notice" in page.words
    assert page.tree.find(".//details/div").get("lang") == "en"


def test_the_doubts_about_a_date_are_explained(tmp_path: Path) -> None:
    published = Published(
        text="fredag 19. november",
        local="2026-11-19",
        date="2026-11-19",
        precision="day",
        flags=("weekday_mismatch", "year_inferred"),
        disputed_by=(("feed", "12.11.2026"),),
    )
    release = Release("ntb-1", "https://a.example/1", "T", published=published)
    with served(_site_with(tmp_path, release)) as visitor:
        words = visitor.get("/sak/ntb-1").words
    assert "Slik sto datoen: «fredag 19. november»." in words
    assert "Ukedagen som sto, passer ikke med datoen." in words
    assert "Et annet sted står det «12.11.2026»." in words
    assert "kl." not in words.partition("Fra arkivet")[0]


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    release = Release(
        key="feed-<x>",
        url='javascript:alert("x")',
        title=EVIL,
        lead=EVIL,
        body=EVIL,
        body_html=f'{EVIL}<p onclick="x()">ja <a href="javascript:x()">her</a></p>',
        publisher=EVIL,
        type="annet",
        language='"><b>',
        contacts=(Contact(EVIL, EVIL, EVIL, EVIL),),
        documents=(Attachment("javascript:x()", EVIL),),
        images=(Attachment("https://other.example/x.png", EVIL),),
    )
    with served(_site_with(tmp_path, release, contacts="show")) as visitor:
        for path in ("/", "/sok?q=alert", "/sak/feed-%3Cx%3E", "/sak/feed-%3Cx%3E/endringer"):
            page = visitor.get(path)
            assert page.status == 200
            assert not list(page.tree.iter("script"))
            assert not list(page.tree.iter("img"))
            assert not [e for e in page.tree.iter() if e.get("onclick") or e.get("onerror")]
            assert not [a for a in page.tree.iter("a") if "javascript:" in a.get("href", "")]


def _site_with(folder: Path, release: Release, **changes: object) -> SiteSettings:
    path = folder / "archive.db"
    with Archive.open(path) as archive:
        keep(archive, release)
    return settings_for(path, **changes)


def test_what_was_taken_away_is_told_on_the_release_and_among_the_changes(tmp_path: Path) -> None:
    settings = _site_with(tmp_path, Release("ntb-1", "https://a.example/1", "Borte", language="nb"))
    with Archive.open(settings.archive) as archive, archive.transaction():
        withdraw(archive.connection, 1, "2026-11-20T08:00:00Z")
    with served(settings) as visitor:
        told = "Avsenderen har tatt bort denne meldingen. Det ble oppdaget 20. november 2026"
        assert told in visitor.get("/sak/ntb-1").words
        assert "Borte Tatt bort" in visitor.get("/endringer").words
