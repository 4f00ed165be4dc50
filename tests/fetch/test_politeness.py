"""How often a host is asked, as whom, and over how many connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from pipeline.fetch import Allow, Fetcher, user_agent
from pipeline.wire.errors import NotFound
from pressearkiv import __version__
from pressearkiv.errors import ConfigError
from tests.fetch.conftest import QUICK
from tests.server import Pause, Server, head, page, raw, redirect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fetch.conftest import MakeFetcher, StillTime
    from tests.server import Piece, Seen

GOOD = page(b"<rss/>")
POLITE = replace(QUICK, per_host_delay=1.0, total=3600.0)


@pytest.fixture
def polite(make_fetcher: MakeFetcher, server: Server, still_time: StillTime) -> Fetcher:
    """A fetcher for which only naps take time."""
    return make_fetcher(server, POLITE, monotonic=still_time.monotonic)


def test_requests_to_one_host_are_a_delay_apart(
    server: Server, polite: Fetcher, still_time: StillTime
) -> None:
    url = server.at("/x", GOOD)

    for _ in range(3):
        polite.get(url)

    assert still_time.naps == pytest.approx([1.0, 1.0, 1.0])


def test_a_host_that_has_had_its_rest_is_asked_at_once(
    server: Server, polite: Fetcher, still_time: StillTime
) -> None:
    url = server.at("/x", GOOD)
    polite.get(url)
    still_time.sleep(0.75)
    still_time.naps.clear()

    polite.get(url)

    assert still_time.naps == pytest.approx([0.25])


def test_a_redirect_waits_like_any_other_request(
    server: Server, polite: Fetcher, still_time: StillTime
) -> None:
    server.at("/b", GOOD)

    polite.get(server.at("/a", redirect("/b")))

    assert still_time.naps == pytest.approx([1.0, 1.0])


def test_a_failed_request_counts_as_one(
    server: Server, polite: Fetcher, still_time: StillTime
) -> None:
    for _ in range(2):
        with pytest.raises(NotFound):
            polite.get(server.url("/x"))

    assert still_time.naps == pytest.approx([1.0, 1.0])


def test_two_hosts_do_not_wait_for_each_other(
    server: Server, make_fetcher: MakeFetcher, still_time: StillTime
) -> None:
    with Server() as other:
        allow = Allow.of(server.base, other.base)
        fetcher = make_fetcher(allow, POLITE, monotonic=still_time.monotonic)
        fetcher.get(server.at("/x", GOOD))
        fetcher.get(other.at("/x", GOOD))

    assert still_time.naps == pytest.approx([1.0, 1.0])


def test_a_host_never_has_two_requests_at_once_whichever_threads_ask(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    slow = raw(head(200, {"Content-Length": "2"}), Pause(0.005), b"ok")
    urls = [server.at(f"/{n}", slow) for n in range(12)]
    fetcher = make_fetcher(server)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(fetcher.get, urls))

    assert [answer.status for answer in answers] == [200] * 12
    assert server.most_at_once == 1
    assert len(server.asked("/robots.txt")) == 1


def test_two_hosts_are_asked_side_by_side(server: Server, make_fetcher: MakeFetcher) -> None:
    both_in_hand = Barrier(2, timeout=5)

    def meet(seen: Seen) -> Iterator[Piece]:
        both_in_hand.wait()
        yield from GOOD(seen)

    with Server() as other, ThreadPoolExecutor(2) as pool:
        fetcher = make_fetcher(Allow.of(server.base, other.base), replace(QUICK, read=9, total=9))
        answers = pool.map(fetcher.get, [server.at("/x", meet), other.at("/x", meet)])

        assert [answer.status for answer in answers] == [200, 200]


def test_one_connection_serves_all_requests_to_a_host(server: Server, fetcher: Fetcher) -> None:
    for n in range(4):
        fetcher.get(server.at(f"/{n}", GOOD))

    assert len({seen.connection for seen in server.requests}) == 1


def test_a_server_that_wants_no_kept_connection_gets_new_ones(
    server: Server, fetcher: Fetcher
) -> None:
    url = server.at("/x", page(b"<rss/>", headers={"Connection": "close"}))

    fetcher.get(url)
    fetcher.get(url)

    first, second = server.asked("/x")
    assert first.connection != second.connection


def test_a_closed_fetcher_can_be_used_again(server: Server, fetcher: Fetcher) -> None:
    url = server.at("/x", GOOD)
    fetcher.get(url)
    fetcher.close()

    assert fetcher.get(url).status == 200


def test_we_say_who_we_are_and_what_we_take(server: Server, fetcher: Fetcher) -> None:
    fetcher.get(server.at("/x", GOOD), accept="application/rss+xml")

    headers = server.asked("/x")[0].headers
    assert headers["user-agent"] == "pressearkiv/0.1.0 (+press@example.no)"
    assert headers["accept"] == "application/rss+xml"
    assert headers["accept-encoding"] == "gzip, br, zstd"
    assert headers["host"] == f"127.0.0.1:{server.port}"


def test_anything_is_accepted_unless_said_otherwise(server: Server, fetcher: Fetcher) -> None:
    fetcher.get(server.at("/x", GOOD))

    assert server.asked("/x")[0].headers["accept"] == "*/*"


def test_a_proxy_in_the_environment_is_not_used(
    server: Server, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")

    assert fetcher.get(server.at("/x", GOOD)).status == 200


def test_the_user_agent_is_made_from_the_contact() -> None:
    agent = f"pressearkiv/{__version__} (+https://example.no/arkiv)"

    assert user_agent("https://example.no/arkiv") == agent


@pytest.mark.parametrize("contact", ["", " ", "a b", "a)b", "post@bærum.no", "a\r\nX: 1", "(a"])
def test_a_contact_that_cannot_stand_in_a_header_is_a_mistake_in_the_config(contact: str) -> None:
    with pytest.raises(ConfigError) as caught:
        user_agent(contact)
    assert caught.value.hint


@pytest.mark.parametrize("agent", ["", "a\nb", "pressearkiv/1 (Bærum)"])
def test_a_user_agent_that_cannot_stand_in_a_header_is_a_mistake_in_the_config(
    server: Server, make_fetcher: MakeFetcher, agent: str
) -> None:
    with pytest.raises(ConfigError):
        make_fetcher(server, user_agent=agent)
