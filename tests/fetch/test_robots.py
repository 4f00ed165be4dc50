"""What robots.txt allows, how long it is believed, and what happens when it cannot be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.fetch import Allow, Fetcher
from pipeline.wire.errors import (
    ConnectionLost,
    HostNotAllowed,
    RobotsDisallowed,
    RobotsUnavailable,
)
from pipeline.wire.robots import MemoryRobotsCache, RobotsRecord
from tests.fetch.conftest import QUICK
from tests.server import CLOSE, Server, head, page, raw, redirect, reset

if TYPE_CHECKING:
    from tests.fetch.conftest import MakeFetcher, StillTime
    from tests.server import Answer

GOOD = page(b"<rss/>")
NO = "User-agent: *\nDisallow: /\n"

REGJERINGEN = """
User-agent: *
Allow: /*?owner=
Allow: /*?documentType=
Disallow: /*?topic=
Disallow: /*?expand
Disallow: /api/
Disallow: /no/dokumentarkiv/
"""


def allowed(server: Server, fetcher: Fetcher, path: str) -> bool:
    server.at(path, GOOD)
    try:
        fetcher.get(server.url(path))
    except RobotsDisallowed:
        return False
    return True


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("/no/rss/Rss/2581966/?owner=504", True),
        ("/no/rss/Rss/2581966/?documentType=aktuelt/nyheter&owner=504", True),
        ("/no/rss/Rss/2581966/?topic=1", False),
        ("/no/aktuelt/x/id1/?expand=all", False),
        ("/api/releases", False),
        ("/no/dokumentarkiv/x/", False),
        ("/no/aktuelt/x/id1/", True),
    ],
)
def test_wildcards_are_followed(server: Server, fetcher: Fetcher, path: str, may: bool) -> None:
    server.robots(REGJERINGEN)

    assert allowed(server, fetcher, path) is may


@pytest.mark.parametrize(
    ("rules", "may"),
    [
        ("User-agent: pressearkiv\nDisallow: /", False),
        ("User-agent: PressearKIV\nDisallow: /", False),
        ("User-agent: other\nDisallow: /", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: pressearkiv\nAllow: /", True),
        ("User-agent: *\nAllow: /x$\nDisallow: /", True),
        ("User-agent: *\nDisallow: /\nAllow: /x", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /X", True),
        ("\ufeffUser-agent: *\r\nDisallow: /\r\n", False),
        ("User-agent: *\rDisallow: /\r", False),
        ("<!doctype html><title>Velkommen</title>", True),
        ("", True),
        ("User-agent: *\nDisallow: /x # and nothing else", False),
    ],
)
def test_the_group_that_names_us_counts_and_the_longest_rule_wins(
    server: Server, fetcher: Fetcher, rules: str, may: bool
) -> None:
    server.robots(rules)

    assert allowed(server, fetcher, "/x") is may


def test_a_disallowed_page_is_not_asked_for_and_the_error_says_whose_rule_it_is(
    server: Server, fetcher: Fetcher
) -> None:
    server.robots(NO)

    with pytest.raises(RobotsDisallowed, match=r"/robots\.txt") as caught:
        fetcher.get(server.at("/x", GOOD))

    assert server.requests == []
    assert caught.value.url == server.url("/x")
    assert caught.value.hint


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 451])
def test_no_robots_txt_allows_everything(server: Server, fetcher: Fetcher, status: int) -> None:
    server.at("/robots.txt", page(NO, status))

    assert allowed(server, fetcher, "/x")


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599])
def test_a_robots_txt_that_the_server_fails_to_give_allows_nothing(
    server: Server, fetcher: Fetcher, status: int
) -> None:
    server.at("/robots.txt", page(b"", status))

    with pytest.raises(RobotsUnavailable, match=str(status)):
        fetcher.get(server.at("/x", GOOD))
    assert server.requests == []


@pytest.mark.parametrize(
    "broken",
    [
        page(b"\xff" * 100, coding="", headers={"Content-Encoding": "gzip"}),
        page(NO, 301),
        raw(head(200, {"Content-Encoding": "gzip"}), b"\x1f\x8b\x08", CLOSE),
        redirect("ftp://127.0.0.1/robots.txt"),
    ],
    ids=["not gzip", "a redirect to nowhere", "cut short", "a redirect to ftp"],
)
def test_a_robots_txt_that_cannot_be_read_allows_nothing(
    server: Server, fetcher: Fetcher, broken: Answer
) -> None:
    server.at("/robots.txt", broken)

    with pytest.raises(RobotsUnavailable):
        fetcher.get(server.at("/x", GOOD))


def test_a_host_that_does_not_answer_is_told_as_such_and_not_as_a_robots_matter(
    server: Server, fetcher: Fetcher
) -> None:
    server.at("/robots.txt", reset())

    with pytest.raises(ConnectionLost):
        fetcher.get(server.at("/x", GOOD))


def test_a_failing_robots_txt_is_left_alone_for_five_minutes(
    server: Server, fetcher: Fetcher, still_time: StillTime
) -> None:
    server.at("/robots.txt", page(b"", 500), page(b"", 404))
    url = server.at("/x", GOOD)

    for _ in range(3):
        with pytest.raises(RobotsUnavailable):
            fetcher.get(url)
    assert len(server.asked("/robots.txt")) == 1

    still_time.now += timedelta(minutes=6)
    assert fetcher.get(url).status == 200


def test_robots_txt_is_asked_for_once_a_day(
    server: Server, fetcher: Fetcher, still_time: StillTime
) -> None:
    url = server.at("/x", GOOD)
    for _ in range(3):
        fetcher.get(url)
    assert len(server.asked("/robots.txt")) == 1

    still_time.now += timedelta(hours=24, minutes=1)
    server.robots(NO)
    with pytest.raises(RobotsDisallowed):
        fetcher.get(url)


def test_robots_txt_is_kept_from_run_to_run(server: Server, make_fetcher: MakeFetcher) -> None:
    cache = MemoryRobotsCache()
    url = server.at("/x", GOOD)

    for _ in range(3):
        make_fetcher(server, robots_cache=cache).get(url)

    assert len(server.asked("/robots.txt")) == 1
    kept = cache.get(server.base)
    assert kept is not None
    assert kept.status == 404


def test_a_kept_no_is_still_a_no(
    server: Server, make_fetcher: MakeFetcher, still_time: StillTime
) -> None:
    cache = MemoryRobotsCache()
    cache.put(server.base, RobotsRecord(still_time.now, 200, NO.encode()))

    with pytest.raises(RobotsDisallowed):
        make_fetcher(server, robots_cache=cache).get(server.at("/x", GOOD))


def test_a_robots_txt_from_the_future_is_not_believed(
    server: Server, make_fetcher: MakeFetcher, still_time: StillTime
) -> None:
    cache = MemoryRobotsCache()
    cache.put(server.base, RobotsRecord(still_time.now + timedelta(days=2), 200, NO.encode()))

    assert allowed(server, make_fetcher(server, robots_cache=cache), "/x")


@pytest.mark.parametrize("broken", [page(b"", 503), reset()], ids=["503", "reset"])
def test_an_older_copy_serves_while_robots_txt_cannot_be_read(
    server: Server, make_fetcher: MakeFetcher, still_time: StillTime, broken: Answer
) -> None:
    cache = MemoryRobotsCache()
    rules = b"User-agent: *\nDisallow: /private\n"
    cache.put(server.base, RobotsRecord(still_time.now - timedelta(days=3), 200, rules))
    server.at("/robots.txt", broken)
    fetcher = make_fetcher(server, replace(QUICK, tries=1), robots_cache=cache)

    assert allowed(server, fetcher, "/x")
    assert not allowed(server, fetcher, "/private/x")


def test_a_copy_older_than_a_month_serves_no_more(
    server: Server, make_fetcher: MakeFetcher, still_time: StillTime
) -> None:
    cache = MemoryRobotsCache()
    cache.put(server.base, RobotsRecord(still_time.now - timedelta(days=31), 200, b""))
    server.at("/robots.txt", page(b"", 503))

    with pytest.raises(RobotsUnavailable):
        make_fetcher(server, robots_cache=cache).get(server.at("/x", GOOD))


def test_robots_txt_is_read_to_500_kib_and_the_rest_is_left(
    server: Server, fetcher: Fetcher
) -> None:
    filler = "# " + "x" * 98 + "\n"
    lines = 500 * 1024 // len(filler)
    server.robots("User-agent: *\nDisallow: /early\n" + filler * lines + "Disallow: /late\n")

    assert not allowed(server, fetcher, "/early")
    assert allowed(server, fetcher, "/late")


def test_robots_txt_is_followed_through_five_redirects(server: Server, fetcher: Fetcher) -> None:
    server.at("/robots.txt", redirect("/r1"))
    for step in range(1, 5):
        server.at(f"/r{step}", redirect(f"/r{step + 1}"))
    server.at("/r5", page(NO))

    assert not allowed(server, fetcher, "/x")


def test_a_sixth_redirect_means_that_there_is_no_robots_txt(
    server: Server, fetcher: Fetcher
) -> None:
    server.at("/robots.txt", redirect("/r1"))
    for step in range(1, 7):
        server.at(f"/r{step}", redirect(f"/r{step + 1}"))

    assert allowed(server, fetcher, "/x")


def test_robots_txt_is_not_followed_to_a_host_nobody_named(
    server: Server, fetcher: Fetcher
) -> None:
    server.at("/robots.txt", redirect("http://press.test/robots.txt"))

    with pytest.raises(HostNotAllowed, match=r"robots\.txt sends us on"):
        fetcher.get(server.at("/x", GOOD))


def test_each_origin_has_its_own(server: Server, make_fetcher: MakeFetcher) -> None:
    with Server() as other:
        other.robots(NO)
        fetcher = make_fetcher(Allow.of(server.base, other.base))

        assert allowed(server, fetcher, "/x")
        assert not allowed(other, fetcher, "/x")


@pytest.mark.parametrize(
    ("asked", "kept"), [("7", 7.0), ("0.5", 1.0), ("3600", 30.0), ("soon", 1.0), ("-1", 1.0)]
)
def test_a_crawl_delay_is_kept_up_to_half_a_minute(
    server: Server, make_fetcher: MakeFetcher, still_time: StillTime, asked: str, kept: float
) -> None:
    server.robots(f"User-agent: *\nCrawl-delay: {asked}\n")
    limits = replace(QUICK, per_host_delay=1.0, total=3600.0)

    make_fetcher(server, limits, monotonic=still_time.monotonic).get(server.at("/x", GOOD))

    assert still_time.naps == pytest.approx([kept])


def test_there_is_no_way_to_ask_without_asking_robots_txt_first(
    server: Server, fetcher: Fetcher
) -> None:
    fetcher.get(server.at("/x", GOOD))

    first = server.asked("/robots.txt")[0]
    assert first.at < server.asked("/x")[0].at
    assert first.headers["user-agent"].startswith("pressearkiv/")


def test_robots_txt_itself_may_be_fetched(server: Server, fetcher: Fetcher) -> None:
    server.robots(NO)

    assert fetcher.get(server.url("/robots.txt")).status == 200
