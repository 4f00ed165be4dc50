"""From a host's name to its addresses, in bounded time."""

from __future__ import annotations

import socket
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread

from pipeline.wire.errors import DnsFailed, TimedOut
from pipeline.wire.guard import literal_address

Resolver = Callable[[str, int], list[str]]
"""Host and port to addresses, best first; raises ``OSError`` where there are none."""


def system_resolver(host: str, port: int) -> list[str]:
    """Return the addresses of ``host`` in the order that the system prefers."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def addresses_of(host: str, port: int, resolver: Resolver, seconds: float) -> list[str]:
    """Return the addresses of ``host``; one written as an address is not looked up.

    Raises ``DnsFailed``, and ``TimedOut`` after ``seconds``.
    """
    if literal_address(host):
        return [host]
    answer: SimpleQueue[list[str] | Exception] = SimpleQueue()

    def look_up() -> None:
        try:
            answer.put(resolver(host, port))
        except Exception as error:
            # Raised again in the thread that asked.
            answer.put(error)

    # getaddrinfo cannot be given a timeout: one that hangs is left to end by itself.
    Thread(target=look_up, daemon=True, name=f"resolve {host}").start()
    try:
        found = answer.get(timeout=seconds)
    except Empty:
        raise TimedOut(
            f"the name {host} was not resolved within {seconds:.3g} s", deadline="connect"
        ) from None
    if isinstance(found, (OSError, UnicodeError)):
        reason = getattr(found, "strerror", None) or str(found)
        raise DnsFailed(f"the name {host} cannot be resolved: {reason}") from found
    if isinstance(found, Exception):
        raise found
    if not found:
        raise DnsFailed(f"the name {host} has no address")
    return found
