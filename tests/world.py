"""A small world of three press rooms on loopback, which a test changes as it likes.

    with Loopback() as world:
        settings = world.settings(tmp_path)
        world.publish("ks", 1, 2, 3)
        run_once(settings, at(1))
        world.edit("ks", 2)
        world.servers["ks"].at(FEED["ks"], reset())      # what ``tests.server`` can do wrong
        world.heal()

The rooms answer as the demo's do (``pipeline.demo.routes``); their releases are made by number, so
that a test can say what must be in the archive without keeping texts.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from pipeline.config import load
from pipeline.demo import county_room, model, ntb_room
from pipeline.demo.model import OSLO, Notice, Release, Room, SourceId
from pipeline.demo.routes import answer
from pipeline.demo.server import SOURCES, entity_tag
from pipeline.fetch import Limits
from pipeline.network import fetching
from pipeline.run import Report, choose, run
from storage.archive import Archive
from tests.answers import page
from tests.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from types import TracebackType

    from pipeline.keeper import Witness
    from pipeline.settings import Settings
    from tests.answers import Answer, Piece, Seen

FEED: Final[dict[SourceId, str]] = {
    "ks": f"{ntb_room.FEED_PATH}?publisherId=15032900",
    "kdd": "/no/rss/Rss/2581966/?documentType=aktuelt/nyheter&owner=504",
    "fylke": county_room.FEED_PATH,
}
LIST: Final = f"{ntb_room.JSON_PATH}?publisher=15032900&page=0&size=20"
FIRST_ID: Final = {"ks": 18_300_000, "kdd": 3_100_000}
DAWN: Final = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)
"""The world begins: release number n is published n hours later."""

NAME: Final[dict[SourceId, str]] = {
    "ks": "KS",
    "kdd": "Kommunal- og distriktsdepartementet",
    "fylke": "Statsforvalteren",
}

QUICK: Final = Limits(connect=5.0, read=5.0, total=9.0, per_host_delay=0.0)

_WORDS: Final = (
    "barnehage skole vei bru havn by bygd fylke helse omsorg budsjett klima areal plan bolig"
    " brann vann avløp kultur idrett språk valg lov tilsyn tilskudd digital beredskap miljø"
).split()


def at(day: float, hour: float = 0) -> datetime:
    """Return an instant of the world: so many days and hours after its dawn, UTC."""
    return DAWN + timedelta(days=day, hours=hour)


def sentence(seed: str, words: int = 12) -> str:
    """Return words that are always the same for the same seed."""
    rng = random.Random(seed)
    return " ".join(rng.choice(_WORDS) for _ in range(words)).capitalize() + "."


@cache
def release(source: SourceId, number: int, edition: int = 0) -> Release:
    """Return release ``number`` of a room, as edited ``edition`` times."""
    published = (DAWN + timedelta(hours=number)).astimezone(OSLO)
    seed = f"{source} {number} {edition}"
    title = f"{sentence(f'{source} {number}', 4)[:-1]} {number}"
    return Release(
        id=FIRST_ID[source] + number,
        slug=f"sak-{number}",
        title=title,
        type="Pressemelding",
        language="nb",
        published=published,
        modified=published + timedelta(minutes=edition),
        lead=sentence(f"{seed} lead"),
        body=f"<p>{sentence(f'{seed} one', 30)}</p><p>{sentence(f'{seed} two', 30)}</p>",
        publisher=NAME[source],
        number=number if source == "kdd" else 0,
    )


@cache
def notice(number: int, edition: int = 0) -> Notice:
    """Return entry ``number`` of the county's feed."""
    seed = f"fylke {number} {edition}"
    return Notice(
        guid=f"fylke-{number}",
        path=f"/nb/eksempelfylket/nyheter/{number}/",
        title=f"{sentence(f'fylke {number}', 4)[:-1]} {number}",
        published=(DAWN + timedelta(hours=number)).astimezone(OSLO),
        body=f"<p>{sentence(seed, 30)}</p>",
    )


@dataclass(slots=True)
class Rooms:
    """What stands in the rooms: each release's number and how often it was edited."""

    published: dict[SourceId, dict[int, int]] = field(
        default_factory=lambda: {source: {} for source in SOURCES}
    )
    changed: dict[tuple[SourceId, int], dict[str, object]] = field(default_factory=dict)
    titles: dict[SourceId, str] = field(default_factory=lambda: dict(NAME))
    guid: str = "{guid}"

    def as_world(self) -> model.World:
        """Return it in the shape that the demo's rooms are served from, newest first."""
        return model.World(
            1, DAWN, self._room("ks"), self._room("kdd"), self.titles["fylke"], self._notices(),
            county_broken=False,
        )  # fmt: skip

    def _room(self, source: SourceId) -> Room:
        releases = (
            replace(release(source, n, edition), **self.changed.get((source, n), {}))  # type: ignore[arg-type]
            for n, edition in sorted(self.published[source].items(), reverse=True)
        )
        return Room({"ks": 15032900, "kdd": 504}[source], self.titles[source], tuple(releases))

    def _notices(self) -> tuple[Notice, ...]:
        found = (
            replace(notice(n, edition), **self.changed.get(("fylke", n), {}))  # type: ignore[arg-type]
            for n, edition in sorted(self.published["fylke"].items(), reverse=True)
        )
        return tuple(replace(one, guid=self.guid.format(guid=one.guid)) for one in found)


class Loopback:
    """The three rooms, each a ``tests.server.Server``; a context manager that stops them.

    ``furnished`` may change the bytes of any answer: given the room, the path, and the bytes.
    """

    def __init__(self) -> None:
        self.rooms = Rooms()
        self.furnished: Callable[[SourceId, str, bytes], bytes] = lambda _source, _path, body: body
        self.servers: dict[SourceId, Server] = {source: Server() for source in SOURCES}
        for source, server in self.servers.items():
            server.otherwise = self._room_answer(source, server)

    def __enter__(self) -> Loopback:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for server in self.servers.values():
            server.close()

    def _room_answer(self, source: SourceId, server: Server) -> Answer:
        def said(seen: Seen) -> Iterable[Piece]:
            told = answer(self.rooms.as_world(), source, server.base, seen.path)
            location = {"Location": told.location} if told.location else {}
            body = self.furnished(source, seen.path, told.body)
            etag = entity_tag(body) if told.status == 200 else ""
            kind = told.content_type
            return page(body, told.status, content_type=kind, headers=location, etag=etag)(seen)

        return said

    def publish(self, source: SourceId, *numbers: int) -> None:
        """Publish releases by number."""
        self.rooms.published[source] |= dict.fromkeys(numbers, 0)

    def edit(self, source: SourceId, *numbers: int) -> None:
        """Let a release's lead and body be edited once more."""
        for number in numbers:
            self.rooms.published[source][number] += 1

    def change(self, source: SourceId, number: int, **fields: object) -> None:
        """Set fields of a release (or notice) beside those that its number gives."""
        self.rooms.changed.setdefault((source, number), {}).update(fields)

    def feed(self, source: SourceId) -> bytes:
        """Return a room's feed as it is served now."""
        server = self.servers[source]
        return answer(self.rooms.as_world(), source, server.base, FEED[source]).body

    def forget(self, source: SourceId, newest: int) -> None:
        """Let a room show only its newest releases; what it drops has left its web site too."""
        shown = self.rooms.published[source]
        for number in sorted(shown)[:-newest]:
            del shown[number]

    def heal(self) -> None:
        """Let every server answer as it should again."""
        for server in self.servers.values():
            server.clear()

    def settings(
        self, folder: Path, *sources: SourceId, name: str = "archive", more: str = "",
        expect: str = "", env: dict[str, str] | None = None,
    ) -> Settings:  # fmt: skip
        """Write a config for some of the rooms (all, if none is named) and load it."""
        file = folder / f"{name}.toml"
        head = f'[archive]\npath = "{name}.db"\n[fetch]\ncontact = "drift@example.no"\n'
        head += "per_host_delay = 0\ntimeout = 5\n"
        tables = [self._table(source, expect) for source in sources or SOURCES]
        file.write_text("\n".join([head, more, *tables]), encoding="utf-8")
        return load(file, env or {})

    def _table(self, source: SourceId, expect: str) -> str:
        base = self.servers[source].base
        told = {
            "ks": f'kind = "ntb"\npublisher = 15032900\nbase_url = "{base}"',
            "kdd": f'kind = "regjeringen"\nowner = 504\nbase_url = "{base}"',
            "fylke": f'kind = "feed"\nurl = "{base}{FEED["fylke"]}"',
        }[source]
        return f'[[sources]]\nid = "{source}"\nname = "{NAME[source]}"\n{told}\n{expect}\n'


def run_once(
    settings: Settings,
    now: datetime,
    *ids: str,
    accept: bool = False,
    witness: Witness | None = None,
    limits: Limits = QUICK,
) -> Report:
    """Run over the sources named, or all, whether due or not, with the clock at ``now``.

    Nothing is waited for between two tries.
    """
    network = partial(fetching, limits=limits, sleep=lambda _seconds: None)
    with Archive.open(settings.archive) as archive:
        sources = choose(settings, archive, now, ids=ids, every=True)
        return run(
            sources, settings, archive, lambda: now, accept=accept, witness=witness, network=network
        )
