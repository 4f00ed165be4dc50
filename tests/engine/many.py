"""Two hundred small sources on four loopback servers, and runs over them."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final

from pipeline.config import load
from storage.archive import Archive
from storage.upkeep import verify
from tests.run.rooms import HOW_IT_WENT, contents, run_at
from tests.server import Server, page
from tests.world import at, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pipeline.run import Report
    from pipeline.settings import Settings
    from tests.server import Piece, Seen

SOURCES: Final = 200
ITEMS: Final = 3
NOW: Final = datetime(2026, 9, 20, 12, 0, tzinfo=UTC)


def feed(number: int) -> bytes:
    """Return the feed of source ``number``, always the same."""
    items = "".join(
        f"<item><guid isPermaLink='false'>no-{number}-{n}</guid>"
        f"<title>{sentence(f'{number} {n} title', 5)} {number}-{n}</title>"
        f"<link>http://www.example.no/{number}/{n}</link>"
        f"<pubDate>{format_datetime(at(n, number % 24))}</pubDate>"
        f"<description>{sentence(f'{number} {n} body', 60)}</description></item>"
        for n in range(ITEMS)
    )
    return (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Etat {number}"
        f"</title><link>http://www.example.no/</link>{items}</channel></rss>"
    ).encode()


@dataclass(frozen=True, slots=True)
class Many:
    """The running servers."""

    servers: tuple[Server, ...]

    def settings(self, folder: Path, name: str, engine: str) -> Settings:
        """Write a config over all sources with an archive of its own, and load it."""
        sources = "".join(
            f'[[sources]]\nid = "nr-{n}"\nkind = "feed"\nurl = "{self.url(n)}"\n'
            for n in range(SOURCES)
        )
        file = folder / f"{name}.toml"
        file.write_text(
            f'[archive]\npath = "{name}.db"\n[fetch]\nper_host_delay = 0\n'
            f'[run]\nengine = "{engine}"\nworkers = 4\n{sources}',
            encoding="utf-8",
        )
        return load(file, {})

    def url(self, number: int) -> str:
        """Return where a source's feed is."""
        return self.servers[number % len(self.servers)].url(f"/{number}.xml")

    def when_asked(self, number: int, do: Callable[[], None]) -> None:
        """Do something when a source is asked for, before it is answered."""
        told = page(feed(number), headers={"Content-Type": "application/rss+xml"})

        def answer(seen: Seen) -> Iterable[Piece]:
            do()
            yield from told(seen)

        self.servers[number % len(self.servers)].at(f"/{number}.xml", answer)


@contextmanager
def many() -> Iterator[Many]:
    """Serve all sources."""
    with ExitStack() as stack:
        world = Many(tuple(stack.enter_context(Server()) for _ in range(4)))
        for number in range(SOURCES):
            world.when_asked(number, lambda: None)
        yield world


def go(settings: Settings, now: datetime = NOW) -> Report:
    """Run once over all sources."""
    return run_at(settings, now)


def kept(settings: Settings) -> dict[str, list[Any]]:
    """Return what the archive holds, less the record of how the run went; it must be whole."""
    with Archive.open(settings.archive, read_only=True) as archive:
        assert list(verify(archive)) == []
        return contents(archive.connection, without=HOW_IT_WENT)
