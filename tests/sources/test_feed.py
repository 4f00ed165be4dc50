"""Any feed: which entries are told apart, and by what."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressearkiv.errors import ParseError
from sources.feed import GenericFeed
from sources.item import Item, Response

URL = "https://presserom.example/feed"
SOURCE = GenericFeed(url=URL)


FEED = '<?xml version="1.0"%s?>%s<rss version="2.0"><channel><title>T</title>%s</channel></rss>'


def read(items: str) -> tuple[list[str], int]:
    """Return the identifiers that entries are known by, and how many were put aside."""
    feed = FEED % ("", "", f"<link>https://presserom.example/</link>{items}")
    page = GenericFeed.parse(Response(URL, feed.encode()))
    return [item.native_id for item in page.items], len(page.rejects)


def entry(link: str = "", guid: str = "") -> str:
    parts = f"<link>{link}</link>" if link else ""
    parts += f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
    return f"<item><title>t</title>{parts}</item>"


def test_all_there_is_to_ask_for_is_the_feed() -> None:
    item = Item(platform="feed", url=URL, origin="feed")
    assert [r.url for r in SOURCE.start()] == [URL]
    assert SOURCE.catalogue() == ()
    assert SOURCE.full_text(item) is None
    assert SOURCE.again(URL, "1") is None


@pytest.mark.parametrize(
    ("items", "known", "aside"),
    [
        (entry("/1", "a") + entry("/2", "b"), ["a", "b"], 0),
        (
            entry("/1") + entry("/2"),
            ["https://presserom.example/1", "https://presserom.example/2"],
            0,
        ),
        (
            entry("/1?utm_source=x") + entry("/2"),
            ["https://presserom.example/1", "https://presserom.example/2"],
            0,
        ),
        (
            entry("/l#1") + entry("/l#2"),
            ["https://presserom.example/l#1", "https://presserom.example/l#2"],
            0,
        ),
        (entry("/1") + entry("/1") + entry("/2"), ["https://presserom.example/2"], 2),
        (entry("/1", "a") + entry("/2"), ["a"], 1),
        (
            entry("/") + entry("/2") + entry("/3"),
            ["https://presserom.example/2", "https://presserom.example/3"],
            1,
        ),
        (entry("/1"), [], 1),
        (entry() + entry(), [], 2),
        (entry("mailto:a@b.example") + entry("/2"), ["https://presserom.example/2"], 1),
        (entry("/1", "a") + entry("/1", "a"), ["a"], 0),
        (entry("/1", "a") + entry("/2", "a"), [], 2),
    ],
)
def test_an_entry_is_known_by_what_is_its_alone_or_put_aside(
    items: str, known: list[str], aside: int
) -> None:
    assert read(items) == (known, aside)


@pytest.mark.parametrize(
    ("body", "form"), list(product([b"", b"x", b"\x00\xff"], ["<", "{", "[", ""]))
)
def test_broken_bytes_are_an_error_and_nothing_else(body: bytes, form: str) -> None:
    with pytest.raises(ParseError):
        GenericFeed.parse(Response(URL, form.encode() + body))


@given(
    st.binary(max_size=200),
    st.sampled_from(["", "text/xml", "application/json; charset=x", "text/html; charset=utf-7"]),
)
def test_no_bytes_between_a_feeds_tags_break_the_reading(inner: bytes, content_type: str) -> None:
    body = (
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>'
        + inner
        + b"</channel></rss>"
    )
    try:
        page = GenericFeed.parse(Response(URL, body, 200, {"content-type": content_type}))
    except ParseError:
        return
    assert page.items or page.rejects


def test_a_charset_that_hides_a_document_type_is_not_believed() -> None:
    hidden = '+ADwAIQ-DOCTYPE a [+ADwAIQ-ENTITY l "ha">]>'
    item = "<item><title>&l;</title><guid>urn:a</guid></item>"
    feed = FEED % (' encoding="utf-7"', hidden, item)
    page = GenericFeed.parse(
        Response(URL, feed.encode(), 200, {"content-type": "text/xml; charset=utf-7"})
    )
    assert page.items[0].title == "&l;"


@pytest.mark.parametrize(
    "document",
    [
        '{"version": 1}',
        "[]",
        '{"version": {"a": 1}, "items": []}',
        '{"version": "https://jsonfeed.org/version/1.1", "items": 5}',
    ],
)
def test_json_that_is_no_json_feed_is_an_error(document: str) -> None:
    with pytest.raises(ParseError):
        GenericFeed.parse(Response(URL, document.encode()))
