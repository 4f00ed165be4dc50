"""The search page, walked as a communications officer does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.site.settings import ExportFormat
from tests.site.serving import served, settings_for

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from storage.site.query import Query
    from tests.site.serving import Visitor

SVG = "http://www.w3.org/2000/svg"

HOSTILE = (
    '"',
    "'",
    "*",
    "NEAR(",
    "a AND OR NOT",
    "<script>alert(1)</script>",
    "%00",
    "%ff%fe",
    "%F0%9F%92%A9",
    "title:skole",
    "-",
    "^",
    "--",
    "{n}",
    "%7Bn%7D",
    "a" * 3000,
)


def test_a_search_marks_the_words_and_finds_both_written_languages(site: Visitor) -> None:
    page = site.get("/sok?q=kommunane")
    marked = {mark.text.lower() for mark in page.tree.iter("mark")}
    assert {"kommunane", "kommunene"} <= marked
    assert "52 treff" in page.words


def test_a_nynorsk_title_says_its_language_on_a_bokmaal_page(site: Visitor) -> None:
    headings = site.get("/sok?q=kommunane").tree.iter("h3")
    languages = {"".join(heading.itertext()): heading.get("lang") for heading in headings}
    assert languages["Kommunane vil ha klare reglar for kunstig intelligens"] == "nn"


def test_filters_have_counts_and_narrow_the_search(site: Visitor) -> None:
    words = site.get("/sok?q=kommunane").words
    assert "KS 21" in words
    narrowed = site.get("/sok?q=kommunane&avsender=ks")
    assert "21 treff" in narrowed.words
    assert "Du har avgrenset til KS" in narrowed.words


def test_a_bar_of_the_chart_narrows_to_its_month(site: Visitor) -> None:
    page = site.get("/sok?q=kommunane&avsender=ks")
    bars = {a.get("aria-label"): a for a in page.tree.iter(f"{{{SVG}}}a")}
    november = site.get(bars["november 2026: 13 treff"].get("href"))
    assert "13 treff" in november.words
    assert "Fra 1. november 2026" in november.words
    assert "Til 30. november 2026" in november.words


def test_the_address_of_a_search_is_short_and_says_it_all(site: Visitor) -> None:
    sent = site.get("/sok?q=skule&fra=&til=&sortering=relevans&avsender=ks")
    assert sent.status == 302
    assert sent.headers["location"] == "/sok?q=skule&avsender=ks"


def test_nothing_found_tells_what_was_searched_and_what_is_near(site: Visitor) -> None:
    near = site.get("/sok?q=pensjonsregningn")
    assert "Det ble søkt etter «pensjonsregningn»." in near.words
    assert "pensjonsregningen" in near.links()


def test_a_search_that_is_narrowed_to_nothing_offers_the_way_back(site: Visitor) -> None:
    page = site.get("/sok?q=kommunane&type=kalender&sprak=nn")
    assert page.links()["Fjern alle avgrensninger"] == "/sok?q=kommunane"


def test_pages_follow_each_other(site: Visitor) -> None:
    first = site.get("/sok?q=kommunane")
    second = site.get(first.links()["Neste side"])
    assert "Side 2 av 3" in second.words
    assert second.links()["Forrige side"] == "/sok?q=kommunane"
    beyond = site.get("/sok?q=kommunane&side=9")
    assert "Så mange sider er det ikke." in beyond.words


def test_a_date_that_is_none_is_told_and_not_used(site: Visitor) -> None:
    page = site.get("/sok?q=kommunane&fra=i+fjor&til=31.12.2026")
    assert "Datoen i «Fra» kunne ikke leses" in page.words
    assert "52 treff" in page.words


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_typed_is_an_error_or_becomes_markup(site: Visitor, typed: str) -> None:
    page = site.get(f"/sok?q={typed.replace(' ', '+')}&avsender={typed[:40].replace(' ', '+')}")
    assert page.status == 200
    assert not list(page.tree.iter("script"))


def test_without_exports_no_page_speaks_of_them(site: Visitor) -> None:
    assert "Last ned" not in site.get("/sok?q=kommunane").words
    assert "Outlook" not in site.get("/hjelp").words
    assert site.get("/eksport/xlsx?q=kommunane").status == 404


def test_an_export_has_a_link_with_the_same_filters_and_is_streamed(demo_archive: Path) -> None:
    def write(conn: sqlite3.Connection, query: Query, home: str) -> Iterator[bytes]:
        yield f"{home} {query.words} {query.filters.source}\n".encode()
        yield str(conn.execute("SELECT count(*) FROM releases").fetchone()[0]).encode()

    export = ExportFormat("csv", "download", "text/csv; charset=utf-8", write, "treff.csv")
    with served(settings_for(demo_archive, exports=(export,))) as visitor:
        page = visitor.get("/sok?q=kommunane&avsender=ks&side=2")
        address = page.links()["CSV"]
        assert address == "/eksport/csv?q=kommunane&avsender=ks"
        file = visitor.get(address)
        assert file.text == f"{visitor.origin}/ kommunane ('ks',)\n58"
        assert file.headers["content-disposition"] == 'attachment; filename="treff.csv"'
        assert "Slik laster du ned" in visitor.get("/hjelp").words
        assert "Outlook" not in visitor.get("/hjelp").words


def _fail() -> list[bytes]:
    raise OSError("no room")


def test_an_export_that_fails_at_once_is_an_error_page(
    demo_archive: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def write(conn: sqlite3.Connection, query: Query, home: str) -> Iterator[bytes]:
        yield from _fail()

    export = ExportFormat("csv", "download", "text/csv", write)
    with served(settings_for(demo_archive, exports=(export,))) as visitor:
        page = visitor.get("/eksport/csv")
    assert page.status == 500
    assert "Noe gikk galt" in page.words
    assert "no room" not in page.words
    assert "no room" in caplog.text
