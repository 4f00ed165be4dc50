"""How long the site's pages take, and the table page that a Datasette without a plugin shows.

``python -m benchmarks.peers.site_pages ARCHIVE`` serves both on loopback and prints JSON: the
median seconds of each page.
"""

from __future__ import annotations

import json
import socket
import sqlite3
import statistics
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import uvicorn

from storage.site.app import build
from storage.site.settings import SiteSettings, SiteSource

if TYPE_CHECKING:
    from collections.abc import Iterator

_REVISED = "SELECT key FROM releases ORDER BY revision DESC, id LIMIT 1"
TIMES = 15


def main() -> None:
    """Serve, ask and print."""
    from datetime import UTC, datetime

    from datasette.app import Datasette

    archive = Path(sys.argv[1])
    settings = SiteSettings(
        archive=archive,
        clock=lambda: datetime(2026, 1, 1, 12, 0, tzinfo=UTC),
        sources=(SiteSource("ks", "KS"),),
    )
    # First: the site's plugin is registered with every Datasette of a process.
    with _served(Datasette([str(archive)])) as origin:
        took = {"Datasette's table page": _median(f"{origin}/{archive.stem}/releases", 5)}
    with _served(build(settings)) as origin:
        for name, path in pages(archive).items():
            took[name] = _median(origin + path, TIMES)
    print(json.dumps(took))


def pages(archive: Path) -> dict[str, str]:
    """Return the paths that are asked for; the release is one that was revised."""
    conn = sqlite3.connect(archive)
    (key,) = conn.execute(_REVISED).fetchone()
    conn.close()
    return {"front": "/", "list": "/sok", "release": f"/sak/{key}"}


def _median(url: str, times: int) -> float:
    """Return the median seconds of a page, once it has been asked for."""
    _ask(url)
    took = []
    for _ in range(times):
        began = time.perf_counter()
        _ask(url)
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def _ask(url: str) -> None:
    with urlopen(url) as answer:
        answer.read()


@contextmanager
def _served(datasette: Any) -> Iterator[str]:
    config = uvicorn.Config(datasette.app(), log_level="error", lifespan="on", ws="none")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.005)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


if __name__ == "__main__":
    main()
