"""What is asked for again only if it has changed."""

from __future__ import annotations

from hashlib import sha256

import pytest

from pipeline.fetch import Fetcher, Validator
from pipeline.wire.errors import UnexpectedStatus
from tests.server import Server, head, page, raw

FEED = b"<rss><channel><title>KS</title></channel></rss>"
DIGEST = sha256(FEED).hexdigest()


def test_a_first_answer_gives_the_body_and_what_it_is_known_by(
    server: Server, fetcher: Fetcher
) -> None:
    url = server.at("/feed", page(FEED, etag='"a"', last_modified="Thu, 05 Mar 2026 08:00:00 GMT"))

    fetched = fetcher.get(url)

    assert fetched.response is not None
    assert fetched.response.body == FEED
    assert fetched.validator == Validator('"a"', "Thu, 05 Mar 2026 08:00:00 GMT", DIGEST)
    assert (fetched.status, fetched.not_modified, fetched.same_body) == (200, False, False)


def test_a_304_has_no_response_and_keeps_what_the_body_is_known_by(
    server: Server, fetcher: Fetcher
) -> None:
    url = server.at("/feed", page(FEED, etag='"a"'))
    known = fetcher.get(url).validator

    again = fetcher.get(url, known)

    assert again.not_modified
    assert again.response is None
    assert again.validator == known
    assert again.sha256 == DIGEST


def test_a_304_that_brings_a_new_etag_hands_it_on(server: Server, fetcher: Fetcher) -> None:
    url = server.at("/feed", raw(head(304, {"ETag": '"b"'})))

    again = fetcher.get(url, Validator('"a"', "yesterday", DIGEST))

    assert again.validator == Validator('"b"', "yesterday", DIGEST)


def test_an_unchanged_200_is_told_by_its_hash_and_gives_its_new_etag(
    server: Server, fetcher: Fetcher
) -> None:
    url = server.at("/feed", page(FEED, etag='"rotated"'))

    again = fetcher.get(url, Validator('"a"', "", DIGEST))

    assert again.same_body
    assert again.response is not None
    assert again.validator == Validator('"rotated"', "", DIGEST)


def test_a_changed_200_is_not_the_same_body(server: Server, fetcher: Fetcher) -> None:
    url = server.at("/feed", page(FEED + b"<!-- more -->", etag='"b"'))

    assert not fetcher.get(url, Validator('"a"', "", DIGEST)).same_body


def test_the_hash_is_of_the_unpacked_body(server: Server, fetcher: Fetcher) -> None:
    url = server.at("/feed", page(FEED, coding="gzip"))

    assert fetcher.get(url).sha256 == DIGEST


@pytest.mark.parametrize(
    "etag",
    ['"plain"', 'W/"weak"', "unquoted", '"with, comma"', '"æøå"', '"a"-gzip', '""', "W/unquoted=="],
)
def test_an_etag_goes_back_byte_for_byte(server: Server, fetcher: Fetcher, etag: str) -> None:
    url = server.at("/feed", page(FEED, etag=etag))

    known = fetcher.get(url).validator

    assert known.etag == etag
    assert fetcher.get(url, known).not_modified
    assert server.asked("/feed")[1].headers["if-none-match"] == etag


@pytest.mark.parametrize("date", ["Thu, 05 Mar 2026 08:00:00 GMT", "2026-03-05", "0", "i går"])
def test_a_last_modified_goes_back_byte_for_byte(
    server: Server, fetcher: Fetcher, date: str
) -> None:
    url = server.at("/feed", page(FEED, last_modified=date))

    assert fetcher.get(url, fetcher.get(url).validator).not_modified
    assert server.asked("/feed")[1].headers["if-modified-since"] == date


@pytest.mark.parametrize("spoilt", ['"a"\r\nX-Evil: 1', '"\x00"', " ", '"—"', '"a"\n'])
def test_a_validator_that_cannot_stand_in_a_header_is_left_out(
    server: Server, fetcher: Fetcher, spoilt: str
) -> None:
    url = server.at("/feed", page(FEED))

    assert fetcher.get(url, Validator(spoilt, spoilt, "")).status == 200
    assert not {"if-none-match", "if-modified-since", "x-evil"} & set(
        server.asked("/feed")[0].headers
    )


def test_a_304_that_nobody_asked_for_is_an_error(server: Server, fetcher: Fetcher) -> None:
    url = server.at("/feed", raw(head(304)))

    with pytest.raises(UnexpectedStatus):
        fetcher.get(url, Validator(sha256=DIGEST))


def test_nothing_is_asked_conditionally_the_first_time(server: Server, fetcher: Fetcher) -> None:
    fetcher.get(server.at("/feed", page(FEED)))

    assert not {"if-none-match", "if-modified-since"} & set(server.asked("/feed")[0].headers)


def test_robots_txt_is_never_asked_for_with_the_validator_of_a_feed(
    server: Server, fetcher: Fetcher
) -> None:
    fetcher.get(server.at("/feed", page(FEED)), Validator('"a"', "", ""))

    assert "if-none-match" not in server.asked("/robots.txt")[0].headers
