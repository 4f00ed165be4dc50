"""What each status comes to, and what is kept of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from pipeline.wire.errors import (
    Gone,
    NotFound,
    RateLimited,
    Refused,
    ServerFault,
    UnexpectedStatus,
)
from tests.server import CLOSE, Server, head, page, raw

if TYPE_CHECKING:
    from pipeline.fetch import Fetcher, FetchFault
    from tests.fetch.conftest import MakeFetcher, StillTime


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, Refused),
        (403, Refused),
        (407, Refused),
        (451, Refused),
        (404, NotFound),
        (410, Gone),
        (429, RateLimited),
        (500, ServerFault),
        (501, ServerFault),
        (502, ServerFault),
        (503, ServerFault),
        (504, ServerFault),
        (522, ServerFault),
        (599, ServerFault),
        (400, UnexpectedStatus),
        (405, UnexpectedStatus),
        (406, UnexpectedStatus),
        (408, UnexpectedStatus),
        (418, UnexpectedStatus),
        (204, UnexpectedStatus),
        (206, UnexpectedStatus),
        (300, UnexpectedStatus),
        (305, UnexpectedStatus),
        (600, UnexpectedStatus),
        (999, UnexpectedStatus),
    ],
)
def test_each_status_has_its_own_error(
    server: Server, fetcher: Fetcher, status: int, kind: type[FetchFault]
) -> None:
    url = server.at("/x", raw(head(status, {"Content-Length": "0"})))

    with pytest.raises(kind) as caught:
        fetcher.get(url)

    assert type(caught.value) is kind
    assert str(status) in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.url == url
    assert caught.value.response is not None
    assert caught.value.response.status == status


def test_a_203_is_content(server: Server, fetcher: Fetcher) -> None:
    assert fetcher.get(server.at("/x", page(b"<rss/>", 203))).response is not None


def test_an_error_keeps_its_body_and_headers(server: Server, fetcher: Fetcher) -> None:
    url = server.at("/x", page(b"<h1>Ikke her</h1>", 404, headers={"Server": "nginx"}))

    with pytest.raises(NotFound) as caught:
        fetcher.get(url)

    response = caught.value.response
    assert response is not None
    assert response.body == b"<h1>Ikke her</h1>"
    assert response.headers["server"] == "nginx"


def test_an_errors_body_is_unpacked_and_cut_at_64_kb(server: Server, fetcher: Fetcher) -> None:
    url = server.at("/x", page(b"a" * 200_000, 403, coding="gzip"))

    with pytest.raises(Refused) as caught:
        fetcher.get(url)

    assert caught.value.response is not None
    assert caught.value.response.body == b"a" * 65_536


def test_an_errors_body_that_breaks_off_does_not_hide_the_error(
    server: Server, fetcher: Fetcher
) -> None:
    url = server.at("/x", raw(head(403, {"Content-Length": "100"}), b"half", CLOSE))

    with pytest.raises(Refused) as caught:
        fetcher.get(url)

    assert caught.value.response is not None
    assert caught.value.response.body == b"half"


def test_an_errors_body_packed_as_nobody_knows_does_not_hide_the_error(
    server: Server, fetcher: Fetcher
) -> None:
    url = server.at("/x", page(b"??", 404, headers={"Content-Encoding": "lzma"}))

    with pytest.raises(NotFound):
        fetcher.get(url)


def test_a_robot_check_is_a_refusal_whatever_its_status(server: Server, fetcher: Fetcher) -> None:
    url = server.at("/x", page(b"Just a moment", 503, headers={"cf-mitigated": "challenge"}))

    with pytest.raises(Refused, match="robot check"):
        fetcher.get(url)


def test_the_connection_is_used_again_after_an_error(server: Server, fetcher: Fetcher) -> None:
    url = server.at("/x", page(b"no", 404), page(b"<rss/>"))

    with pytest.raises(NotFound):
        fetcher.get(url)
    fetcher.get(url)

    first, second = server.asked("/x")
    assert first.connection == second.connection


@pytest.mark.parametrize(
    ("given", "seconds"),
    [("120", 120.0), ("Thu, 05 Mar 2026 12:10:00 GMT", 600.0), ("soon", None), ("", None)],
)
def test_retry_after_is_on_the_error_in_seconds(
    server: Server, fetcher: Fetcher, given: str, seconds: float | None
) -> None:
    url = server.at("/x", page(b"", 429, headers={"Retry-After": given}))

    with pytest.raises(RateLimited) as caught:
        fetcher.get(url)

    assert caught.value.retry_after == seconds


def test_an_answer_tells_how_long_it_stays_good_and_when_it_came(
    server: Server, fetcher: Fetcher
) -> None:
    headers = {"Cache-Control": "public, max-age=600", "Age": "100", "Retry-After": "30"}

    fetched = fetcher.get(server.at("/x", page(b"<rss/>", headers=headers)))

    assert fetched.max_age == 500.0
    assert fetched.retry_after == 30.0
    assert fetched.fetched_at == datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def test_what_a_fetch_cost_is_told_with_the_answer(server: Server, fetcher: Fetcher) -> None:
    fetched = fetcher.get(server.at("/x", page(b"x" * 5000)))

    assert fetched.requests == 2
    assert 5000 < fetched.wire_bytes < 6000
    assert 0 < fetched.seconds < 2


def test_what_a_fetch_cost_is_told_with_the_error(
    server: Server, make_fetcher: MakeFetcher, still_time: StillTime
) -> None:
    fetcher = make_fetcher(server)

    with pytest.raises(ServerFault) as caught:
        fetcher.get(server.at("/x", page(b"x" * 5000, 503)))

    assert caught.value.cost.requests == 3
    assert 10_000 < caught.value.cost.wire_bytes < 12_000
    assert caught.value.cost.seconds < sum(still_time.naps)


def test_headers_are_lower_case_and_repeated_ones_joined(server: Server, fetcher: Fetcher) -> None:
    answer = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-A: 1\r\nx-a: 2\r\n\r\n")

    response = fetcher.get(server.at("/x", answer)).response

    assert response is not None
    assert response.headers["x-a"] == "1, 2"


def test_cookies_are_neither_kept_nor_sent(server: Server, fetcher: Fetcher) -> None:
    url = server.at("/x", page(b"<rss/>", headers={"Set-Cookie": "id=1"}))

    response = fetcher.get(url).response
    fetcher.get(url)

    assert response is not None
    assert "set-cookie" not in response.headers
    assert "cookie" not in server.asked("/x")[1].headers
