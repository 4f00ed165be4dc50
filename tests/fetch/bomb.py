"""Bombs, and a process to unpack one in: what C code allocates shows only in a process's size."""

from __future__ import annotations

import resource
import sys
import zlib
from typing import TYPE_CHECKING

from pipeline.wire.decode import read_body
from pipeline.wire.errors import FetchFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def packer(coding: str) -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    """Return how to pack a piece, and how to end."""
    match coding:
        case "gzip":
            gzip = zlib.compressobj(wbits=31)
            return gzip.compress, gzip.flush
        case "br":
            import brotli  # type: ignore[import-untyped]

            writer = brotli.Compressor(quality=1)
            return writer.process, writer.finish
    import zstandard

    zstd = zstandard.ZstdCompressor().compressobj()
    return zstd.compress, zstd.flush


def bomb(coding: str, megabytes: int = 300) -> bytes:
    """Return zeros packed into next to nothing."""
    pack, end = packer(coding)
    zeros = bytes(1_000_000)
    return b"".join(pack(zeros) for _ in range(megabytes)) + end()


def chunks(body: bytes) -> Iterator[bytes]:
    """Give ``body`` as the network would."""
    for start in range(0, len(body), 16_384):
        yield body[start : start + 16_384]


def main(coding: str) -> None:
    """Unpack what comes on stdin; print the error's name and how many bytes memory grew by."""
    body = sys.stdin.buffer.read()
    into = bytearray()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        read_body(chunks(body), coding, 20_000_000, into)
        told = "nothing"
    except FetchFault as fault:
        told = type(fault).__name__
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(f"{told} {(after - before) * 1024}\n")


if __name__ == "__main__":
    main(sys.argv[1])
