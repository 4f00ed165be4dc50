"""A press room of the tests' own, whose releases have documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest

from pipeline.config import load
from pipeline.run import Report, choose, run
from storage.archive import Archive
from tests.server import Server, page

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.settings import Settings

FIRST = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


@dataclass
class Room:
    """A feed of releases with documents, and an archive of it; ``now`` moves with every run."""

    server: Server
    folder: Path
    now: datetime = FIRST
    lead: str = "Se vedlegget."
    releases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    caps: dict[str, int | str] = field(default_factory=lambda: {"fetch": "true"})

    def settings(self) -> Settings:
        """Return the configuration as it is just now."""
        caps = "\n".join(f"{name} = {value}" for name, value in self.caps.items())
        file = self.folder / "config.toml"
        file.write_text(
            f'[archive]\npath = "archive.db"\n[fetch]\nper_host_delay = 0\n[documents]\n{caps}\n'
            f'[[sources]]\nid = "rom"\nkind = "feed"\nurl = "{self.server.url("/feed")}"\n',
            encoding="utf-8",
        )
        return load(file, {})

    def release(self, title: str, *paths: str) -> None:
        """Let the feed tell of a release with documents at these paths or addresses."""
        self.releases[title] = paths
        self.server.at("/feed", page(self._feed(), content_type="application/rss+xml"))

    def _feed(self) -> bytes:
        items = "".join(
            f"<item><title>{title}</title><link>{self.server.url(f'/{number}')}</link>"
            f'<guid isPermaLink="false">{number}</guid><description>{self.lead}</description>'
            f"<pubDate>{format_datetime(FIRST - timedelta(days=9 - number))}</pubDate>"
            + "".join(f'<enclosure url="{self._absolute(path)}" type="x/y"/>' for path in paths)
            + "</item>"
            for number, (title, paths) in enumerate(self.releases.items())
        )
        told = f"<rss version='2.0'><channel><title>Rom</title>{items}</channel></rss>"
        return told.encode()

    def _absolute(self, path: str) -> str:
        return path if "//" in path else self.server.url(path)

    def run(self, after: timedelta = timedelta()) -> Report:
        """Let so much time pass, and run."""
        self.now += after
        settings = self.settings()
        with Archive.open(settings.archive) as archive:
            sources = choose(settings, archive, self.now, ids=(), every=True)
            return run(sources, settings, archive, lambda: self.now)

    def archive(self) -> Archive:
        """Open the archive for reading."""
        return Archive.open(self.folder / "archive.db", read_only=True)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Ask the archive."""
        with self.archive() as archive:
            return archive.connection.execute(sql).fetchall()

    def states(self) -> dict[str, tuple[str, str]]:
        """Return each document's state and reason, by its address's last part."""
        found = self.rows("SELECT url, text_status, text_reason FROM documents")
        return {str(url).rpartition("/")[2]: (str(s), str(why)) for url, s, why in found}


@pytest.fixture
def room(server: Server, tmp_path: Path) -> Room:
    return Room(server, tmp_path)
