"""The process in which one document is read: bytes on stdin, what they say as JSON on stdout.

It takes its bounds before it loads anything that reads: memory, processor time, the size of what
it writes. It hears no request to end, because it ends by itself soon enough, and a document is not
to be called broken because the service was stopped.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from dataclasses import asdict

from pipeline.documents.pages import Limits
from storage.release import DocumentText


def main() -> None:
    """Read stdin within the bounds that the arguments give: pages, characters, seconds, bytes."""
    pages, characters, seconds, memory = (int(argument) for argument in sys.argv[1:])
    _bind(seconds, memory, characters)
    try:
        found = _read(Limits(pages, characters, seconds * 0.8))
    except MemoryError:
        found = DocumentText("too_large", reason=f"it takes over {memory:,} bytes to read")
    json.dump(asdict(found), sys.stdout)


def _bind(seconds: int, memory: int, characters: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    # A character is at most twelve bytes of JSON, as a pair of surrogates.
    written = 12 * characters + 1_000_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(limits: Limits) -> DocumentText:
    from pipeline.documents.readers import read

    return read(sys.stdin.buffer.read(), limits)


if __name__ == "__main__":
    main()
