"""One request sent and its answer read, whole and within bounds, over a connection kept open."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpcore2

from pipeline.wire.backend import GuardedBackend
from pipeline.wire.decode import read_body
from pipeline.wire.errors import BadHeaders, ConnectionLost, FetchFault, TooLarge, UrlRefused
from sources.item import Response

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Mapping

    from pipeline.wire.backend import Terms
    from pipeline.wire.guard import Target
    from pipeline.wire.resolve import Resolver

MAX_ASIDE = 64 * 1024
"""How much is kept of a body that is not what was asked for: an error's or a redirect's."""

KEEP_ALIVE = 15.0

_CONTENT = frozenset({200, 203})
_DIGITS = re.compile(r"\d{1,18}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: header names in lower case, the body unpacked."""

    target: Target
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def has_content(self) -> bool:
        """Whether the body is what was asked for."""
        return self.status in _CONTENT


def _headers_of(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Join repeated headers as RFC 9110 section 5.3 has it; cookies are not kept.

    Latin-1 turns any bytes into text and back without loss, which validators need.
    """
    headers: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name != "set-cookie":
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


@contextmanager
def _named_faults(terms: Terms) -> Iterator[None]:
    try:
        yield
    except httpcore2.RemoteProtocolError as error:
        # The library quotes what it could not read, which may be a hundred kilobytes.
        told = str(error)[:200]
        if "disconnected" in told or "peer closed" in told or terms.head_left is None:
            raise ConnectionLost(f"the answer broke off: {told}") from error
        raise BadHeaders(f"the answer is not HTTP as we know it: {told}") from error
    except httpcore2.LocalProtocolError as error:
        raise UrlRefused(f"this cannot be asked for: {error}") from error


class Line:
    """The connection to one origin, for one thread at a time."""

    def __init__(
        self,
        resolver: Resolver,
        monotonic: Callable[[], float],
        ssl_context: ssl.SSLContext | None,
    ) -> None:
        self._backend = GuardedBackend(resolver, monotonic)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=ssl_context,
            max_connections=1,
            keepalive_expiry=KEEP_ALIVE,
            network_backend=self._backend,
        )

    @property
    def received(self) -> int:
        """How many bytes have come in over this line, headers included."""
        return self._backend.received

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()

    def ask(
        self,
        target: Target,
        headers: Mapping[str, str],
        terms: Terms,
        max_bytes: int,
        *,
        cut: bool = False,
        content: bytes | None = None,
    ) -> Answer:
        """Send a GET, or a POST of ``content``, and return the answer.

        ``headers`` are sent in Latin-1. A body larger than ``max_bytes`` raises ``TooLarge``; with
        ``cut`` it is cut there. Of a body that is not the content asked for, what can be had of
        its first 64 kB is kept. Raises any ``NotAsked``, ``NoAnswer`` or ``BadAnswer``.
        """
        self._backend.begin(terms)
        with (
            _named_faults(terms),
            self._pool.stream(
                "GET" if content is None else "POST",
                _core_url(target),
                headers=_raw(target, headers),
                content=content,
            ) as response,
        ):
            terms.begin_body()
            status, found, body = response.status, _headers_of(response.headers), bytearray()
            try:
                _read(response, found, max_bytes, body, cut=cut)
            except FetchFault as fault:
                fault.response = Response(target.url, bytes(body[:MAX_ASIDE]), status, found)
                raise
            return Answer(target, status, found, bytes(body))


def _read(
    response: httpcore2.Response,
    headers: Mapping[str, str],
    max_bytes: int,
    into: bytearray,
    *,
    cut: bool,
) -> None:
    """Read the content whole, or of anything else as much as can be had."""
    content = response.status in _CONTENT
    limit = max_bytes if content else MAX_ASIDE
    try:
        if content and not cut:
            _refuse_announced(headers, limit)
        read_body(response.iter_stream(), headers.get("content-encoding", ""), limit, into)
    except TooLarge:
        if content and not cut:
            raise
    except (FetchFault, httpcore2.RemoteProtocolError):
        if content:
            raise


def _refuse_announced(headers: Mapping[str, str], max_bytes: int) -> None:
    length = headers.get("content-length", "")
    if _DIGITS.fullmatch(length) and int(length) > max_bytes:
        raise TooLarge(f"{int(length):,} bytes are announced, and {max_bytes:,} are allowed")


def _core_url(target: Target) -> httpcore2.URL:
    return httpcore2.URL(
        scheme=target.scheme, host=target.host, port=target.port, target=target.path
    )


def _raw(target: Target, headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    pairs = [("Host", target.netloc), *headers.items()]
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in pairs]
