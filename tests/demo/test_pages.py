from __future__ import annotations

import json
import re
import zlib
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from lxml import etree
from protego import Protego

from pipeline.demo import county_room, ministry_room
from pipeline.demo.render import plain
from pipeline.demo.routes import Answer, answer
from pipeline.demo.world import PLANTED, world

if TYPE_CHECKING:
    from bs4 import Tag

    from pipeline.demo.model import Release, SourceId

ORIGIN = "http://127.0.0.1:8000"
TYPED = "/no/rss/Rss/2581966/?documentType=aktuelt/nyheter&owner=504"
UNFILTERED = "/no/rss/Rss/2581966/?owner=504"
NTB_FEED = "/rss/releases/latest?publisherId=15032900"
NTB_JSON = "/json/v2/releases?publisher=15032900"

DAYS = pytest.mark.parametrize("day", [1, 2])


def ask(source: SourceId, target: str, day: int = 1) -> Answer:
    return answer(world(day), source, ORIGIN, target)


def items(source: SourceId, target: str, day: int = 1) -> list[dict[str, str]]:
    tree = etree.fromstring(ask(source, target, day).body)
    return [{child.tag: child.text or "" for child in item} for item in tree.iter("item")]


def data(target: str, day: int = 1) -> Any:
    return json.loads(ask("ks", target, day).body)


def soup(target: str, day: int = 1) -> BeautifulSoup:
    return BeautifulSoup(ask("kdd", target, day).body, "lxml")


def page(release: Release, day: int = 1) -> BeautifulSoup:
    return soup(ministry_room.path(release), day)


def readable(day: int) -> list[Release]:
    return [release for release in world(day).kdd.releases if release.page == "ok"]


def metas(tree: Tag, name: str) -> list[str]:
    return [str(tag["content"]) for tag in tree.select(f'meta[name="{name}"]')]


def meta(tree: Tag, name: str) -> str:
    return metas(tree, name)[0]


def text(tree: Tag, css: str) -> str:
    return " ".join(tree.select(css)[0].get_text().split())


@DAYS
def test_the_ntb_feed_holds_the_newest_twenty_with_urls_as_guids_and_times_in_gmt(day: int) -> None:
    entries = items("ks", NTB_FEED, day)
    newest = world(day).ks.releases[:20]
    assert [entry["title"] for entry in entries] == [release.title for release in newest]
    for entry, release in zip(entries, newest, strict=True):
        assert entry["guid"] == entry["link"]
        assert f"/pressemelding/{release.id}/{release.slug}?publisherId=15032900" in entry["guid"]
        assert entry["pubDate"].endswith(" GMT")
        assert parsedate_to_datetime(entry["pubDate"]) == release.published


def test_an_ntb_release_has_exactly_the_fields_of_the_platform() -> None:
    release = data(NTB_JSON)["releases"][0]
    assert set(release) == {
        *("id", "title", "url", "leadtext", "leadTextOrBodyStrip", "body", "keywords"),
        *("published", "publisher", "channels", "type", "language", "version", "versions"),
        *("boilerplate", "contacts", "documents", "links", "mainImage", "images", "video"),
    }
    assert set(release["publisher"]) == {"id", "name"}
    assert set(release["versions"][0]) == {"id", "title", "language", "url"}
    assert set(release["contacts"]["persons"][0]) == {"name", "phone", "email", "title"}
    assert release["language"] == "no"


@DAYS
def test_ntb_pages_lead_to_the_end_and_hold_every_release_once(day: int) -> None:
    first = data(NTB_JSON, day)
    second = data(f"{NTB_JSON}&page={first['nextPage']}", day)
    assert not second["nextPage"]
    numbers = [release["id"] for release in first["releases"] + second["releases"]]
    assert numbers == [release.id for release in world(day).ks.releases]
    assert len(numbers) == first["totalCount"] == second["totalCount"]


def test_ntb_urls_are_sometimes_relative_and_a_missing_lead_is_null() -> None:
    urls = [release["url"] for release in data(NTB_JSON)["releases"]]
    assert {url.startswith("http") for url in urls} == {True, False}
    invitation = next(r for r in data(NTB_JSON, 2)["releases"] if r["id"] == 18948871)
    assert invitation["leadtext"] is None
    assert invitation["leadTextOrBodyStrip"].startswith("KS inviterer")


def test_ntb_answers_400_to_a_bad_call_and_nothing_for_a_publisher_it_does_not_know() -> None:
    assert ask("ks", "/json/v2/releases?publisher=ks").status == 400
    assert data("/json/v2/releases?publisher=1") == {"releases": [], "totalCount": 0}


def test_the_web_sites_own_list_is_counted_from_zero_with_times_in_utc() -> None:
    listed = data("/public-website-api/pressroom/15032900/releases/20/1")
    assert listed["paging"] == {"count": 29, "itemsPerPage": 20, "page": 1}
    assert [r["id"] for r in listed["releases"]] == [r.id for r in world(1).ks.releases[20:]]
    assert all(re.fullmatch(r"[\d-]{10}T[\d:]{8}\.000Z", r["date"]) for r in listed["releases"])
    assert all(r["versions"]["no"]["url"].startswith("/release/") for r in listed["releases"])


def test_a_detail_holds_all_languages_and_the_english_one_appears_on_day_2() -> None:
    path = "/public-website-api/release/18948177"
    assert set(data(path, 1)["versions"]) == {"no"}
    versions = data(path, 2)["versions"]
    assert set(versions) == {"no", "en"}
    assert versions["en"]["title"] == "More municipalities settle refugees at short notice"
    assert versions["en"]["url"].endswith("publisherId=15032900&lang=en")
    listed = next(r for r in data(NTB_JSON, 2)["releases"] if r["id"] == 18948177)
    assert [version["language"] for version in listed["versions"]] == ["no", "en"]


@DAYS
def test_every_ntb_detail_has_the_body_of_the_list(day: int) -> None:
    for release in data(NTB_JSON, day)["releases"]:
        detail = data(f"/public-website-api/release/{release['id']}", day)
        assert detail["versions"]["no"]["body"]["complete"] == release["body"]


def test_an_ntb_web_page_ends_with_other_releases_and_their_dates() -> None:
    body = ask("ks", "/pressemelding/18944603/x?publisherId=15032900").body.decode()
    assert "23.10.2026 23:48:00 CEST | KS | Pressemelding" in body
    assert "19.11.2026 08:15:33 CET | Pressemelding" in body.split("Siste pressemeldinger")[1]


@DAYS
def test_the_ministrys_entries_have_a_bare_id_tracking_and_local_time(day: int) -> None:
    entries = items("kdd", UNFILTERED, day)
    listed = world(day).kdd.listed()
    assert [entry["guid"] for entry in entries] == [str(release.id) for release in listed]
    for entry, release in zip(entries, listed, strict=True):
        assert entry["title"].strip() == release.title
        assert parse_qs(urlsplit(entry["link"]).query)["utm_campaign"] == [release.title]
        assert entry["pubDate"][-5:] in ("+0100", "+0200")
        assert parsedate_to_datetime(entry["pubDate"]) == release.published


def test_the_typed_feed_is_part_of_the_unfiltered_one() -> None:
    typed, unfiltered = items("kdd", TYPED), items("kdd", UNFILTERED)
    assert 20 < len(typed) < len(unfiltered)
    assert all(entry in unfiltered for entry in typed)


def test_a_wrong_filter_gives_an_empty_feed_with_status_200() -> None:
    for wrong in ("?documentType=aktuelt/pressemeldinger&owner=504", "?owner=505", ""):
        said = ask("kdd", f"/no/rss/Rss/2581966/{wrong}")
        assert said.status == 200
        assert b"<item>" not in said.body


def test_documents_are_filtered_under_a_percent_encoded_name() -> None:
    path = "/no/rss/Rss/2581966/?documentType=dokumenter/h%C3%B8ringer&owner=504"
    assert [entry["guid"] for entry in items("kdd", path)] == ["3179105", "3177122"]


def test_the_calendar_and_the_english_feed_hold_their_own() -> None:
    assert [e["guid"] for e in items("kdd", "/no/rss/Rss/2612030/?owner=504")] == ["3176870"]
    english = items("kdd", "/en/rss/Rss/2581966/?owner=504")
    assert [entry["guid"] for entry in english] == ["3176011", "3168477"]
    assert english[0]["title"].startswith("The 2027 budget")


@DAYS
def test_an_article_has_every_fact_where_the_real_pages_have_it(day: int) -> None:
    for release in readable(day):
        tree = page(release, day)
        assert text(tree, "header.article-header h1") == release.title
        assert meta(tree, "DC.Title") == release.title
        assert meta(tree, "DC.Date") == f"{release.published:%Y-%m-%d}"
        assert meta(tree, "DC.Language") == f"{release.language}-NO"
        assert meta(tree, "DC.Creator") == release.publisher
        assert meta(tree, "authorshortname") == "kdd"
        assert meta(tree, "ownerid") == "504"
        assert parsedate_to_datetime(meta(tree, "last-modified")) == release.modified
        assert [tag["lang"] for tag in tree.select("html")] == [release.language]
        assert text(tree, "div.article-info span.type") == f"{release.type} |"
        assert text(tree, "div.article-info span.date") == f"Dato: {release.published:%d.%m.%Y}"
        assert text(tree, "div.article-info span.owner a") == release.publisher
        assert text(tree, "div.article-ingress") == plain(release.lead)
        linked = json.loads(tree.select('script[type="application/ld+json"]')[0].get_text())
        assert linked["@id"] == f"{ORIGIN}/id{release.id}/#webpage"


@DAYS
def test_an_article_body_holds_the_words_of_the_release_and_its_files(day: int) -> None:
    for release in readable(day):
        body = page(release, day).select("div.article-body")[0]
        found = " ".join(body.get_text().split())
        for line in re.findall(r"<(?:p|li)>(.*?)</(?:p|li)>", release.body, re.DOTALL):
            assert "".join(plain(line).split()) in "".join(found.split()), release.id
        hrefs = [tag.get("href") or tag.get("src") for tag in body.select("a, img")]
        for file in (*release.documents, *release.images):
            assert ministry_room.file_path(release, file.file) in hrefs


def test_a_press_release_shows_its_serial_number_and_a_hearing_its_deadline() -> None:
    numbered = world(1).kdd.find(3179388)
    hearing = world(1).kdd.find(3177122)
    assert numbered
    assert hearing
    assert "Nr: 121" in text(page(numbered), "div.article-info")
    assert "Høyringsfrist: 29.01.2027" in text(page(hearing), "div.horing-meta")
    assert meta(page(hearing), "DC.Type") == "Horing"


def test_the_page_carries_dates_that_are_not_the_releases() -> None:
    release = world(1).kdd.find(3179388)
    assert release
    tree = page(release)
    assert "14.05.2024" in text(tree, "div.article-related")
    assert "11.11.2019" in text(tree, "footer")


def test_a_translated_article_has_a_page_of_its_own_and_names_it() -> None:
    release = world(1).kdd.find(3176011)
    assert release
    alternates = page(release).select('link[rel="alternate"]')
    assert [tag["hreflang"] for tag in alternates] == ["nb", "en"]
    tree = soup(ministry_room.path(release, "en"))
    assert meta(tree, "DC.Language") == "en-GB"
    assert text(tree, "span.date") == "Date: 15/10/2026"


def test_a_page_in_another_dress_has_other_bytes_and_the_same_words() -> None:
    restyled = [event for event in PLANTED if event.name == "markup only"]
    for number in [event.release for event in restyled if event.source == "kdd"]:
        release = world(1).kdd.find(number)
        assert release
        before, after = page(release, 1), page(release, 2)
        assert str(before) != str(after)
        for part in ("div.article-ingress", "div.article-body", "h1"):
            assert text(before, part) == text(after, part)
        assert metas(before, "DC.Subject") == metas(after, "DC.Subject")[::-1]
        feeds = [
            next(e for e in items("kdd", TYPED, d) if e["guid"] == str(number)) for d in (1, 2)
        ]
        assert feeds[0]["link"] != feeds[1]["link"]
        assert plain(plain(feeds[0]["description"])) == plain(plain(feeds[1]["description"]))


def test_ntb_json_in_another_dress_has_the_same_words() -> None:
    old, new = (
        next(r for r in data(NTB_JSON, day)["releases"] if r["id"] == 18947660) for day in (1, 2)
    )
    assert old["body"] != new["body"]
    assert plain(old["body"]) == plain(new["body"])
    assert plain(old["leadtext"]) == plain(new["leadtext"])
    assert old["keywords"] == new["keywords"][::-1]


def test_the_listing_pages_hold_every_news_item_once() -> None:
    found: list[str] = []
    target = ministry_room.LISTING_PATH
    while target:
        tree = soup(target)
        rows = tree.select("ul.listing li.listItem")
        assert len(rows) <= 20
        for row in rows:
            assert re.fullmatch(r"\d\d\.\d\d\.2026", text(row, "div.info > span.date"))
            assert text(row, "span.type")
            assert text(row, "span.department")
            assert text(row, "p.excerpts")
        found += [str(row.select("h2.title a")[0]["href"]) for row in rows]
        following = [str(tag["href"]) for tag in tree.select("ul.pagination li.next a")]
        target = ministry_room.LISTING_PATH + following[0] if following else ""
    kinds = {"Pressemelding", "Nyhet", "Nyheit"}
    news = [release for release in world(1).kdd.listed() if release.type in kinds]
    assert found == [ministry_room.path(release) for release in news]


@pytest.mark.parametrize(
    ("path", "shape"),
    [(ministry_room.TOPIC_PATH, r"[\d.]{10}$"), (ministry_room.OLD_TOPIC_PATH, r"[\d.]{10}: \w")],
)
def test_a_topic_page_writes_its_dates_in_its_own_style(path: str, shape: str) -> None:
    section = next(s for s in soup(path).select("section") if text(s, "h2") == "Aktuelt nå")
    lines = section.select("li p")
    assert len(lines) >= 5
    assert all(re.match(shape, line.get_text()) for line in lines)


def test_the_county_says_the_same_in_three_formats_and_one_notice_is_nameless() -> None:
    rss = items("fylke", county_room.FEED_PATH)
    atom = etree.fromstring(ask("fylke", county_room.ATOM_PATH).body)
    titles = [tag.text for tag in atom.iterfind("{*}entry/{*}title")]
    told = json.loads(ask("fylke", county_room.JSON_PATH).body)["items"]
    assert [e["title"] for e in rss] == titles == [e["title"] for e in told]
    assert [("guid" in e, "link" in e) for e in rss].count((False, False)) == 1


def test_the_countys_feed_ends_in_the_middle_on_day_2() -> None:
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(ask("fylke", county_room.FEED_PATH, 2).body)
    assert ask("fylke", county_room.ATOM_PATH, 2).status == 500


@DAYS
def test_every_document_image_and_page_that_is_linked_can_be_had(day: int) -> None:
    for release in data(NTB_JSON, day)["releases"]:
        for file in (*release["documents"], *release["images"]):
            assert ask("ks", file["url"], day).body.startswith((b"%PDF-1.4", b"\x89PNG"))
    for kdd in readable(day):
        for linked in (*kdd.documents, *kdd.images):
            said = ask("kdd", ministry_room.file_path(kdd, linked.file), day)
            assert said.content_type in ("application/pdf", "image/png")
    for entry in items("fylke", county_room.FEED_PATH):
        if "link" in entry:
            assert ask("fylke", urlsplit(entry["link"]).path).status == 200


def test_a_document_is_a_pdf_whose_table_points_at_its_objects() -> None:
    release = world(1).kdd.find(3179105)
    assert release
    body = ask("kdd", ministry_room.file_path(release, release.documents[0].file)).body
    for number, offset in enumerate(re.findall(rb"(\d{10}) 00000 n", body), start=1):
        assert body[int(offset) :].startswith(b"%d 0 obj" % number)
    start = int(body.split(b"startxref\n")[1].split()[0])
    assert body[start:].startswith(b"xref")
    assert "Høring – endringer".encode("cp1252") in body


def test_an_image_is_a_png_that_unpacks() -> None:
    body = ask("ks", "/data/images/public/15032900/18948177/norskkurs-bratthamar.png").body
    start = body.index(b"IDAT") + 4
    assert zlib.decompress(body[start : body.index(b"IEND") - 8]) == b"\x00\x80"


def test_robots_let_the_adapters_in_and_keep_the_traps_out() -> None:
    ministry = Protego.parse(ask("kdd", "/robots.txt").body.decode())
    for allowed in (TYPED, UNFILTERED, f"{ministry_room.LISTING_PATH}?page=2", "/no/x/id3179388/"):
        assert ministry.can_fetch(f"{ORIGIN}{allowed}", "pressearkiv"), allowed
    for refused in ("/no/aktuelt/?topic=1", "/no/aktuelt/?ownerid=504", "/no/dokumentarkiv/x/"):
        assert not ministry.can_fetch(f"{ORIGIN}{refused}", "pressearkiv"), refused
    ntb = Protego.parse(ask("ks", "/robots.txt").body.decode())
    for allowed in (NTB_FEED, NTB_JSON, "/public-website-api/release/18948177"):
        assert ntb.can_fetch(f"{ORIGIN}{allowed}", "pressearkiv"), allowed
    assert ask("fylke", "/robots.txt").status == 404


def test_times_say_when_something_last_changed() -> None:
    first, second = (ask("kdd", UNFILTERED, day).modified for day in (1, 2))
    assert first
    assert second
    assert first.astimezone(UTC) < second.astimezone(UTC)
