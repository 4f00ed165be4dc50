"""Words are found in bytes as publishers write them, or it is said that they are not."""

from __future__ import annotations

import json

import pytest

from pipeline.why.places import find


@pytest.mark.parametrize(
    ("body", "written", "element"),
    [
        (b"<p>Barn &amp; unge</p>", "Barn & unge", "<p>"),
        ("<meta name='x' content='Møte'>".encode(), "Møte", "<meta name='x' content='Møte'>"),
        ("<h1>Møte</h1>".encode("latin-1"), "Møte", "<h1>"),
        (json.dumps({"title": "Møte “nå”"}).encode(), "Møte “nå”", "“title”"),
        (json.dumps({"a": 1, "body": "<p>«Hei»</p>"}).encode(), "<p>«Hei»</p>", "“body”"),
        (b"<description>&lt;p&gt;Hei du&lt;/p&gt;</description>", "<p>Hei du</p>", "<description>"),
    ],
)
def test_words_are_found_however_they_are_escaped(body: bytes, written: str, element: str) -> None:
    place = find(body, written)
    assert place is not None
    assert (place.element, place.times, place.whole) == (element, 1, True)


def test_only_the_entry_that_is_meant_is_looked_in() -> None:
    entries = b"".join(
        b"<item><title>Likt</title><guid>%d</guid></item>" % number for number in (11, 22, 33)
    )
    place = find(b"<rss>" + entries + b"</rss>", "Likt", ("22",))
    assert place is not None
    assert place.times == 1
    assert entries.index(b"22") > place.offset - 5 > entries.index(b"11")


def test_only_the_record_that_is_meant_is_looked_in() -> None:
    rows = [{"id": n, "type": "Nyhet", "contacts": [{"name": "Kari"}]} for n in (11, 22, 33)]
    body = json.dumps({"releases": rows, "first": 11}).encode()
    place = find(body, "Kari", ("22",))
    assert place is not None
    assert (place.times, place.element) == (1, "“name”")
    assert body.index(b"22") < place.offset < body.index(b"33")


def test_markup_that_was_written_otherwise_is_found_by_where_it_begins() -> None:
    place = find(b"<DIV><P>Det var en gang</P><P>en konge</DIV>", "<p>Det var en gang</p>")
    assert place is not None
    assert place.whole is False


def test_words_that_do_not_stand_there_are_not_placed() -> None:
    assert find(b"<p>Noe annet</p>", "Kari Nordmann") is None
    assert find(b"", "x") is None
    assert find(b"<p>x</p>", "") is None
