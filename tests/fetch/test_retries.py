"""What is asked a second time, and after how long."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from pipeline.fetch import Fetcher, FetchFault
from pipeline.wire.errors import ConnectionLost, NotFound, RateLimited, ServerFault
from tests.fetch.conftest import QUICK, MakeFetcher, StillTime
from tests.server import CLOSE, RESET, Answer, Pause, Server, head, page, raw, reset

GOOD = page(b"<rss/>")


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_passing_fault_is_asked_once_more(server: Server, fetcher: Fetcher, status: int) -> None:
    url = server.at("/x", page(b"", status), GOOD)

    assert fetcher.get(url).status == 200


@pytest.mark.parametrize(
    "broken",
    [
        reset(),
        raw(CLOSE),
        raw(b"HTTP/1.1 200 O", Pause(0.02), RESET),
        raw(head(200, {"Content-Length": "10"}), b"half", Pause(0.02), RESET),
        raw(head(200, {"Content-Length": "10"}), b"half", CLOSE),
        raw(head(200, {"Transfer-Encoding": "chunked"}), b"5\r\nhel", CLOSE),
        raw(head(200, {"Transfer-Encoding": "chunked"}), b"zz\r\n", CLOSE),
    ],
    ids=["reset", "closed", "in the head", "in the body", "short", "in a chunk", "no chunk"],
)
def test_an_answer_that_breaks_off_is_asked_for_once_more(
    server: Server, fetcher: Fetcher, broken: Answer
) -> None:
    url = server.at("/x", broken, GOOD)

    assert fetcher.get(url).status == 200


def test_a_connection_broken_before_the_question_is_made_again(
    server: Server, fetcher: Fetcher
) -> None:
    url = server.at("/x", GOOD)
    server.break_first(RESET)

    assert fetcher.get(url).status == 200


def test_a_server_that_closed_a_kept_connection_costs_nothing(
    server: Server, fetcher: Fetcher, still_time: StillTime
) -> None:
    url = server.at("/x", GOOD)
    fetcher.get(url)
    server.down()
    server.up()

    assert fetcher.get(url).status == 200
    assert sum(still_time.naps) == 0


def test_two_faults_in_a_row_are_the_answer(server: Server, fetcher: Fetcher) -> None:
    url = server.at("/x", reset(), reset(), GOOD)

    with pytest.raises(ConnectionLost):
        fetcher.get(url)
    assert len(server.asked("/x")) == 2


def test_more_tries_can_be_had(server: Server, make_fetcher: MakeFetcher) -> None:
    url = server.at("/x", reset(), reset(), GOOD)

    assert make_fetcher(server, replace(QUICK, tries=3)).get(url).status == 200


def test_one_try_means_one(server: Server, make_fetcher: MakeFetcher) -> None:
    url = server.at("/x", page(b"", 503), GOOD)

    with pytest.raises(ServerFault):
        make_fetcher(server, replace(QUICK, tries=1)).get(url)


@pytest.mark.parametrize("status", [400, 403, 404, 408, 410, 429, 500, 501])
def test_what_another_try_would_not_change_is_asked_once(
    server: Server, fetcher: Fetcher, status: int
) -> None:
    url = server.at("/x", page(b"", status), GOOD)

    with pytest.raises(FetchFault):
        fetcher.get(url)
    assert len(server.asked("/x")) == 1


def test_the_second_try_waits_a_random_while(
    server: Server, make_fetcher: MakeFetcher, still_time: StillTime
) -> None:
    for seed in range(5):
        url = server.at("/x", page(b"", 503), GOOD)
        make_fetcher(server, rng=random.Random(seed)).get(url)

    assert len(set(still_time.naps)) == 5
    assert all(0.5 <= nap <= 1.5 for nap in still_time.naps)


def test_a_short_wait_that_the_server_asks_for_is_kept(
    server: Server, fetcher: Fetcher, still_time: StillTime
) -> None:
    fetcher.get(server.at("/x", page(b"", 503, headers={"Retry-After": "7"}), GOOD))

    assert 7.5 <= still_time.naps[0] <= 8.5


def test_a_long_wait_is_left_to_the_next_run(server: Server, fetcher: Fetcher) -> None:
    url = server.at("/x", page(b"", 503, headers={"Retry-After": "3600"}), GOOD)

    with pytest.raises(ServerFault) as caught:
        fetcher.get(url)

    assert caught.value.retry_after == 3600
    assert len(server.asked("/x")) == 1


def test_a_rate_limit_is_never_tried_again_at_once(server: Server, fetcher: Fetcher) -> None:
    url = server.at("/x", page(b"", 429, headers={"Retry-After": "1"}), GOOD)

    with pytest.raises(RateLimited):
        fetcher.get(url)
    assert len(server.asked("/x")) == 1


def test_tries_are_for_the_whole_way_not_for_each_redirect(
    server: Server, fetcher: Fetcher
) -> None:
    moved = page(b"", 301, headers={"Location": "/b"})
    server.at("/b", reset(), GOOD)

    with pytest.raises(ConnectionLost):
        fetcher.get(server.at("/a", reset(), moved))


def test_the_next_get_has_tries_of_its_own(server: Server, fetcher: Fetcher) -> None:
    url = server.at("/x", reset(), GOOD, reset(), GOOD)

    assert [fetcher.get(url).status, fetcher.get(url).status] == [200, 200]


def test_a_404_after_a_fault_is_the_answer(server: Server, fetcher: Fetcher) -> None:
    with pytest.raises(NotFound):
        fetcher.get(server.at("/x", reset(), page(b"", 404)))
