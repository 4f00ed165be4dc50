"""What a test server can be told to answer: right, wrong, slow, broken off.

An answer is a function of the request that gives pieces: bytes to send, a ``Pause``, or a ``Break``
(``RESET``, ``CLOSE``, ``HANG``). A connection whose answer ends without a break is kept open.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from http.client import responses


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it came; ``path`` has the query, header names are lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    connection: int
    at: float


@dataclass(frozen=True, slots=True)
class Pause:
    """Send nothing for so many seconds."""

    seconds: float


class Break(Enum):
    """Ends an answer, and its connection with it."""

    RESET = "reset"
    CLOSE = "close"
    HANG = "hang"


RESET, CLOSE, HANG = Break.RESET, Break.CLOSE, Break.HANG

Piece = bytes | Pause | Break
Answer = Callable[[Seen], Iterable[Piece]]


def head(status: int = 200, headers: Mapping[str, str] | None = None) -> bytes:
    """Return a status line and headers, with the empty line after them."""
    lines = [
        f"HTTP/1.1 {status} {responses.get(status, 'Whatever')}",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def packed(body: bytes, coding: str) -> bytes:
    """Return ``body`` packed by a content coding: gzip, deflate, raw-deflate, br or zstd."""
    match coding:
        case "gzip" | "x-gzip":
            return gzip.compress(body, mtime=0)
        case "deflate":
            return zlib.compress(body)
        case "raw-deflate":
            return zlib.compress(body)[2:-4]
        case "br":
            import brotli  # type: ignore[import-untyped]

            return bytes(brotli.compress(body, quality=5))
        case "zstd":
            import zstandard

            return zstandard.compress(body)
    return body


def page(
    body: bytes | str = b"",
    status: int = 200,
    *,
    content_type: str = "text/html; charset=utf-8",
    headers: Mapping[str, str] | None = None,
    etag: str = "",
    last_modified: str = "",
    coding: str = "",
) -> Answer:
    """Answer as a healthy server does; with a validator, 304 where the request has the same."""
    plain = body.encode() if isinstance(body, str) else body
    validators = {
        name: text for name, text in (("ETag", etag), ("Last-Modified", last_modified)) if text
    }

    def answer(seen: Seen) -> Iterator[Piece]:
        if (etag and seen.headers.get("if-none-match") == etag) or (
            last_modified and seen.headers.get("if-modified-since") == last_modified
        ):
            yield head(304, {**validators, **(headers or {})})
            return
        content = packed(plain, coding)
        yield head(
            status,
            {
                "Content-Type": content_type,
                "Content-Length": str(len(content)),
                **({"Content-Encoding": coding.removeprefix("raw-")} if coding else {}),
                **validators,
                **(headers or {}),
            },
        )
        yield content

    return answer


def redirect(location: str, status: int = 302) -> Answer:
    """Send the client on."""
    return page(b"", status, headers={"Location": location})


def raw(*pieces: Piece) -> Answer:
    """Send exactly these pieces."""
    return lambda _: pieces


def reset() -> Answer:
    """Break the connection off, as a crashed server does, before anything is sent."""
    return raw(RESET)


def hang() -> Answer:
    """Take the request and never answer."""
    return raw(HANG)


def dripping(data: bytes, every: float, size: int = 1) -> Answer:
    """Send ``data`` a few bytes at a time, with a pause of ``every`` seconds between."""

    def answer(_: Seen) -> Iterator[Piece]:
        for start in range(0, len(data), size):
            yield data[start : start + size]
            yield Pause(every)

    return answer


def chunked(*chunks: bytes, headers: Mapping[str, str] | None = None) -> Answer:
    """Send the body in chunks, without saying how long it is."""
    framed = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return raw(head(200, {"Transfer-Encoding": "chunked", **(headers or {})}), framed, b"0\r\n\r\n")
