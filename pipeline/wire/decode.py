"""Unpacks a body piece by piece, so that a bomb is seen long before it has gone off.

No step holds more than a few hundred kilobytes of what it unpacks (a few megabytes for zstd, whose
library cannot be asked for less than what it is fed unpacks to), whatever the packed bytes say.
"""

from __future__ import annotations

import re
import zlib
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from pipeline.wire.errors import BadEncoding, TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ACCEPT_ENCODING = "gzip, br, zstd"

PIECE = 64 * 1024
MAX_CODINGS = 2
BOMB_RATIO = 200
"""Markup packs to a tenth, seldom to a fiftieth; past the floor, beyond this it is a bomb."""
BOMB_FLOOR = 1024 * 1024

_ZSTD_SLICE = 64
_ZSTD_WINDOW = 8 * 1024 * 1024
_SNIFF = 64
_TEXT_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[?!a-zA-Z]|[{\[]\s*[\"{\[\]}\d-])")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")


class _Unpacker(Protocol):
    faults: tuple[type[Exception], ...]

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take packed bytes, give what they unpack to in small pieces."""

    def whole(self) -> bool:
        """Say whether the packing ends where the bytes fed so far end."""


class _Zlib:
    """gzip of one or more members, or deflate."""

    faults: tuple[type[Exception], ...] = (zlib.error,)

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inner = zlib.decompressobj(wbits)

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inner.eof:
                # Padding after the last member is common, and every browser lets it pass.
                if not data.startswith(b"\x1f\x8b"):
                    return
                self._inner = zlib.decompressobj(self._wbits)
            piece = self._inner.decompress(data, PIECE)
            while piece:
                yield piece
                piece = self._inner.decompress(self._inner.unconsumed_tail, PIECE)
            data = self._inner.unused_data

    def whole(self) -> bool:
        return self._inner.eof


class _Brotli:
    def __init__(self) -> None:
        import brotli  # type: ignore[import-untyped]

        self.faults: tuple[type[Exception], ...] = (brotli.error,)
        self._inner = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield self._inner.process(data, output_buffer_limit=PIECE)
        while not self._inner.can_accept_more_data():
            yield self._inner.process(b"", output_buffer_limit=PIECE)

    def whole(self) -> bool:
        return bool(self._inner.is_finished())


class _Zstd:
    """zstd of one or more frames, fed so little at a time that it can only unpack to so much."""

    def __init__(self) -> None:
        import zstandard

        self.faults: tuple[type[Exception], ...] = (zstandard.ZstdError,)
        self._decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._inner = self._decompressor.decompressobj()

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _ZSTD_SLICE):
            rest = data[start : start + _ZSTD_SLICE]
            while rest:
                if self._inner.eof:
                    self._inner = self._decompressor.decompressobj()
                yield self._inner.decompress(rest)
                rest = self._inner.unused_data

    def whole(self) -> bool:
        return bool(self._inner.eof)


def _deflate(head: bytes) -> _Zlib:
    """Read zlib's format, which the name means, or the bare stream that some servers send."""
    has_header = head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
    return _Zlib(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)


_UNPACKERS: dict[str, Callable[[bytes], _Unpacker]] = {
    "gzip": lambda _: _Zlib(zlib.MAX_WBITS | 16),
    "deflate": _deflate,
    "br": lambda _: _Brotli(),
    "zstd": lambda _: _Zstd(),
}


def codings_of(content_encoding: str) -> list[str]:
    """Return the codings a ``Content-Encoding`` header names, in the order they were applied.

    Raises ``BadEncoding`` for one we do not know, or for more than two on top of each other.
    """
    names = [name.strip().lower() for name in content_encoding.split(",")]
    codings = [name.removeprefix("x-") for name in names if name not in {"", "identity"}]
    unknown = [name for name in codings if name not in _UNPACKERS]
    if unknown:
        raise BadEncoding(f"the body is packed as {unknown[0][:40]!r}, which nobody asked for")
    if len(codings) > MAX_CODINGS:
        raise BadEncoding(f"the body is packed {len(codings)} times over")
    return codings


def _plainly_text(head: bytes) -> bool:
    return _TEXT_START.match(head) is not None and _CONTROL.search(head) is None


def _unpacked(coding: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack ``chunks``; plain markup or JSON that only claims to be packed goes through as is."""
    packed = iter(chunks)
    head = b""
    while len(head) < _SNIFF and (chunk := next(packed, b"")):
        head += chunk
    if not head or _plainly_text(head[:_SNIFF]):
        yield from chain((head,), packed)
        return
    unpacker = _UNPACKERS[coding](head)
    try:
        for chunk in chain((head,), packed):
            yield from unpacker.feed(chunk)
    except unpacker.faults as error:
        raise BadEncoding(f"the body is said to be {coding}, and is not: {error}") from error
    if not unpacker.whole():
        raise BadEncoding(f"the body ends in the middle of its {coding} data")


def read_body(
    chunks: Iterable[bytes], content_encoding: str, max_bytes: int, into: bytearray
) -> None:
    """Unpack ``chunks`` as they come over the wire and add them to ``into``.

    What was read stays in ``into`` when this raises: ``TooLarge`` past ``max_bytes``, packed or
    unpacked, or for a bomb; ``BadEncoding`` for what cannot be unpacked.
    """
    wire = 0

    def counted() -> Iterator[bytes]:
        nonlocal wire
        for chunk in chunks:
            wire += len(chunk)
            if wire > max_bytes and codings:
                raise TooLarge(f"more than {max_bytes:,} bytes came, still packed")
            yield chunk

    codings = codings_of(content_encoding)
    stream: Iterator[bytes] = counted()
    for coding in reversed(codings):
        stream = _unpacked(coding, stream)
    for piece in stream:
        into += piece[: max_bytes - len(into) + 1]
        if len(into) > max_bytes:
            del into[max_bytes:]
            raise TooLarge(f"the body is larger than {max_bytes:,} bytes")
        if len(into) > BOMB_FLOOR and len(into) > BOMB_RATIO * wire:
            raise TooLarge(f"{wire:,} bytes unpack to more than {len(into):,}: a bomb")
