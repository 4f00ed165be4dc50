"""Where we let ourselves be sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.fetch import Allow, Fetcher, Validator
from pipeline.wire.errors import HostNotAllowed, RedirectRefused, RobotsDisallowed, TooManyRedirects
from tests.fetch.conftest import QUICK, MakeFetcher, leads_to
from tests.server import Server, head, page, raw, redirect

GOOD = page(b"<rss/>", etag='"a"')


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_the_bytes_bear_their_own_address(
    server: Server, fetcher: Fetcher, status: int
) -> None:
    there = server.at("/b", GOOD)
    here = server.at("/a", redirect("/b", status))

    fetched = fetcher.get(here)

    assert fetched.url == here
    assert fetched.response is not None
    assert fetched.response.url == there


@pytest.mark.parametrize(
    ("first", "second", "moved"),
    [(301, 308, True), (301, 302, False), (307, 301, False), (308, 308, True), (303, 303, False)],
)
def test_moved_to_is_told_only_if_every_step_was_for_good(
    server: Server, fetcher: Fetcher, first: int, second: int, moved: bool
) -> None:
    server.at("/c", GOOD)
    server.at("/b", redirect("/c", second))

    fetched = fetcher.get(server.at("/a", redirect("/b", first)))

    assert fetched.moved_to == (server.url("/c") if moved else "")


def test_an_answer_without_redirects_has_not_moved(server: Server, fetcher: Fetcher) -> None:
    assert fetcher.get(server.at("/a", GOOD)).moved_to == ""


def test_a_304_at_the_end_of_a_redirect_tells_that_it_moved(
    server: Server, fetcher: Fetcher
) -> None:
    there = server.at("/b", GOOD)
    here = server.at("/a", redirect("/b", 301))

    fetched = fetcher.get(here, Validator('"a"'))

    assert fetched.not_modified
    assert fetched.moved_to == there


def test_as_many_redirects_as_allowed_are_followed_and_not_one_more(
    server: Server, fetcher: Fetcher
) -> None:
    for step in range(6):
        server.at(f"/{step}", redirect(f"/{step + 1}"))
    server.at("/6", GOOD)

    assert fetcher.get(server.url("/1")).status == 200
    with pytest.raises(TooManyRedirects):
        fetcher.get(server.url("/0"))


def test_a_circle_is_seen_at_its_first_return(server: Server, fetcher: Fetcher) -> None:
    server.at("/b", redirect("/a"))

    with pytest.raises(TooManyRedirects, match="circle"):
        fetcher.get(server.at("/a", redirect("/b")))
    assert len(server.requests) == 2


def test_a_redirect_to_itself_is_a_circle(server: Server, fetcher: Fetcher) -> None:
    with pytest.raises(TooManyRedirects, match="circle"):
        fetcher.get(server.at("/a", redirect("/a#top")))


def test_redirects_can_be_forbidden(server: Server, make_fetcher: MakeFetcher) -> None:
    server.at("/b", GOOD)

    with pytest.raises(TooManyRedirects):
        make_fetcher(server, replace(QUICK, max_redirects=0)).get(server.at("/a", redirect("/b")))


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("b", "/dir/b"),
        ("../b", "/b"),
        ("?x=1", "/dir/a?x=1"),
        ("/b?q=høring", "/b?q=h%C3%B8ring"),
        ("/b c", "/b%20c"),
        ("/b#part", "/b"),
        ("  /b  ", "/b"),
    ],
)
def test_a_relative_location_is_read_as_browsers_do(
    server: Server, fetcher: Fetcher, location: str, asked: str
) -> None:
    server.at(asked, GOOD)
    sent = location.encode().decode("latin-1")

    assert fetcher.get(server.at("/dir/a", redirect(sent))).status == 200


@pytest.mark.parametrize(
    "location",
    [
        "",
        "ftp://127.0.0.1/b",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/xml,<rss/>",
        "gopher://127.0.0.1/",
        "http://user:secret@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://[::1/",
        "\\\\127.0.0.1\\b",
        "/" + "b" * 9000,
    ],
)
def test_a_location_that_is_no_address_for_us_is_refused(
    server: Server, fetcher: Fetcher, location: str
) -> None:
    with pytest.raises(RedirectRefused) as caught:
        fetcher.get(server.at("/a", redirect(location)))
    assert len(caught.value.message) < 500


def test_a_location_in_latin_1_is_followed(server: Server, fetcher: Fetcher) -> None:
    server.at("/h%C3%B8ring", GOOD)

    assert fetcher.get(server.at("/a", redirect("/høring"))).status == 200


def test_a_redirect_without_a_location_is_refused(server: Server, fetcher: Fetcher) -> None:
    with pytest.raises(RedirectRefused):
        fetcher.get(server.at("/a", raw(head(302, {"Content-Length": "0"}))))


def test_a_redirect_to_another_allowed_host_is_followed(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    with Server() as other:
        there = other.at("/b", GOOD)
        fetcher = make_fetcher(Allow.of(server.base, other.base))

        fetched = fetcher.get(server.at("/a", redirect(there, 301)))

        assert fetched.moved_to == there


def test_a_redirect_to_a_host_nobody_named_is_refused_unasked(
    server: Server, fetcher: Fetcher
) -> None:
    with Server() as other:
        with pytest.raises(HostNotAllowed, match="sends us on"):
            fetcher.get(server.at("/a", redirect(other.at("/b", GOOD))))
        assert other.requests == []


def test_a_source_may_be_held_to_fewer_hosts_than_the_configuration(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    with Server() as other:
        fetcher = make_fetcher(Allow.of(server.base, other.base))
        url = server.at("/a", redirect(other.at("/b", GOOD)))

        with pytest.raises(HostNotAllowed):
            fetcher.get(url, allow=Allow.of(server.base))


def test_a_redirect_is_held_to_the_robots_txt_of_where_it_leads(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    with Server() as other:
        other.robots("User-agent: *\nDisallow: /private")
        fetcher = make_fetcher(Allow.of(server.base, other.base))

        with pytest.raises(RobotsDisallowed):
            fetcher.get(server.at("/a", redirect(other.at("/private/b", GOOD))))
        assert other.requests == []


def test_validators_go_along_on_a_redirect(server: Server, fetcher: Fetcher) -> None:
    server.at("/b", GOOD)

    assert fetcher.get(server.at("/a", redirect("/b")), Validator('"a"')).not_modified


def test_a_redirects_body_is_not_read_to_its_end(server: Server, fetcher: Fetcher) -> None:
    server.at("/b", GOOD)
    huge = page(b"x" * 3_000_000, 302, headers={"Location": "/b"})

    assert fetcher.get(server.at("/a", huge)).wire_bytes < 1_000_000


def test_another_name_for_an_allowed_port_is_another_host(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    fetcher = make_fetcher(Allow.of(server.base), resolver=leads_to("127.0.0.1"))

    with pytest.raises(HostNotAllowed):
        fetcher.get(server.at("/a", redirect(f"http://localhost:{server.port}/b")))
