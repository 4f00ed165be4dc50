"""The site over a real archive, served on loopback for the length of a block."""

from __future__ import annotations

import gc
import json
import socket
import time
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple

import html5lib
import uvicorn

from pipeline.demo.world import NOW
from storage.release import Change, Provenance, Release
from storage.site.app import SavedSearch, SiteSettings, SiteSource, build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.archive import Archive

NOON = NOW[2].replace(hour=13, minute=15)
"""The site's clock in the tests: a quarter past two in Oslo, two hours after the second run."""

PAGES = (
    "/",
    "/sok",
    "/sok?q=kommunane",
    "/sok?q=kommunane&avsender=ks&fra=2026-11-01&til=2026-11-30",
    "/sok?q=xyzzyx",
    "/sak/ntb-18948612",
    "/sak/ntb-18948612/endringer",
    "/sak/ntb-18948177",
    "/sak/regjeringen-3179655",
    "/sak/regjeringen-3179105/endringer",
    "/agenda",
    "/agenda?vis=tidligere",
    "/endringer",
    "/kilder",
    "/om",
    "/hjelp",
    "/finnes-ikke",
)


class Got(NamedTuple):
    """An answer, with its HTML parsed as strictly as the standard allows."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def tree(self) -> Any:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        return parser.parse(self.text)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.tree.itertext()).replace("\u00a0", " ").split())

    def links(self) -> dict[str, str]:
        return {" ".join("".join(a.itertext()).split()): a.get("href") for a in self.tree.iter("a")}


class Visitor:
    """Asks the site as a browser without a history."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.origin = f"http://127.0.0.1:{port}"

    def get(self, path: str, language: str = "nb-NO,nb;q=0.9", **headers: str) -> Got:
        return self.ask("GET", path, language, **headers)

    def ask(self, method: str, path: str, language: str = "nb", **headers: str) -> Got:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, headers={"Accept-Language": language, **headers})
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Got(answer.status, found, answer.read().decode())
        finally:
            connection.close()


def settings_for(archive: Path, **changes: Any) -> SiteSettings:
    return replace(
        SiteSettings(
            archive=archive,
            clock=lambda: NOON,
            sources=(
                SiteSource("ks", "KS"),
                SiteSource("kdd", "Kommunal- og distriktsdepartementet"),
                SiteSource("fylke", "Statsforvalteren i Eksempelfylket"),
            ),
            searches=(SavedSearch("Kommuneøkonomi", "kommuneøkonomi"),),
        ),
        **changes,
    )


@contextmanager
def served(settings: SiteSettings) -> Iterator[Visitor]:
    """Serve a site until the block ends."""
    datasette = build(settings)
    config = uvicorn.Config(datasette.app(), log_level="error", lifespan="on", ws="none")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            _wait_until_up(server)
            yield Visitor(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(10)
            datasette.executor.shutdown()
            for database in datasette.databases.values():
                database.close()
            gc.collect()


def _wait_until_up(server: uvicorn.Server) -> None:
    for _ in range(2000):
        if server.started:
            return
        time.sleep(0.005)
    raise TimeoutError("the site did not come up")


def keep(archive: Archive, release: Release, seen_at: str = "2026-11-20T10:00:00Z") -> None:
    """Put one release of the source “ks” into an archive."""
    with archive.transaction():
        archive.journal.meet_source("ks", "KS", "ntb", "https://ks.example.no/", seen_at)
        archive.record(Change("new", release), Provenance("ks", seen_at))
