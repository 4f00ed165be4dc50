"""A server proves that it is who it says, or is not talked to.

The certificates are made by ``tls/make.sh``; their keys guard nothing.
"""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.fetch import Allow
from pipeline.wire.errors import ConnectFailed, ConnectionLost, RedirectRefused, TimedOut, TlsFailed
from tests.fetch.conftest import QUICK, leads_to
from tests.server import HANG, RESET, Server, page, redirect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.fetch import Fetcher
    from tests.fetch.conftest import MakeFetcher

HERE = Path(__file__).parent / "tls"
GOOD = page(b"<rss/>")


@contextmanager
def secured(name: str = "server") -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(HERE / f"{name}.pem")
    with Server(tls=context) as server:
        yield server


def trusting(
    make_fetcher: MakeFetcher, server: Server, host: str = "press.test", *, trusts: bool = True
) -> tuple[Fetcher, str]:
    """Return a fetcher to which ``host`` is the server, and the server's address by that name."""
    named = f"{host}:{server.port}"
    allow = Allow(frozenset({named}), frozenset({host}))
    authority = ssl.create_default_context(cafile=HERE / "authority.pem") if trusts else None
    options = {"resolver": leads_to("127.0.0.1"), "ssl_context": authority}
    return make_fetcher(allow, replace(QUICK, tries=1), **options), f"https://{named}"


def test_a_server_with_a_good_certificate_is_talked_to(make_fetcher: MakeFetcher) -> None:
    with secured() as server:
        fetcher, base = trusting(make_fetcher, server)
        server.at("/x", GOOD)

        assert fetcher.get(f"{base}/x").status == 200
        assert fetcher.get(f"{base}/x").requests == 1


def test_the_name_is_asked_for_and_not_the_address_it_leads_to(make_fetcher: MakeFetcher) -> None:
    asked: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(HERE / "server.pem")
    context.sni_callback = lambda _connection, name, _context: asked.append(name)
    with Server(tls=context) as server:
        fetcher, base = trusting(make_fetcher, server)
        server.at("/x", GOOD)
        fetcher.get(f"{base}/x")

    assert asked == ["press.test"]


def test_a_certificate_for_an_address_holds_for_the_address(make_fetcher: MakeFetcher) -> None:
    with secured() as server:
        fetcher, base = trusting(make_fetcher, server, "127.0.0.1")
        server.at("/x", GOOD)

        assert fetcher.get(f"{base}/x").status == 200


@pytest.mark.parametrize(
    ("certificate", "host", "trusts", "told"),
    [
        ("server", "press.test", False, "certificate"),
        ("server", "other.test", True, "Hostname mismatch"),
        ("expired", "press.test", True, "expired"),
    ],
    ids=["unknown authority", "another name", "out of date"],
)
def test_a_server_that_cannot_prove_who_it_is_is_refused(
    make_fetcher: MakeFetcher, certificate: str, host: str, trusts: bool, told: str
) -> None:
    with secured(certificate) as server:
        fetcher, base = trusting(make_fetcher, server, host, trusts=trusts)
        server.at("/x", GOOD)

        with pytest.raises(TlsFailed, match=told) as caught:
            fetcher.get(f"{base}/x")

        assert caught.value.hint
        assert server.requests == []


def test_a_server_without_tls_is_not_talked_to_in_the_clear(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    fetcher, base = trusting(make_fetcher, server)

    with pytest.raises(TlsFailed):
        fetcher.get(f"{base}/x")
    assert server.requests == []


def test_a_server_silent_in_the_handshake_ends_at_the_connect_deadline(
    make_fetcher: MakeFetcher,
) -> None:
    with secured() as server:
        server.break_first(HANG)
        named = f"press.test:{server.port}"
        fetcher = make_fetcher(
            Allow(frozenset({named}), frozenset({"press.test"})),
            replace(QUICK, tries=1, connect=0.1),
            resolver=leads_to("127.0.0.1"),
        )

        with pytest.raises(TimedOut) as caught:
            fetcher.get(f"https://{named}/x")

    assert caught.value.deadline == "connect"


def test_a_server_that_breaks_off_in_the_handshake_is_a_lost_connection(
    make_fetcher: MakeFetcher,
) -> None:
    with secured() as server:
        fetcher, base = trusting(make_fetcher, server)
        server.break_first(RESET)

        # Which of the two depends on how soon the reset comes.
        with pytest.raises((ConnectionLost, ConnectFailed)):
            fetcher.get(f"{base}/x")


def test_a_redirect_from_a_secured_address_to_one_that_is_not_is_refused(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    with secured() as safe:
        _, base = trusting(make_fetcher, safe)
        allow = Allow(frozenset({f"press.test:{safe.port}"}), frozenset({"press.test"}))
        fetcher = make_fetcher(
            allow | Allow.of(server.base),
            resolver=leads_to("127.0.0.1"),
            ssl_context=ssl.create_default_context(cafile=HERE / "authority.pem"),
        )
        safe.at("/x", redirect(server.at("/b", GOOD)))

        with pytest.raises(RedirectRefused, match="not secured"):
            fetcher.get(f"{base}/x")
    assert server.requests == []


def test_a_redirect_from_an_unsecured_address_to_a_secured_one_is_followed(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    with secured() as safe:
        _, base = trusting(make_fetcher, safe)
        allow = Allow(frozenset({f"press.test:{safe.port}"}), frozenset({"press.test"}))
        fetcher = make_fetcher(
            allow | Allow.of(server.base),
            resolver=leads_to("127.0.0.1"),
            ssl_context=ssl.create_default_context(cafile=HERE / "authority.pem"),
        )
        safe.at("/b", GOOD)

        assert fetcher.get(server.at("/a", redirect(f"{base}/b", 301))).moved_to == f"{base}/b"


@pytest.mark.parametrize("verify", [ssl.CERT_NONE, ssl.CERT_OPTIONAL])
def test_verification_cannot_be_turned_off(
    server: Server, make_fetcher: MakeFetcher, verify: ssl.VerifyMode
) -> None:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = verify

    with pytest.raises(ValueError, match="always verified"):
        make_fetcher(server, ssl_context=context)
