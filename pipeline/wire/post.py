"""A word to an address of the operator's own: a webhook, a ping. Guarded as fetching is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pipeline.wire.guard import Allow, target_of
from pipeline.wire.resolve import system_resolver

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pipeline.wire.resolve import Resolver

MAX_ANSWER = 64 * 1024


def post(
    url: str,
    content: bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    seconds: float = 20.0,
    private_hosts: Collection[str] = (),
    resolver: Resolver = system_resolver,
) -> int:
    """Send a POST and return the status that comes back; redirects are not followed.

    The address may lead into a private network only as in fetching: if it names it literally, or
    its host is one of ``private_hosts``.
    Raises a leaf of ``FetchFault``.
    """
    from pipeline.wire.backend import Terms
    from pipeline.wire.exchange import Line

    target, allow = target_of(url), Allow.of(url, private_hosts=private_hosts)
    context = None
    if target.scheme == "https":
        from httpx2 import create_ssl_context

        context = create_ssl_context()
    line = Line(resolver, time.monotonic, context)
    terms = Terms(allow, min(10.0, seconds), seconds, time.monotonic() + seconds)
    try:
        answer = line.ask(target, dict(headers or {}), terms, MAX_ANSWER, cut=True, content=content)
        return answer.status
    finally:
        line.close()
