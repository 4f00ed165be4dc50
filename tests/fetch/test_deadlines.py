"""Nothing waits for ever, and every fault before the body has its name."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.fetch import Allow, Fetcher, FetchFault, Limits
from pipeline.wire.errors import (
    BadHeaders,
    ConnectFailed,
    ConnectionLost,
    Refused,
    TimedOut,
)
from tests.fetch.conftest import QUICK, leads_to
from tests.server import HANG, Answer, Pause, Server, dripping, hang, head, page, raw, redirect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fetch.conftest import MakeFetcher
    from tests.server import Piece, Seen

IMPATIENT = Limits(connect=0.1, read=0.1, total=9.0, tries=1, per_host_delay=0.0)
BUSY = Limits(connect=9.0, read=9.0, total=0.2, tries=1, per_host_delay=0.0)


def timed_out(fetcher: Fetcher, url: str) -> TimedOut:
    with pytest.raises(TimedOut) as caught:
        fetcher.get(url)
    return caught.value


@pytest.fixture
def impatient(make_fetcher: MakeFetcher, server: Server) -> Fetcher:
    """A fetcher that waits but a moment for anything to come."""
    return make_fetcher(server, IMPATIENT)


@pytest.fixture
def busy(make_fetcher: MakeFetcher, server: Server) -> Fetcher:
    """A fetcher that has but a moment for the whole of a fetch."""
    return make_fetcher(server, BUSY)


@pytest.mark.parametrize(
    "silent",
    [
        hang(),
        raw(b"HTTP/1.1 200 OK\r\nContent-", HANG),
        raw(head(200, {"Content-Length": "10"}), b"half", HANG),
        raw(head(200, {"Transfer-Encoding": "chunked"}), b"5\r\nhel", HANG),
    ],
    ids=["at once", "in the head", "in the body", "in a chunk"],
)
def test_silence_ends_at_the_read_deadline(
    server: Server, impatient: Fetcher, silent: Answer
) -> None:
    assert timed_out(impatient, server.at("/x", silent)).deadline == "read"


@pytest.mark.parametrize(
    "slow",
    [
        dripping(head(200, {"X-Slow": "x" * 100, "Content-Length": "0"}), every=0.01),
        dripping(head(200, {"Content-Length": "9000"}) + b"x" * 9000, every=0.01, size=60),
        dripping(b"HTTP/1.1 100 Continue\r\n\r\n" * 100, every=0.01, size=25),
    ],
    ids=["headers", "body", "continues"],
)
def test_a_drip_that_always_beats_the_read_deadline_ends_at_the_total(
    server: Server, busy: Fetcher, slow: Answer
) -> None:
    assert timed_out(busy, server.at("/x", slow)).deadline == "total"


def test_the_total_is_for_all_redirects_together(server: Server, busy: Fetcher) -> None:
    def late(seen: Seen) -> Iterator[Piece]:
        yield Pause(0.08)
        yield from redirect(f"{seen.path}x")(seen)

    for path in ("/x", "/xx", "/xxx", "/xxxx"):
        server.at(path, late)

    assert timed_out(busy, server.url("/x")).deadline == "total"


def test_a_total_that_has_passed_is_not_tried_again(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    url = server.at("/x", dripping(head(200, {"X": "x" * 100}), every=0.01))

    timed_out(make_fetcher(server, replace(BUSY, tries=3)), url)

    assert len(server.asked("/x")) == 1


def test_a_read_deadline_that_passed_is_tried_again(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    url = server.at("/x", hang(), page(b"<rss/>"))

    assert make_fetcher(server, replace(QUICK, read=0.1)).get(url).status == 200


def test_an_error_whose_body_drips_is_still_that_error(server: Server, busy: Fetcher) -> None:
    slow = dripping(head(403, {"Content-Length": "1000"}) + b"x" * 1000, every=0.01, size=60)

    with pytest.raises(Refused):
        busy.get(server.at("/x", slow))


def test_a_name_that_takes_too_long_to_resolve_ends_at_the_connect_deadline(
    make_fetcher: MakeFetcher,
) -> None:
    done = threading.Event()

    def slow(host: str, port: int) -> list[str]:
        done.wait(5)
        return []

    fetcher = make_fetcher(Allow(frozenset({"press.test"})), IMPATIENT, resolver=slow)
    fault = timed_out(fetcher, "http://press.test/")
    done.set()

    assert fault.deadline == "connect"


def test_a_host_that_swallows_packets_ends_at_the_connect_deadline(
    make_fetcher: MakeFetcher,
) -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        # A queue for nobody, filled: the kernel lets further attempts go unanswered.
        full.listen(0)
        for other in (first, second):
            other.setblocking(False)
            other.connect_ex(full.getsockname())
        base = f"http://127.0.0.1:{full.getsockname()[1]}"

        assert timed_out(make_fetcher(Allow.of(base), IMPATIENT), base).deadline == "connect"


def test_a_port_where_nobody_listens_is_told_as_such(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    fetcher = make_fetcher(server)
    server.down()

    with pytest.raises(ConnectFailed, match=str(server.port)):
        fetcher.get(server.url("/x"))


@pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2"])
def test_the_next_address_is_tried_when_the_first_does_not_answer(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    host = f"press.test:{server.port}"
    allow = Allow(frozenset({host}), frozenset({"press.test"}))
    server.at("/x", page(b"<rss/>"))
    fetcher = make_fetcher(allow, resolver=leads_to("127.0.0.2", "127.0.0.1"))

    assert fetcher.get(f"http://{host}/x").status == 200


@pytest.mark.parametrize(
    "flood",
    [
        [b"HTTP/1.1 200 OK\r\n", *(b"X-%d: %s\r\n" % (n, b"x" * 1000) for n in range(500))],
        [b"HTTP/1.1 200 OK\r\nX: ", *(b"x" * 10_000 for _ in range(50))],
        [b"HTTP/1.1 200 " + b"O" * 300_000],
        [b"HTTP/1.1 100 Continue\r\n\r\n" * 1000 for _ in range(50)],
        [b"\r\n" * 100_000],
    ],
    ids=["many headers", "a long header", "a long status line", "continues", "empty lines"],
)
def test_headers_without_end_are_refused(
    server: Server, fetcher: Fetcher, flood: list[bytes]
) -> None:
    with pytest.raises((BadHeaders, ConnectionLost)) as caught:
        fetcher.get(server.at("/x", raw(*flood, HANG)))
    assert type(caught.value) is BadHeaders
    assert caught.value.cost.wire_bytes < 1_000_000


@pytest.mark.parametrize(
    "wrong",
    [
        b"<html>hello</html>",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x15\x03\x01\x00\x02\x02\x16",
        b"ICY 200 OK\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: empty\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"no colon here" * 5000,
    ],
)
def test_what_is_not_http_is_told_as_such(server: Server, fetcher: Fetcher, wrong: bytes) -> None:
    with pytest.raises(FetchFault) as caught:
        fetcher.get(server.at("/x", raw(wrong + b"\r\n\r\n", HANG)))
    assert type(caught.value) is BadHeaders
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 300


def test_a_hundred_and_one_is_no_answer_to_us(server: Server, fetcher: Fetcher) -> None:
    with pytest.raises(FetchFault):
        fetcher.get(server.at("/x", raw(head(101, {"Upgrade": "websocket"}), HANG)))


@pytest.mark.parametrize(
    "tail",
    [b"5;" + b"x" * 200_000, b"0\r\n" + b"X: x\r\n" * 50_000, b"fffffffffffffffffffff\r\n"],
    ids=["a chunk's name", "trailers", "a chunk's size"],
)
def test_chunks_beyond_all_bounds_are_refused(
    server: Server, fetcher: Fetcher, tail: bytes
) -> None:
    with pytest.raises(FetchFault) as caught:
        fetcher.get(server.at("/x", raw(head(200, {"Transfer-Encoding": "chunked"}), tail, HANG)))
    assert type(caught.value) is ConnectionLost
