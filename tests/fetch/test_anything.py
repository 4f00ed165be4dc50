"""Whatever is asked and whatever comes back, the answer is an answer or a named error."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fetch import Allow, Fetcher, FetchFault
from pipeline.wire.decode import read_body
from pipeline.wire.errors import UrlRefused
from pipeline.wire.guard import refused_network, target_of
from tests.server import CLOSE, Server, head, packed, raw

MARKS = ["http", "https", "://", ":", "//", "/", "\\", "@", "?", "#", "[", "]", "%", ".", " ", "\t"]
HOSTS = ["press.test", "127.0.0.1", "::1", "localhost", "%00", "%2e", "é", "。", "80", "0x7f", "me"]
ADDRESS_PARTS = st.sampled_from(MARKS + HOSTS)
ADDRESSES = st.one_of(st.text(), st.lists(ADDRESS_PARTS, max_size=12).map("".join))


@given(ADDRESSES, st.sampled_from(["", "https://press.test/a/b?c", "http://[::1]:8080/"]))
def test_an_address_is_refused_or_reads_the_same_a_second_time(url: str, base: str) -> None:
    try:
        target = target_of(url, base)
    except UrlRefused:
        return

    assert target_of(target.url) == target
    assert target.url.startswith(f"{target.origin}/")
    assert target.url.isascii()
    assert target.path.startswith("/")


@given(st.ip_addresses())
def test_no_address_python_calls_private_is_taken_for_public(address: object) -> None:
    import ipaddress

    ip = ipaddress.ip_address(str(address))
    known_as_special = ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified
    if known_as_special or ip.is_private:
        assert refused_network(str(ip)) or str(ip) in {"192.0.0.9", "192.0.0.10"}


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br"]))
def test_any_bytes_unpack_or_are_refused(body: bytes, coding: str) -> None:
    into = bytearray()
    try:
        read_body([body], coding, 10_000, into)
    except FetchFault:
        assert len(into) <= 10_000


@pytest.mark.parametrize("seed", range(60))
def test_an_answer_damaged_anywhere_is_an_answer_or_a_named_error(
    server: Server, fetcher: Fetcher, seed: int
) -> None:
    chance = random.Random(seed)
    body = packed(b"<rss>" + b"x" * 200 + b"</rss>", chance.choice(["gzip", "br", "zstd", ""]))
    labels = {"Content-Encoding": chance.choice(["gzip", "br", "zstd", "identity"])}
    answer = bytearray(head(200, {**labels, "Content-Length": str(len(body))}) + body)
    for _ in range(chance.randint(1, 4)):
        answer[chance.randrange(len(answer))] = chance.randrange(256)
    del answer[chance.choice([len(answer), chance.randrange(len(answer))]) :]

    url = server.at("/x", raw(bytes(answer), CLOSE))
    fault = fault_of(fetcher, url)
    assert fault is None or (fault.hint and "\n" not in fault.message)


def fault_of(fetcher: Fetcher, url: str) -> FetchFault | None:
    try:
        fetcher.get(url)
    except FetchFault as fault:
        return fault
    return None


def test_a_configuration_without_hosts_allows_nobody() -> None:
    assert Allow.of().hosts == frozenset()
