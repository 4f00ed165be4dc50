"""The headers of every answer: nothing from other hosts, nothing guessed, nothing indexed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from storage.site.links import Links

_OURS: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
# Datasette's own pages have a script file and style attributes, on this host.
_DATASETTE: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_EVERYWHERE: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex, nofollow"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def with_headers(app: Any, links: Links) -> Callable[..., Awaitable[None]]:
    """Wrap an ASGI application so that each answer has them."""

    async def wrapped(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        async def send_with(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_headers(scope["path"], links)]
            await send(message)

        await app(scope, receive, send_with if scope["type"] == "http" else send)

    return wrapped


def _headers(path: str, links: Links) -> tuple[tuple[bytes, bytes], ...]:
    policy = _DATASETTE if _is_datasettes(path.removeprefix(links.base).lstrip("/")) else _OURS
    return ((b"content-security-policy", policy.encode()), *_EVERYWHERE)


def _is_datasettes(path: str) -> bool:
    return path.startswith(("data/", "data.", "-/")) or path == "data"
