"""Where an answer sends us, and whether we go: never to another host unasked, never to less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.wire.errors import HostNotAllowed, RedirectRefused, UrlRefused
from pipeline.wire.guard import target_of

if TYPE_CHECKING:
    from pipeline.wire.exchange import Answer
    from pipeline.wire.guard import Allow, Target

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})


def is_redirect(answer: Answer) -> bool:
    """Say whether the content is to be asked for elsewhere."""
    return answer.status in _REDIRECTS


def is_for_good(answer: Answer) -> bool:
    """Say whether the redirect tells that the address has changed once and for all."""
    return answer.status in _FOR_GOOD


def next_target(answer: Answer, allow: Allow) -> Target:
    """Return where ``answer`` sends us.

    Raises ``RedirectRefused`` for no place, a malformed one or one without TLS after one with it;
    ``HostNotAllowed`` for a host that ``allow`` does not name.
    """
    here = answer.target
    location = _readable(answer.headers.get("location", ""))
    if not location:
        raise RedirectRefused(f"{here.url} sends us on without saying where", url=here.url)
    try:
        target = target_of(location, base=here.url)
    except UrlRefused as fault:
        raise RedirectRefused(
            f"{here.url} sends us to {location[:200]!r}: {fault}", url=here.url
        ) from fault
    if here.scheme == "https" and target.scheme == "http":
        raise RedirectRefused(
            f"{here.url} sends us to {target.url}, which is not secured", url=here.url
        )
    try:
        allow.check(target)
    except HostNotAllowed as fault:
        raise HostNotAllowed(f"{here.url} sends us on: {fault}", url=target.url) from fault
    return target


def _readable(location: str) -> str:
    """Undo Latin-1 where a server wrote an address in raw UTF-8, as browsers do."""
    try:
        return location.encode("latin-1").decode("utf-8").strip()
    except UnicodeError:
        return location.strip()
