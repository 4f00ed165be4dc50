"""Bytes are kept once, and come back as they were or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressearkiv.errors import ArchiveError
from storage import captures
from storage.captures import Capture

if TYPE_CHECKING:
    from storage.archive import Archive

CAPTURE = Capture(
    "ks",
    "https://presserom.example/rss",
    "https://presserom.example/rss/",
    "2026-07-03T10:00:00Z",
    "<rss>æøå</rss>".encode() * 100,
    203,
    {"content-type": "text/xml", "x-æ": "ø"},
)


def count(archive: Archive, what: str = "*") -> int:
    number: int = archive.connection.execute(f"SELECT count({what}) FROM captures").fetchone()[0]
    return number


def test_a_capture_comes_back_as_it_was(archive: Archive) -> None:
    assert archive.capture(archive.keep(CAPTURE)) == CAPTURE
    nobodys = replace(CAPTURE, source_id=None, url="https://x.example/", headers={})
    assert archive.capture(archive.keep(nobodys)) == nobodys


@given(body=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_any_bytes_come_back(archive: Archive, body: bytes) -> None:
    capture = replace(CAPTURE, body=body)
    assert archive.capture(archive.keep(capture)).body == body


def test_bytes_are_compressed(archive: Archive) -> None:
    archive.keep(CAPTURE)
    (size, stored) = archive.connection.execute(
        "SELECT size, length(body) FROM captures"
    ).fetchone()
    assert size == len(CAPTURE.body)
    assert stored < size / 10


def test_the_same_answer_at_the_same_address_is_kept_once(archive: Archive) -> None:
    first = archive.keep(CAPTURE)
    assert archive.keep(replace(CAPTURE, fetched_at="2026-07-04T10:00:00Z", headers={})) == first
    assert archive.capture(first).fetched_at == CAPTURE.fetched_at
    assert count(archive) == 1


def test_the_same_bytes_at_two_addresses_are_two_captures_and_stored_once(archive: Archive) -> None:
    other = replace(CAPTURE, url="https://speil.example/rss")
    ids = archive.keep(CAPTURE), archive.keep(other)
    assert (count(archive), count(archive, "body")) == (2, 1)
    assert [archive.capture(i).url for i in ids] == [CAPTURE.url, other.url]
    assert archive.capture(ids[1]).body == CAPTURE.body


def test_an_address_that_answers_as_before_again_is_its_first_capture(archive: Archive) -> None:
    ids = [archive.keep(replace(CAPTURE, body=body)) for body in (b"a", b"b", b"a")]
    assert ids[0] == ids[2] != ids[1]


def test_a_capture_that_is_not_there_is_an_error(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="no capture 7"):
        archive.capture(7)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("body = NULL", "are gone"),
        ("body = iif(body IS NULL, NULL, x'00112233')", "are damaged"),
        ("body = substr(body, 1, length(body) - 3)", "are damaged"),
        ("sha256 = 'abc'", "do not match their hash"),
    ],
)
def test_damage_is_found_in_every_capture_that_it_touches(
    archive: Archive, harm: str, says: str
) -> None:
    for url in ("https://a.example/", "https://b.example/"):
        archive.keep(replace(CAPTURE, url=url))
    whole = archive.keep(replace(CAPTURE, body=b"hel"))
    with archive.transaction():
        archive.connection.execute(f"UPDATE captures SET {harm} WHERE id < ?", (whole,))
    found = list(captures.damaged(archive.connection))
    assert len(found) == 2
    assert all(says in sentence for sentence in found)
    with pytest.raises(ArchiveError, match=says):
        archive.capture(1)
    assert archive.capture(whole).body == b"hel"
