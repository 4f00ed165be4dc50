"""The publishers' real answers, where they lie beside the repository: every field read right.

The captures are not part of this project and nothing is copied from them: what is expected is read
from them here a second time, by other means than the adapters', and compared.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from pipeline.identity import key_for, key_of
from pipeline.normalise import Reading, normalise
from sources import KINDS
from sources.item import Item, Page, Response

SHARED = Path(__file__).parents[2].parent / "shared"
SITE = "https://www.regjeringen.no"
HTML = {"content-type": "text/html; charset=utf-8"}
READING = Reading(datetime(2026, 10, 4, tzinfo=UTC))


def shared(name: str) -> bytes:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"there is no {name} beside the repository")
    return path.read_bytes()


def page_of(kind: str, url: str, body: bytes, headers: dict[str, str] | None = None) -> Page:
    return KINDS[kind].parse(Response(url, body, 200, headers or {}))


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def one(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    assert found, pattern
    return words(found.group(1))


def test_every_known_form_of_an_address_gives_its_key() -> None:
    lines = shared("gold/url_keys.tsv").decode().splitlines()
    forms = list(csv.DictReader(lines, delimiter="\t"))
    assert len(forms) >= 24
    wrong = {f["url"] for f in forms if (key_of(f["url"]) or "-") != f["key"]}
    assert wrong == set()


def test_an_article_is_read_whole() -> None:
    body = shared("captures/regjeringen_article_nb.html")
    text = body.decode()
    item = page_of("regjeringen", f"{SITE}/x/", body, HTML).items[0]
    path = one(r'name="DC\.Identifier\.URL" content="([^"]*)"', text)
    assert item.native_id == one(r"/id(\d+)/", path)
    assert item.title == one(r"<h1>(.*?)</h1>", text)
    assert words(item.lead) == one(r'<div class="article-ingress">(.*?)</div>', text)
    assert [(d.text, d.source) for d in item.dates] == [
        (one(r'name="DC\.Date" content="([^"]*)"', text), "meta"),
        (one(r'<span class="date">(.*?)</span>', text), "label"),
    ]
    assert item.type == one(r'<span class="type">([^|]*)', text)
    assert item.language == one(r'name="DC\.Language" content="([^"]*)"', text)
    assert item.publisher == one(r'name="DC\.Creator" content="([^"]*)"', text)
    assert (item.platform, item.origin, item.complete) == ("regjeringen", "page", True)
    inside = text.partition('<div class="article-body">')[2].partition('<aside class="content-col')[
        0
    ]
    assert words(item.body) == words(inside)


def test_an_article_becomes_a_release_with_its_own_words_alone() -> None:
    body = shared("captures/regjeringen_article_nb.html")
    text = body.decode()
    url = SITE + one(r'name="DC\.Identifier\.URL" content="([^"]*)"', text)
    release = normalise(page_of("regjeringen", url, body, HTML).items, READING)
    assert release.key == key_of(url)
    assert (release.type, release.language, release.text_status) == ("høring", "nb", "full")
    published = release.published
    assert published.date == one(r'name="DC\.Date" content="([^"]*)"', text)
    assert (published.source, published.precision, published.at) == ("meta", "day", None)
    assert (published.flags, published.disputed_by) == ((), ())
    inside = text.partition('<div class="article-body">')[2].partition('<aside class="content-col')[
        0
    ]
    marks = str.maketrans("", "", "|-")
    plain = release.body.translate(marks).split()
    assert "".join(plain) == "".join(words(inside).translate(marks).split())
    assert [d.url.rpartition(".")[2] for d in release.documents] == ["pdf"]
    assert all(a.url.startswith("https://") for a in (*release.documents, *release.links))
    assert release.lead not in release.body


def test_every_line_of_a_listing_is_read() -> None:
    body = shared("captures/regjeringen_listing.html")
    text = body.decode()
    page = page_of("regjeringen", f"{SITE}/no/dokument/hoyringar/id1763/", body, HTML)
    lines = re.findall(r'<li class="listItem">(.*?)</li>', text, re.DOTALL)
    assert len(page.items) == len(lines) == 20
    for item, line in zip(page.items, lines, strict=True):
        assert item.url == SITE + one(r'href="([^"]*)"', line)
        assert item.title == one(r"<a [^>]*>(.*?)</a>", line)
        assert words(item.lead) == one(r'<p class="excerpts">(.*?)</p>', line)
        assert item.dates[0].text == one(r'<span class="date">(.*?)</span>', line)
        assert item.type == one(r'<span class="type">(.*?)</span>', line)
        assert item.publisher == one(r'<span class="department">(.*?)</span>', line)
        release = normalise([item], READING)
        assert release.key == f"regjeringen-{one(r'/id([0-9]+)/', item.url)}"
        assert release.type == "høring"
        day, month, year = item.dates[0].text.split(".")
        assert (release.published.date, release.published.source) == (
            f"{year}-{month}-{day}",
            "label",
        )
    assert page.next is not None
    assert page.next.url == f"{SITE}/no/dokument/hoyringar/id1763/?page=2"
    assert page.title == one(r"<title>(.*?)</title>", text)
    assert page.rejects == ()


def test_every_record_of_a_press_rooms_list_is_read() -> None:
    listing = json.loads(shared("captures/pressroom_list_danish.json"))["release_listing"]
    site = "https://via.ritzau.dk"
    url = f"{site}/public-website-api/pressroom/2012662/releases/20/0"
    page = page_of("ntb", url, json.dumps(listing).encode())
    assert page.rejects == ()
    assert page.total == listing["paging"]["count"]
    assert page.next is not None
    assert page.next.url == url[:-1] + "1"
    assert len(page.items) == len(listing["releases"])
    for item, record in zip(page.items, listing["releases"], strict=True):
        check_record(item, record, site)
    keys = {key_for(item) for item in page.items}
    assert len(keys) == len(page.items) > len({item.title for item in page.items})


def check_record(item: Item, record: dict[str, Any], site: str) -> None:
    told = record["versions"]["da"]
    assert item.native_id == str(record["id"])
    assert (item.title, item.lead, item.type) == (
        told["title"],
        told["metadescription"],
        told["type"],
    )
    assert item.url == site + told["url"].replace("/release/", "/pressemeddelelse/")
    assert [(d.text, d.source) for d in item.dates] == [(record["date"], "feed")]
    assert (item.language, item.origin, item.complete) == ("da", "list", False)
    assert [i.url for i in item.images] == ([site + told["image"]["path"]] if told["image"] else [])
    release = normalise([item], READING)
    assert release.key == f"ntb-{record['id']}" == key_of(item.url)
    assert release.published.at == f"{record['date'][:19]}Z"
    assert release.published.flags == ()
    assert release.language == "da"


def feeds() -> list[bytes]:
    text = shared("captures/rss_items_shortened.xml").decode()
    return [feed.encode() for feed in re.findall(r"<rss.*?</rss>", text, re.DOTALL)]


PLACES = [
    ("regjeringen", f"{SITE}/no/rss/Rss/2581966/?owner=504", "regjeringen-{guid}"),
    ("ntb", "https://via.ritzau.dk/rss/releases/latest?publisherId=1", "ntb-{number}"),
    ("ntb", "https://via.tt.se/rss/releases/latest?publisherId=1", "ntb-{number}"),
    ("feed", "https://www.stortinget.no/rss", None),
]


@pytest.mark.parametrize("number", range(len(PLACES)))
def test_every_feed_is_read_by_its_platform(number: int) -> None:
    kind, url, key = PLACES[number]
    feed = feeds()[number]
    page = page_of(kind, url, feed)
    entries = ElementTree.fromstring(feed).findall(".//item")
    assert len(page.items) == len(entries) > 0
    date_name = "pubDate" if kind != "feed" else "{http://purl.org/dc/elements/1.1/}date"
    for item, entry in zip(page.items, entries, strict=True):
        assert item.title == entry.findtext("title")
        assert item.lead == (entry.findtext("description") or "")
        assert [(d.text, d.source) for d in item.dates] == [(entry.findtext(date_name), "feed")]
        link = entry.findtext("link") or ""
        assert item.url == link.partition("#")[0]
        if key is None:
            assert item.native_id == entry.findtext("guid")
            continue
        number_in_path = re.search(r"/(\d+)/", link)
        told = {
            "guid": entry.findtext("guid"),
            "number": number_in_path and number_in_path.group(1),
        }
        assert key_for(item) == key.format(**told)
    if page.title:
        assert page.title == ElementTree.fromstring(feed).findtext(".//channel/title")
