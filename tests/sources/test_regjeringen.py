"""regjeringen.no: what is asked for, and which of a page's words are whose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pressearkiv.errors import ParseError
from sources.item import Item, Response
from sources.regjeringen import Regjeringen

KDD = Regjeringen(owner=504)
SITE = "https://www.regjeringen.no"
ITEM = Item(platform="regjeringen", url=f"{SITE}/no/aktuelt/x/id9000001/", origin="feed")


def test_both_feeds_are_read_the_typed_one_first() -> None:
    assert [r.url for r in KDD.start()] == [
        f"{SITE}/no/rss/Rss/2581966/?documentType=aktuelt/nyheter&owner=504",
        f"{SITE}/no/rss/Rss/2581966/?owner=504",
    ]


def test_a_document_type_is_encoded_and_none_leaves_one_feed() -> None:
    hearings = replace(KDD, document_type="dokumenter/høringer")
    assert "documentType=dokumenter/h%C3%B8ringer&" in hearings.start()[0].url
    assert len(replace(KDD, document_type="").start()) == 1


def test_listings_may_be_paths_or_addresses() -> None:
    source = replace(
        KDD, base_url="http://127.0.0.1:8000/", listings=("/no/a/id1/", f"{SITE}/b/id2/")
    )
    assert [r.url for r in source.catalogue()] == [
        "http://127.0.0.1:8000/no/a/id1/",
        f"{SITE}/b/id2/",
    ]
    assert KDD.catalogue() == ()


@pytest.mark.parametrize(
    ("url", "is_fetched"),
    [
        (f"{SITE}/no/aktuelt/x/id1/", True),
        ("https://regjeringen.no/no/aktuelt/x/id1/", True),
        ("https://www.ks.example/no/aktuelt/x/id1/", False),
        ("https://www.regjeringen.no.evil.example/id1/", False),
    ],
)
def test_a_page_is_fetched_where_it_stands_on_the_ministrys_own_site(
    url: str, is_fetched: bool
) -> None:
    request = KDD.full_text(replace(ITEM, url=url))
    assert (request is not None) == is_fetched


def test_what_came_from_its_page_is_whole_and_looked_at_again_there() -> None:
    assert KDD.full_text(replace(ITEM, origin="page")) is None
    again = KDD.again(ITEM.url, "9000001")
    assert again is not None
    assert again.url == ITEM.url


@pytest.mark.parametrize(
    ("guid", "native_id"),
    [("9000001", "9000001"), ("https://x.example/9000001", ""), ("９０００００１", ""), ("", "")],
)
def test_a_guid_is_the_pages_number_only_where_it_is_a_bare_number(
    guid: str, native_id: str
) -> None:
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><item><title>a</title>'
        f"<link>{ITEM.url}</link><guid>{guid}</guid></item></channel></rss>"
    )
    page = Regjeringen.parse(Response(KDD.start()[0].url, feed.encode()))
    assert page.items[0].native_id == native_id


ARTICLE = """<!DOCTYPE html><html lang='se'><head><title>x</title></head><body>
<header class='article-header'><h1>%s</h1></header><div class='article-info'>%s</div>
<div class='article-body'>%s</div></body></html>"""


def article(
    url: str = ITEM.url, heading: str = "T", info: str = "", body: str = "<p>b</p>"
) -> Item:
    page = Regjeringen.parse(Response(url, (ARTICLE % (heading, info, body)).encode()))
    return page.items[0]


def test_a_page_without_meta_tags_is_read_by_what_is_seen() -> None:
    item = article(info="<span class='type'>Tale |</span><span class='date'>Dato: 3.7.2026</span>")
    assert (item.native_id, item.type, item.language) == ("9000001", "Tale", "se")
    assert [(d.text, d.source) for d in item.dates] == [("Dato: 3.7.2026", "label")]


@pytest.mark.parametrize("part", ["ch=2", "uid=ab-12"])
def test_a_chapter_or_an_answer_is_known_by_its_address_not_by_the_documents_number(
    part: str,
) -> None:
    assert article(f"{SITE}/no/dokumenter/x/id9000001/?{part}").native_id == ""
    assert article(f"{SITE}/no/dokumenter/x/id9000001/?laun{part}").native_id == "9000001"


@pytest.mark.parametrize(
    ("info", "publisher"),
    [
        ("Utgiver: Kommunaldepartementet", "Kommunaldepartementet"),
        (
            "<p>Utgjevar: <a>Kommunal- og regionaldep.</a></p><p>Sist endret: i går</p>",
            "Kommunal- og regionaldep.",
        ),
        ("Pressemelding | Utgiver: KMD | Dato: 1.1.2016", "KMD"),
        (
            "<p>Published by: <b>Ministry</b> of Local Government</p>",
            "Ministry of Local Government",
        ),
        ("<span class='owner'><a>KDD</a></span><p>Utgiver:</p>", "KDD"),
    ],
)
def test_the_publisher_is_the_one_named_on_the_page(info: str, publisher: str) -> None:
    assert article(info=info).publisher == publisher


def test_an_article_without_a_heading_is_an_error() -> None:
    with pytest.raises(ParseError, match="no heading"):
        article(heading=" ")


def test_a_topic_page_without_dated_news_is_an_alarm() -> None:
    page = "<!DOCTYPE html><html><h2>Aktuelt nå</h2><a href='/no/x/id1/'>Se alle</a></html>"
    with pytest.raises(ParseError, match="lists no news"):
        Regjeringen.parse(Response(f"{SITE}/no/tema/x/id2/", page.encode()))


def test_a_topic_pages_news_end_where_its_next_part_begins_whatever_the_heading() -> None:
    page = (
        "<!DOCTYPE html><html><body><h3>Aktuelt nå</h3><h4><a href='/no/x/id1/'>Én</a></h4>"
        "<p>06.10.2022</p><h3>Dokumenter</h3><a href='/no/x/id2/'>To</a><p>06.10.2022</p></body>"
    )
    found = Regjeringen.parse(Response(f"{SITE}/no/tema/x/id2/", page.encode()))
    assert [item.title for item in found.items] == ["Én"]


def test_a_date_marked_in_a_title_is_the_titles() -> None:
    page = (
        "<!DOCTYPE html><html><body><h2>Aktuelt nå</h2><p><a href='/no/x/id1/'>Ny lov fra "
        "<em>01.01.2023</em></a></p><p>06.10.2022</p></body></html>"
    )
    item = Regjeringen.parse(Response(f"{SITE}/no/tema/x/id2/", page.encode())).items[0]
    assert (item.title, item.dates[0].text) == ("Ny lov fra 01.01.2023", "06.10.2022")


def test_a_listing_that_names_itself_as_the_next_page_ends() -> None:
    page = (
        "<!DOCTYPE html><html><body><ul class='listing'><li class='listItem'><h2 class='title'>"
        "<a href='/no/x/id1/'>Én</a></h2></li></ul><ul class='pagination'>"
        "<li class='next'><a href='?page=3#'></a></li></ul></body></html>"
    )
    found = Regjeringen.parse(Response(f"{SITE}/no/aktuelt/id2/?page=3", page.encode()))
    assert found.next is None


@pytest.mark.parametrize(
    "content_type",
    ["text/html", "text/html; charset=utf-8", 'text/html; charset="ISO-8859-1"', "x; charset=tull"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252"])
def test_norwegian_letters_survive_whatever_the_label_says(
    content_type: str, encoding: str
) -> None:
    body = (ARTICLE % ("Blåbær på Sørøya", "", "<p>Æ</p>")).encode(encoding)
    page = Regjeringen.parse(Response(ITEM.url, body, 200, {"content-type": content_type}))
    assert page.items[0].title == "Blåbær på Sørøya"


def test_a_charset_of_another_kind_is_believed() -> None:
    body = (ARTICLE % ("Žofín", "", "<p>ý</p>")).encode("iso-8859-2")
    headers = {"content-type": "text/html; charset=iso-8859-2"}
    assert Regjeringen.parse(Response(ITEM.url, body, 200, headers)).items[0].title == "Žofín"
