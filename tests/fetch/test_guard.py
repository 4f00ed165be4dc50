"""Nobody outside the configuration is asked, whatever an address, a name or a redirect says."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis.strategies import from_regex

from pipeline.fetch import Allow, Fetcher
from pipeline.wire.errors import (
    AddressNotAllowed,
    DnsFailed,
    HostNotAllowed,
    NotAsked,
    RedirectRefused,
    UrlRefused,
)
from pipeline.wire.guard import Target, _plain_target, refused_network, target_of
from tests.fetch.conftest import leads_to
from tests.server import Server, page, redirect

if TYPE_CHECKING:
    from tests.fetch.conftest import MakeFetcher

NAMED = Allow(frozenset({"press.test"}))
GOOD = page(b"<rss/>")

REFUSED = [
    ("127.0.0.1", "loopback"),
    ("127.255.255.254", "loopback"),
    ("0.0.0.0", "unspecified"),
    ("0.1.2.3", "unspecified"),
    ("10.0.0.1", "private"),
    ("10.255.255.255", "private"),
    ("172.16.0.1", "private"),
    ("172.31.255.255", "private"),
    ("192.168.1.1", "private"),
    ("169.254.169.254", "link-local"),
    ("169.254.0.1", "link-local"),
    ("100.64.0.1", "shared (CGNAT)"),
    ("100.127.255.255", "shared (CGNAT)"),
    ("192.0.0.1", "reserved"),
    ("192.0.2.1", "documentation"),
    ("198.51.100.7", "documentation"),
    ("203.0.113.9", "documentation"),
    ("192.88.99.1", "6to4 relay"),
    ("198.18.0.1", "benchmarking"),
    ("198.19.255.255", "benchmarking"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.250", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "reserved"),
    ("::", "unspecified"),
    ("::1", "loopback"),
    ("::127.0.0.1", "IPv4-compatible"),
    ("::8.8.8.8", "IPv4-compatible"),
    ("::ffff:127.0.0.1", "loopback"),
    ("::ffff:169.254.169.254", "link-local"),
    ("::ffff:a00:1", "private"),
    ("64:ff9b::127.0.0.1", "loopback"),
    ("64:ff9b::a9fe:a9fe", "link-local"),
    ("64:ff9b:1::1", "local NAT64"),
    ("2002:7f00:1::", "6to4"),
    ("2002:808:808::1", "6to4"),
    ("2001::1", "Teredo"),
    ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "Teredo"),
    ("2001:2::1", "benchmarking"),
    ("2001:10::1", "reserved"),
    ("2001:db8::1", "documentation"),
    ("3fff::1", "documentation"),
    ("100::1", "discard-only"),
    ("fc00::1", "private"),
    ("fd12:3456::1", "private"),
    ("fe80::1", "link-local"),
    ("fe80::1%eth0", "link-local"),
    ("fec0::1", "site-local"),
    ("ff02::1", "multicast"),
    ("4000::1", "reserved"),
    ("5f00::1", "reserved"),
    ("not an address", "malformed"),
    ("127.1", "malformed"),
    ("0177.0.0.1", "malformed"),
]


@pytest.mark.parametrize(("address", "word"), REFUSED)
def test_a_name_that_leads_into_a_special_network_is_refused(
    make_fetcher: MakeFetcher, address: str, word: str
) -> None:
    fetcher = make_fetcher(NAMED, resolver=leads_to(address))

    with pytest.raises(AddressNotAllowed, match=r"press\.test leads to") as caught:
        fetcher.get("https://press.test/feed")

    assert word in caught.value.message
    assert caught.value.cost.wire_bytes == 0


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "11.0.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "169.253.1.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.20.0.1",
        "223.255.255.255",
        "2a02:2e0::1",
        "2001:4860:4860::8888",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
    ],
)
def test_an_address_on_the_public_internet_is_no_concern(address: str) -> None:
    assert refused_network(address) == ""


@pytest.mark.parametrize(
    "answer",
    [["8.8.8.8", "10.0.0.1"], ["10.0.0.1", "8.8.8.8"], ["8.8.8.8"] * 6 + ["::1"]],
)
def test_one_special_address_among_public_ones_spoils_the_answer(
    make_fetcher: MakeFetcher, answer: list[str]
) -> None:
    with pytest.raises(AddressNotAllowed):
        make_fetcher(NAMED, resolver=leads_to(*answer)).get("https://press.test/")


@pytest.mark.parametrize(
    "url",
    [
        "https://other.test/",
        "https://press.test.other.test/",
        "https://other.test/press.test",
        "https://other.test?press.test",
        "https://other.test#press.test",
        "https://xpress.test/",
        "https://press.test:8443/",
        "https://press.test:80/",
        "http://press.test:443/",
        "https://press.test./",
        "https://press%2etest/",
        "https://press.test@other.test/",
        "https://press.test:secret@other.test/",
        "https://user@press.test/",
        "https://@press.test/",
        "https://press.test\\@other.test/",
        "https://other.test\\.press.test/",
        "https://press.test%00.other.test/",
        "https://press.test\x00/",
        "https://press.test\r\n.other.test/",
        "https://press.test /",
        "https://pręss.test/",
        "https://ｐress.test/",
        "https://press。test@other.test/",
        "ftp://press.test/",
        "file:///etc/passwd",
        "gopher://press.test/",
        "ws://press.test/",
        "//press.test/",
        "press.test/feed",
        "",
        "https://",
        "https:///feed",
        "https:press.test",
        "https://press.test:0/",
        "https://press.test:65536/",
        "https://press.test:-1/",
        "https://press.test:abc/",
        "https://[press.test]/",
        "https://press.test/" + "x" * 9000,
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://017700000001/",
        "http://0/",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1%25eth0]/",
        "http://[64:ff9b::7f00:1]/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://metadata.google.internal/",
    ],
)
def test_an_address_that_is_not_of_a_named_host_is_never_even_looked_up(
    make_fetcher: MakeFetcher, url: str
) -> None:
    looked_up: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["8.8.8.8"]

    with pytest.raises(NotAsked) as caught:
        make_fetcher(NAMED, resolver=resolver).get(url)

    assert type(caught.value) in {UrlRefused, HostNotAllowed}
    assert caught.value.hint
    assert looked_up == []


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "017700000001", "127.1", "0177.0.0.1", "0"]
)
def test_a_number_for_a_host_is_judged_by_where_the_system_says_it_leads(
    make_fetcher: MakeFetcher, host: str
) -> None:
    with pytest.raises((AddressNotAllowed, DnsFailed, UrlRefused)):
        make_fetcher(Allow(frozenset({host}))).get(f"http://{host}/")


def test_a_literal_address_that_is_named_but_not_as_ones_own_is_refused(
    make_fetcher: MakeFetcher,
) -> None:
    with pytest.raises(AddressNotAllowed):
        make_fetcher(Allow(frozenset({"127.0.0.1"}))).get("http://127.0.0.1/")


def test_a_name_is_resolved_once_and_the_connection_goes_to_what_was_checked(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    server.at("/a", page(b"<rss/>", headers={"Connection": "close"}))
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["169.254.169.254"]])
    host = f"press.test:{server.port}"
    allow = Allow(frozenset({host}), frozenset({"press.test"}))
    fetcher = make_fetcher(allow, resolver=lambda _host, _port: next(answers))
    server.at("/robots.txt", page(b"", 404, headers={"Connection": "close"}))

    fetcher.get(f"http://{host}/a")

    assert server.asked("/a")[0].headers["host"] == host
    with pytest.raises(AddressNotAllowed, match=r"169\.254\.169\.254"):
        fetcher.get(f"http://{host}/a")


def test_a_kept_connection_is_judged_anew_for_each_source(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    url = server.at("/a", GOOD)
    fetcher = make_fetcher(server)
    fetcher.get(url)

    with pytest.raises(AddressNotAllowed):
        fetcher.get(url, allow=Allow(frozenset({f"127.0.0.1:{server.port}"})))


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:22/",
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://2130706433/",
        "//10.0.0.1/",
        "//user@10.0.0.1/",
        "http://press.test/",
        "file:///etc/passwd",
        "http:\\\\169.254.169.254\\",
        "/\\169.254.169.254/",
        "https://127.0.0.1/",
    ],
)
def test_a_redirect_into_the_house_is_refused(
    server: Server, make_fetcher: MakeFetcher, location: str
) -> None:
    looked_up: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["8.8.8.8"]

    fetcher = make_fetcher(server, resolver=resolver)

    with pytest.raises((HostNotAllowed, RedirectRefused)):
        fetcher.get(server.at("/a", redirect(location)))
    assert looked_up == []
    assert len(server.requests) == 1


def test_a_redirect_to_a_named_host_that_leads_into_the_house_is_refused(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    allow = Allow.of(server.base) | NAMED
    fetcher = make_fetcher(allow, resolver=leads_to("10.0.0.1"))

    with pytest.raises(AddressNotAllowed):
        fetcher.get(server.at("/a", redirect("http://press.test/b")))


@pytest.mark.parametrize("host", ["localhost", "feeds.localhost"])
@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "0.0.0.0", "::ffff:10.0.0.1"])
def test_localhost_may_only_be_this_machine(
    make_fetcher: MakeFetcher, host: str, address: str
) -> None:
    url = f"http://{host}/"

    with pytest.raises(AddressNotAllowed):
        make_fetcher(Allow.of(url), resolver=leads_to(address)).get(url)


def test_localhost_is_this_machine(server: Server, make_fetcher: MakeFetcher) -> None:
    server.at("/a", GOOD)
    base = f"http://localhost:{server.port}"
    fetcher = make_fetcher(Allow.of(base), resolver=leads_to("127.0.0.1"))

    assert fetcher.get(f"{base}/a").status == 200


@pytest.mark.parametrize("address", ["169.254.169.254", "224.0.0.1", "0.0.0.0", "192.0.2.1"])
def test_a_private_host_by_name_may_be_private_and_nothing_worse(
    make_fetcher: MakeFetcher, address: str
) -> None:
    allow = Allow(frozenset({"press.test"}), frozenset({"press.test"}))

    allow.check_address("press.test", "10.0.0.1")
    with pytest.raises(AddressNotAllowed):
        make_fetcher(allow, resolver=leads_to(address)).get("http://press.test/")


def test_what_is_allowed_follows_from_the_configured_addresses() -> None:
    allow = Allow.of(
        "https://Kommunikasjon.NTB.no/rss", "http://127.0.0.1:8080/", "http://[::1]:80/x"
    )

    assert allow.hosts == {"kommunikasjon.ntb.no", "127.0.0.1:8080", "[::1]"}
    assert allow.private_hosts == {"127.0.0.1", "::1"}


def test_a_public_name_is_never_allowed_to_be_private_by_being_configured() -> None:
    assert Allow.of("https://www.regjeringen.no/", "https://93.184.216.34/").private_hosts == set()


def test_a_name_that_the_config_names_may_lead_home_and_only_where_a_source_stands_there() -> None:
    allow = Allow.of("https://intranet.test/rss", private_hosts=["intranet.test", "other.test"])

    assert allow == Allow(frozenset({"intranet.test"}), frozenset({"intranet.test"}))


def test_a_name_in_norwegian_is_the_same_host_in_either_spelling() -> None:
    allow = Allow.of("https://www.bærum.kommune.no/")

    allow.check(target_of("https://www.xn--brum-voa.kommune.no/nyheter"))


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("HTTPS://Press.TEST", "https://press.test/"),
        ("https://press.test:443?a=b", "https://press.test/?a=b"),
        ("http://press.test:8080/a/../b#c", "http://press.test:8080/b"),
        ("http://[::1]:80/", "http://[::1]/"),
    ],
)
def test_one_place_has_one_address(written: str, whole: str) -> None:
    assert target_of(written).url == whole


def test_an_address_is_sent_as_it_was_written(server: Server, fetcher: Fetcher) -> None:
    path = "/no/rss/Rss/2581966/?documentType=aktuelt/nyheter&owner=504"
    server.at(path, GOOD)

    assert fetcher.get(server.url(path)).status == 200


def test_an_address_with_norwegian_letters_is_sent_in_utf_8(
    server: Server, fetcher: Fetcher
) -> None:
    server.at("/h%C3%B8ringer?type=h%C3%B8ring", GOOD)

    assert fetcher.get(server.url("/høringer?type=høring")).status == 200


def test_an_ipv6_host_is_asked_in_brackets(make_fetcher: MakeFetcher) -> None:
    try:
        six = Server("::1")
    except OSError:
        pytest.skip("this machine has no IPv6")
    with six:
        assert make_fetcher(six).get(six.at("/a", GOOD)).status == 200
        assert six.asked("/a")[0].headers["host"] == f"[::1]:{six.port}"


def test_a_name_without_an_address_is_told_as_such(make_fetcher: MakeFetcher) -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    for resolver in (nobody, leads_to()):
        with pytest.raises(DnsFailed, match=r"press\.test"):
            make_fetcher(NAMED, resolver=resolver).get("http://press.test/")


PLAIN = [
    "https://www.ks.no/",
    "http://127.0.0.1:8080/a/b.xml?c=d&e=f,g",
    "https://www.regjeringen.no/no/rss/Rss/2581966/?documentType=aktuelt/nyheter&owner=504",
    "http://localhost:80/~x",
    "https://1.2.3.4/x:y@z;w",
]


@pytest.mark.parametrize("url", PLAIN)
def test_an_address_with_nothing_to_normalise_is_read_without_the_library(url: str) -> None:
    assert _plain_target(url) == _library_target(url)


@given(
    from_regex(
        r"https?://[a-z0-9.-]{1,12}(:[0-9]{1,6})?(/[A-Za-z0-9/._~?=&+,;:@%-]{0,20})?",
        fullmatch=True,
    )
)
def test_an_address_is_read_the_same_with_and_without_the_library(url: str) -> None:
    plain = _plain_target(url)

    assert plain is None or plain == _library_target(url)


def _library_target(url: str) -> Target:
    # A scheme in capitals is something to normalise.
    return target_of(url.replace("http", "HTTP", 1))
