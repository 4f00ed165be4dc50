"""Runs one day in a process that kills itself: ``python -m tests.run.killed CONFIG DAY N``.

It dies by SIGKILL at the N-th SQL statement, in the middle of whatever it is doing; with N = 0 it
lives, and prints how many statements there were.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from pipeline.config import load
from pipeline.demo.world import NOW
from pipeline.run import choose, run
from storage.archive import Archive


def main(config: str, day: int, fatal: int) -> None:
    """Run the day, counting statements."""
    settings = load(Path(config), {})
    count = 0

    def counted(_sql: str) -> None:
        nonlocal count
        count += 1
        if count == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    with Archive.open(settings.archive) as archive:
        archive.connection.set_trace_callback(counted)
        sources = choose(settings, archive, NOW[day], ids=(), every=True)
        run(sources, settings, archive, lambda: NOW[day])
    sys.stdout.write(f"{count}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
