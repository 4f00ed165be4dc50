"""NTB's press rooms: what is asked for, how lists page, and where a day touches its title."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pressearkiv.errors import EmptyAnswer, ParseError
from sources.item import Item, Page, Response, Version
from sources.ntb import Ntb
from sources.ntb_page import list_line

ROOM = Ntb(publisher=90000001)
BASE = "https://kommunikasjon.ntb.no"
JSON_V2 = f"{BASE}/json/v2/releases?publisher=90000001&page=1&size=20"
PUBLIC = f"{BASE}/public-website-api/pressroom/90000001/releases/20/1"


def read(document: Any, url: str = JSON_V2) -> Page:
    return Ntb.parse(Response(url, json.dumps(document).encode()))


def test_a_run_asks_for_the_rooms_feed_and_a_backfill_for_its_lists() -> None:
    assert [r.url for r in ROOM.start()] == [f"{BASE}/rss/releases/latest?publisherId=90000001"]
    assert [(r.url, r.origin) for r in ROOM.catalogue()] == [
        (f"{BASE}/json/v2/releases?publisher=90000001&page=0&size=20", "list"),
        (f"{BASE}/public-website-api/pressroom/90000001/releases/20/0", "list"),
    ]


def test_a_sister_site_is_the_same_room_at_another_address() -> None:
    danish = Ntb(publisher=1, base_url="https://via.ritzau.dk/")
    assert danish.start()[0].url == "https://via.ritzau.dk/rss/releases/latest?publisherId=1"
    again = danish.again("https://via.ritzau.dk/x", "7")
    assert again is not None
    assert again.url == "https://via.ritzau.dk/public-website-api/release/7"


def test_what_a_feed_announced_is_read_in_the_list_and_what_lacks_a_tongue_in_its_record() -> None:
    def item(**told: Any) -> Item:
        return Item(platform="ntb", url=f"{BASE}/pressemelding/7/x", **told)

    whole = item(origin="list", native_id="7", complete=True)
    announced, untold = item(origin="feed"), item(origin="list", native_id="7")
    english = item(origin="list", native_id="7", complete=True, versions=(Version("en"),))
    assert [r and r.url for r in map(ROOM.full_text, (announced, untold, english, whole))] == [
        f"{BASE}/json/v2/releases?publisher=90000001&page=0&size=20",
        f"{BASE}/public-website-api/release/7",
        f"{BASE}/public-website-api/release/7",
        None,
    ]


@pytest.mark.parametrize(
    ("line", "title", "date"),
    [
        ("Ny plan12.3.2026 08:39:09 CET | P", "Ny plan", "12.3.2026"),
        ("Ny plan 2.3.2026 08:39:09 CET|P", "Ny plan", "2.3.2026"),
        ("Andel 41 %12.3.2026 08:39:09 CEST | P", "Andel 41 %", "12.3.2026"),
        ("Budsjett 202612.3.2026 08:39:09 CET | P", "Budsjett 2026", "12.3.2026"),
        ("Budsjett 20261.3.2026 08:39:09 CET | P", "Budsjett 2026", "1.3.2026"),
        ("Planår 2025/202631.3.2026 08:39:09 CET | P", "Planår 2025/2026", "31.3.2026"),
        ("Fra 1.1.202612.3.2026 08:39:09 CET | P", "Fra 1.1.2026", "12.3.2026"),
        ("Topp 545.3.2026 08:39:09 CET | P", "Topp 54", "5.3.2026"),
        ("Nr 455.3.2026 08:39:09 CET | P", "Nr 45", "5.3.2026"),
        (
            "Kl. 8 | 10: møte\u00a0nå12.3.2026 08:39:09 CET | P",
            "Kl. 8 | 10: møte\u00a0nå",
            "12.3.2026",
        ),
        ("12.3.2026 08:39:09 CET | P", "", "12.3.2026"),
    ],
)
def test_the_title_is_told_from_the_day_that_is_glued_to_it(
    line: str, title: str, date: str
) -> None:
    read_line = list_line(line)
    assert read_line is not None
    assert (read_line.title, read_line.date.partition(" ")[0], read_line.type) == (title, date, "P")


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Topp 1012.3.2026 08:39:09 CET | P", "Topp 10"),
        ("Nr 4590.3.2026 08:39:09 CET | P", "Nr 4590"),
    ],
)
def test_digits_that_could_be_either_leave_the_date_out(line: str, title: str) -> None:
    read_line = list_line(line)
    assert read_line is not None
    assert (read_line.title, read_line.date) == (title, "")


@pytest.mark.parametrize("line", ["", "Ny plan", "Ny plan 12.3.2026 | P", "12.3.2026 08:39:09 CET"])
def test_a_line_of_another_form_is_none(line: str) -> None:
    assert list_line(line) is None


@pytest.mark.parametrize("wrong", ["x", {"a": 1}, [1], -1, 1.5, True])
def test_a_next_page_that_is_no_number_is_an_error(wrong: object) -> None:
    with pytest.raises(ParseError, match="nextPage"):
        read({"releases": [{"id": 7, "title": "T"}], "nextPage": wrong})


@pytest.mark.parametrize("following", [1, "1"])
def test_a_page_that_names_itself_as_the_next_is_an_error(following: object) -> None:
    with pytest.raises(ParseError, match="named as the one after"):
        read({"releases": [{"id": 7, "title": "T"}], "nextPage": following})


@pytest.mark.parametrize("paging", [None, [], {"count": "mange"}, {"page": {}}])
def test_paging_that_cannot_be_read_is_an_error(paging: object) -> None:
    with pytest.raises(ParseError):
        read({"paging": paging, "releases": []}, PUBLIC)


def test_another_page_than_was_asked_for_is_an_error() -> None:
    paging = {"count": 90, "itemsPerPage": 20, "page": 0}
    with pytest.raises(ParseError, match="page 1 was asked for, and page 0 came"):
        read(
            {"paging": paging, "releases": [{"id": 7, "versions": {"no": {"title": "T"}}}]}, PUBLIC
        )


@pytest.mark.parametrize("document", [{"releases": []}, {"releases": [], "paging": {"page": 1}}])
def test_a_room_without_a_release_is_an_alarm(document: object) -> None:
    with pytest.raises(EmptyAnswer, match="no release at all"):
        read(document, PUBLIC)


@pytest.mark.parametrize("document", [[], {"error": "no"}, {"releases": None}, {"releases": {}}])
def test_json_of_another_kind_is_an_error(document: object) -> None:
    with pytest.raises(ParseError):
        read(document)


@pytest.mark.parametrize("body", [b"{", b'{"releases": [', b"[" * 100_000, b'{"a": "\xff"}'])
def test_json_that_cannot_be_read_is_an_error(body: bytes) -> None:
    with pytest.raises(ParseError, match="cannot be read"):
        Ntb.parse(Response(JSON_V2, body))


FIELDS = (
    "url leadtext leadTextOrBodyStrip body keywords published publisher channels type language "
    "versions boilerplate contacts documents links mainImage images video"
).split()


@pytest.mark.parametrize(
    "wrong", [None, 5, True, "x", ["x"], [None], [[1]], {"a": 1}, {"name": {}}]
)
@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_another_kind_costs_at_most_its_own_release(field: str, wrong: object) -> None:
    page = read({"releases": [{"id": 7, "title": "Sju", field: wrong}, {"id": 8, "title": "Åtte"}]})
    assert [item.title for item in page.items][-1] == "Åtte"
    assert len(page.items) + len(page.rejects) == 2
    for item in page.items:
        assert not any(c in f"{item.lead}{item.body}{item.type}{item.publisher}" for c in "{[")


def test_what_cannot_be_read_is_put_aside_with_its_own_bytes() -> None:
    page = read({"releases": [{"id": 7, "title": "T"}, {"id": "sju", "title": "Æ"}]})
    assert [json.loads(r.raw) for r in page.rejects] == [{"id": "sju", "title": "Æ"}]
    assert "sju" in page.rejects[0].reason
