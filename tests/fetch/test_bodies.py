"""How a body is unpacked, and how much of it is taken."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.wire.errors import BadEncoding, ConnectionLost, FetchFault, TooLarge
from tests.fetch.bomb import bomb
from tests.fetch.conftest import QUICK, MakeFetcher
from tests.server import CLOSE, Server, chunked, dripping, head, packed, page, raw

if TYPE_CHECKING:
    from pipeline.fetch import Fetcher

FEED = "<?xml version='1.0'?><rss><title>Høring om æøå</title></rss>".encode() * 50
CODINGS = ["gzip", "x-gzip", "deflate", "raw-deflate", "br", "zstd"]


def body_of(fetcher: Fetcher, url: str) -> bytes:
    response = fetcher.get(url).response
    assert response is not None
    return response.body


def encoded(body: bytes, label: str) -> dict[str, str]:
    return {"Content-Encoding": label, "Content-Length": str(len(body))}


@pytest.mark.parametrize("coding", CODINGS)
def test_every_coding_in_use_is_unpacked(server: Server, fetcher: Fetcher, coding: str) -> None:
    assert body_of(fetcher, server.at("/x", page(FEED, coding=coding))) == FEED


@pytest.mark.parametrize("coding", CODINGS)
def test_a_packed_body_may_come_a_byte_at_a_time(
    server: Server, fetcher: Fetcher, coding: str
) -> None:
    pieces = packed(FEED, coding)
    answer = chunked(
        *(pieces[at : at + 1] for at in range(len(pieces))),
        headers={"Content-Encoding": coding.removeprefix("raw-")},
    )

    assert body_of(fetcher, server.at("/x", answer)) == FEED


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_an_empty_body_needs_no_unpacking(server: Server, fetcher: Fetcher, coding: str) -> None:
    assert body_of(fetcher, server.at("/x", raw(head(200, encoded(b"", coding))))) == b""


@pytest.mark.parametrize("coding", CODINGS)
def test_an_empty_body_that_was_packed_is_empty(
    server: Server, fetcher: Fetcher, coding: str
) -> None:
    assert body_of(fetcher, server.at("/x", page(b"", coding=coding))) == b""


@pytest.mark.parametrize("coding", CODINGS)
def test_a_packed_body_cut_short_is_an_error(server: Server, fetcher: Fetcher, coding: str) -> None:
    half = packed(FEED, coding)[:-8]
    label = coding.removeprefix("raw-")

    with pytest.raises(BadEncoding, match="ends in the middle"):
        fetcher.get(server.at("/x", raw(head(200, encoded(half, label)), half)))


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize(
    "body",
    [
        FEED,
        b"\xef\xbb\xbf<?xml version='1.0'?><rss/>",
        b"  \n<!DOCTYPE html><html></html>",
        b'{"releases": []}',
        b'[{"id": 1}]',
        b"<rss/>",
        "<title>Bærum</title>".encode("latin-1"),
    ],
    ids=["xml", "bom", "html", "object", "list", "short", "latin-1"],
)
def test_plain_text_that_only_claims_to_be_packed_is_taken_as_it_is(
    server: Server, fetcher: Fetcher, coding: str, body: bytes
) -> None:
    answer = raw(head(200, encoded(body, coding.removeprefix("raw-"))), body)

    assert body_of(fetcher, server.at("/x", answer)) == body


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize(
    "body", [b"\xff\xd8\xff\xe0JFIF" * 20, b"\x00" * 200, b"PK\x03\x04" * 40, b"\xff"]
)
def test_what_is_neither_packed_so_nor_text_is_refused(
    server: Server, fetcher: Fetcher, coding: str, body: bytes
) -> None:
    with pytest.raises(BadEncoding):
        fetcher.get(server.at("/x", raw(head(200, encoded(body, coding)), body)))


@pytest.mark.parametrize("label", ["lzma", "compress", "aes128gcm", "gzip;q=1", "gzip br"])
def test_a_coding_nobody_knows_is_refused(server: Server, fetcher: Fetcher, label: str) -> None:
    with pytest.raises(BadEncoding):
        fetcher.get(server.at("/x", page(FEED, headers={"Content-Encoding": label})))


def test_two_codings_on_top_of_each_other_are_undone_in_turn(
    server: Server, fetcher: Fetcher
) -> None:
    body = packed(packed(FEED, "deflate"), "gzip")

    assert (
        body_of(fetcher, server.at("/x", raw(head(200, encoded(body, "deflate, gzip")), body)))
        == FEED
    )


def test_a_body_packed_once_and_labelled_twice_is_unpacked_once(
    server: Server, fetcher: Fetcher
) -> None:
    body = packed(FEED, "gzip")

    assert (
        body_of(fetcher, server.at("/x", raw(head(200, encoded(body, "gzip, gzip")), body))) == FEED
    )


def test_three_codings_are_refused(server: Server, fetcher: Fetcher) -> None:
    with pytest.raises(BadEncoding, match="3 times"):
        fetcher.get(server.at("/x", page(FEED, headers={"Content-Encoding": "gzip, br, gzip"})))


@pytest.mark.parametrize("label", ["identity", "", "Identity", "GZIP", " gzip ,"])
def test_labels_are_read_leniently(server: Server, fetcher: Fetcher, label: str) -> None:
    body = packed(FEED, "gzip") if "gzip" in label.lower() else FEED

    assert body_of(fetcher, server.at("/x", raw(head(200, encoded(body, label)), body))) == FEED


def test_gzip_of_several_members_is_one_body(server: Server, fetcher: Fetcher) -> None:
    body = packed(FEED, "gzip") * 3

    assert (
        body_of(fetcher, server.at("/x", raw(head(200, encoded(body, "gzip")), body))) == FEED * 3
    )


def test_zstd_of_several_frames_is_one_body(server: Server, fetcher: Fetcher) -> None:
    body = packed(FEED, "zstd") * 3

    assert (
        body_of(fetcher, server.at("/x", raw(head(200, encoded(body, "zstd")), body))) == FEED * 3
    )


def test_padding_after_gzip_is_no_error(server: Server, fetcher: Fetcher) -> None:
    body = packed(FEED, "gzip") + b"\0" * 100

    assert body_of(fetcher, server.at("/x", raw(head(200, encoded(body, "gzip")), body))) == FEED


def test_rubbish_after_brotli_does_not_hang(server: Server, fetcher: Fetcher) -> None:
    body = packed(FEED, "br") + b"more" * 1000

    with pytest.raises(BadEncoding):
        fetcher.get(server.at("/x", raw(head(200, encoded(body, "br")), body)))


def test_zstd_with_a_window_beyond_eight_megabytes_is_refused(
    server: Server, fetcher: Fetcher
) -> None:
    import zstandard

    parameters = zstandard.ZstdCompressionParameters(window_log=27)
    writer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    body = writer.compress(FEED) + writer.flush()

    with pytest.raises(BadEncoding):
        fetcher.get(server.at("/x", raw(head(200, encoded(body, "zstd")), body)))


def test_a_body_as_large_as_allowed_is_taken_and_a_byte_more_is_not(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    fetcher = make_fetcher(server, replace(QUICK, max_bytes=100_000))

    assert len(body_of(fetcher, server.at("/a", chunked(b"x" * 100_000)))) == 100_000
    with pytest.raises(TooLarge):
        fetcher.get(server.at("/b", chunked(b"x" * 100_001)))


def test_a_body_announced_too_large_is_not_read(server: Server, make_fetcher: MakeFetcher) -> None:
    fetcher = make_fetcher(server, replace(QUICK, max_bytes=1000))
    announced = raw(head(200, {"Content-Length": "5000000000"}), b"x" * 100_000)

    with pytest.raises(TooLarge, match="announced") as caught:
        fetcher.get(server.at("/x", announced))
    assert caught.value.cost.wire_bytes < 200_000


def test_a_body_that_only_unpacks_too_large_is_refused(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    fetcher = make_fetcher(server, replace(QUICK, max_bytes=100_000))

    with pytest.raises(TooLarge):
        fetcher.get(server.at("/x", page(FEED * 100, coding="gzip")))


def test_a_body_shorter_than_announced_is_no_body(server: Server, fetcher: Fetcher) -> None:
    with pytest.raises(ConnectionLost):
        fetcher.get(server.at("/x", raw(head(200, {"Content-Length": "100"}), FEED[:50], CLOSE)))


def test_a_body_that_ends_with_its_connection_is_whole(server: Server, fetcher: Fetcher) -> None:
    assert body_of(fetcher, server.at("/x", raw(head(200), FEED, CLOSE))) == FEED


def test_a_dripping_body_within_its_time_is_whole(server: Server, fetcher: Fetcher) -> None:
    answer = dripping(head(200, {"Content-Length": "20"}) + b"x" * 20, every=0.001, size=4)

    assert body_of(fetcher, server.at("/x", answer)) == b"x" * 20


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_bomb_is_cut_short_before_it_has_cost_memory(coding: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tests.fetch.bomb", coding],
        input=bomb(coding),
        capture_output=True,
        check=True,
        timeout=60,
    )
    kind, grown = result.stdout.split()

    assert kind == b"TooLarge"
    assert int(grown) < 20_000_000


def test_a_bomb_inside_a_bomb_is_cut_short(server: Server, fetcher: Fetcher) -> None:
    body = packed(bomb("gzip", 100), "gzip")

    with pytest.raises(TooLarge):
        fetcher.get(server.at("/x", raw(head(200, encoded(body, "gzip, gzip")), body)))


def test_packed_bytes_that_unpack_to_nothing_do_not_go_on_for_ever(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    nothing = packed(b"", "gzip") * 10_000
    fetcher = make_fetcher(server, replace(QUICK, max_bytes=100_000))

    with pytest.raises(TooLarge):
        fetcher.get(server.at("/x", chunked(nothing, headers={"Content-Encoding": "gzip"})))


def test_a_feed_that_packs_well_is_not_taken_for_a_bomb(server: Server, fetcher: Fetcher) -> None:
    items = b"".join(
        b"<item><title>%x</title><description>%s</description></item>" % (n * 2654435761, FEED)
        for n in range(800)
    )

    assert body_of(fetcher, server.at("/x", page(items, coding="gzip"))) == items


def test_a_fault_in_the_body_is_a_fault_of_the_fetch(server: Server, fetcher: Fetcher) -> None:
    with pytest.raises(FetchFault) as caught:
        fetcher.get(server.at("/x", page(FEED, headers={"Content-Encoding": "lzma"})))
    assert caught.value.hint
