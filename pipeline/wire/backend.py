"""The network itself: a connection goes to exactly the address that was checked, and ends in time.

Resolving, checking and connecting happen in one place, so that a name cannot lead somewhere else
between the check and the connection. Every read and write is bounded by the request's own end.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpcore2

from pipeline.wire.errors import (
    BadHeaders,
    ConnectFailed,
    ConnectionLost,
    NoAnswer,
    TimedOut,
    TlsFailed,
)
from pipeline.wire.resolve import addresses_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.wire.errors import DeadlineName
    from pipeline.wire.guard import Allow
    from pipeline.wire.resolve import Resolver

MAX_HEAD = 256 * 1024
"""What may come before the body: one head is held to 100 kB by h11, but not how many 1xx come."""

MAX_ADDRESSES = 4
PIECE = 16 * 1024
"""How much is read at a time: so much of a bomb goes off before its size can be judged."""


@dataclass(slots=True)
class Terms:
    """What one request is held to; ``ends`` is on the monotonic clock, the others in seconds."""

    allow: Allow
    connect: float
    read: float
    ends: float
    head_left: int | None = MAX_HEAD

    def begin_body(self) -> None:
        """Leave the head, which is whole: from here on the body's own limits hold."""
        self.head_left = None


class GuardedBackend(httpcore2.NetworkBackend):
    """Connects for one origin at a time, under the terms of the request in hand.

    ``received`` counts every byte that has come in, headers included.
    """

    def __init__(self, resolver: Resolver, monotonic: Callable[[], float]) -> None:
        self._resolver = resolver
        self._monotonic = monotonic
        self._terms: Terms | None = None
        self._peer: tuple[str, str] | None = None
        self.received = 0

    @property
    def terms(self) -> Terms:
        """What the request in hand is held to."""
        assert self._terms is not None
        return self._terms

    def begin(self, terms: Terms) -> None:
        """Hold what follows to ``terms``, a connection kept from an earlier request included."""
        self._terms = terms
        if self._peer is not None:
            terms.allow.check_address(*self._peer)

    def seconds(self, limit: float) -> float:
        """Return ``limit`` or what is left of the whole time, whichever is less."""
        left = self.terms.ends - self._monotonic()
        if left <= 0:
            raise self.late("total")
        return min(limit, left)

    def late(self, deadline: DeadlineName) -> TimedOut:
        """Return the error for a deadline that passed."""
        if self._monotonic() >= self.terms.ends:
            deadline = "total"
        told = {
            "connect": f"no connection within {self.terms.connect:.3g} s",
            "read": f"nothing more came for {self.terms.read:.3g} s",
            "total": "the answer was not whole when its time was up",
        }
        return TimedOut(told[deadline], deadline=deadline)

    def took(self, size: int) -> None:
        """Count what came in; raises ``BadHeaders`` where a head has no end."""
        self.received += size
        if self.terms.head_left is not None:
            self.terms.head_left -= size
            if self.terms.head_left < 0:
                raise BadHeaders(f"the headers are larger than {MAX_HEAD:,} bytes")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Resolve, check every address found, and connect to the first that answers."""
        ends = self._monotonic() + self.seconds(self.terms.connect)
        addresses = addresses_of(host, port, self._resolver, ends - self._monotonic())
        for address in addresses:
            self.terms.allow.check_address(host, address)
        address, stream = self._first_to_answer(
            addresses[:MAX_ADDRESSES], port, ends, socket_options
        )
        self._peer = (host, address)
        return GuardedStream(stream, self, host)

    def _first_to_answer(
        self,
        addresses: list[str],
        port: int,
        ends: float,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None,
    ) -> tuple[str, httpcore2.NetworkStream]:
        fault: NoAnswer | None = None
        for tried, address in enumerate(addresses):
            left = ends - self._monotonic()
            if left <= 0:
                break
            try:
                # One address that swallows packets must leave time for the next.
                share = left / (len(addresses) - tried)
                stream = httpcore2.SyncBackend().connect_tcp(
                    address, port, timeout=share, socket_options=socket_options
                )
                return address, stream
            except httpcore2.ConnectTimeout:
                fault = self.late("connect")
            except httpcore2.ConnectError as error:
                fault = ConnectFailed(f"no connection to {address} port {port}: {error}")
        raise fault or self.late("connect")


class GuardedStream(httpcore2.NetworkStream):
    """A connection whose every wait is bounded by the terms of the request in hand."""

    def __init__(self, inner: httpcore2.NetworkStream, backend: GuardedBackend, host: str) -> None:
        self._inner = inner
        self._backend = backend
        self._host = host

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has come, at least a byte; empty where the server has closed."""
        seconds = self._backend.seconds(self._backend.terms.read)
        try:
            data = self._inner.read(min(max_bytes, PIECE), seconds)
        except httpcore2.ReadTimeout:
            raise self._backend.late("read") from None
        except httpcore2.ReadError as error:
            raise ConnectionLost(f"the connection broke: {error}") from error
        self._backend.took(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send ``buffer``; a connection that breaks meanwhile may still hold an answer."""
        try:
            self._inner.write(buffer, self._backend.seconds(self._backend.terms.read))
        except httpcore2.WriteTimeout:
            raise self._backend.late("read") from None

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """Return the same connection under TLS, the certificate checked against the name."""
        seconds = self._backend.seconds(self._backend.terms.connect)
        try:
            inner = self._inner.start_tls(ssl_context, server_hostname, seconds)
        except httpcore2.ConnectTimeout:
            raise self._backend.late("connect") from None
        except httpcore2.ConnectError as error:
            raise self._tls_fault(error.__cause__) from error
        return GuardedStream(inner, self._backend, self._host)

    def _tls_fault(self, cause: BaseException | None) -> NoAnswer:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return TlsFailed(f"the certificate of {self._host} is refused: {cause.verify_message}")
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            return TlsFailed(f"no secure connection with {self._host}: {cause.reason or cause}")
        return ConnectionLost(f"{self._host} broke off while securing the connection")

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection itself knows, such as whether it is readable."""
        return self._inner.get_extra_info(info)
