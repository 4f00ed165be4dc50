"""The deterministic world that everybody reads: feeds and JSON of press releases, on loopback.

``python -m benchmarks.world --feeds 50 --items 100`` serves until its standard input ends. It is a
process of its own, and all it says is made before the first request, so that what is measured is
the work of who asks. Each feed has a host of its own (``127.0.1.1``, ``127.0.1.2``, …), as press
rooms have: who asks politely, one thing at a time of a host, is not held up for having asked.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import html
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Self, cast
from urllib.parse import parse_qsl, urlsplit
from urllib.request import urlopen

from benchmarks.prose import Prose

if TYPE_CHECKING:
    from types import TracebackType

TEXT_BYTES: Final = 2000
_NEWEST: Final = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
_ROOT: Final = Path(__file__).parents[1]


@dataclass(slots=True)
class Manner:
    """How the world answers: with validators or without, how late, and in which edition.

    In edition 0 nothing has changed; in any other, one item of each feed tells something else.
    """

    validators: bool = True
    latency: float = 0.0
    edition: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One release as the feeds tell it; ``paragraphs`` are plain text."""

    number: int
    title: str
    lead: str
    paragraphs: tuple[str, ...]
    published: datetime

    @property
    def body(self) -> str:
        """The text as HTML."""
        return "".join(f"<p>{html.escape(text)}</p>" for text in self.paragraphs)


def releases(feed: int, items: int, prose: Prose) -> list[Told]:
    """Return a feed's releases, the newest first."""
    prose.reseed(feed)
    return [
        Told(
            number=feed * 10_000 + place,
            title=prose.title(),
            lead=prose.sentence(),
            paragraphs=tuple(prose.paragraphs(TEXT_BYTES)),
            published=_NEWEST - timedelta(hours=5 * place, minutes=feed),
        )
        for place in range(items)
    ]


def rss(origin: str, feed: int, told: list[Told]) -> bytes:
    """Return releases as RSS 2.0 with the whole text of each."""
    entries = "".join(
        f"<item><title>{html.escape(one.title)}</title><link>{origin}/sak/{one.number}</link>"
        f'<guid isPermaLink="true">{origin}/sak/{one.number}</guid>'
        f"<pubDate>{format_datetime(one.published)}</pubDate><category>Pressemelding</category>"
        f"<description>{html.escape(one.lead)}</description>"
        f"<content:encoded><![CDATA[{one.body}]]></content:encoded></item>"
        for one in told
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Presserom {feed}</title><link>{origin}/</link><description>Nyheter</description>"
        f"<language>nb</language>{entries}</channel></rss>"
    ).encode()


def json_feed(origin: str, feed: int, told: list[Told]) -> bytes:
    """Return releases as JSON Feed 1.1."""
    items = [
        {
            "id": f"{origin}/sak/{one.number}",
            "url": f"{origin}/sak/{one.number}",
            "title": one.title,
            "summary": one.lead,
            "content_html": one.body,
            "date_published": one.published.isoformat(),
            "tags": ["Pressemelding"],
        }
        for one in told
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"Presserom {feed}",
        "home_page_url": f"{origin}/",
        "language": "nb",
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False).encode()


class Site:
    """What the world says: every answer made beforehand, but for the one item that changes."""

    def __init__(self, feeds: int, items: int, port: int) -> None:
        prose = Prose(1, min(300_000, 3000 * feeds * items))
        self.manner = Manner()
        self._told = {feed: releases(feed, items, prose) for feed in range(1, feeds + 1)}
        self._port = port
        self._made: dict[tuple[str, int], bytes] = {}

    def body(self, path: str) -> tuple[bytes, str] | None:
        """Return bytes and type at a path, ``/17.xml`` or ``/17.json``; ``None`` for no such."""
        name, _, ending = path.lstrip("/").partition(".")
        if not name.isdecimal() or int(name) not in self._told or ending not in ("xml", "json"):
            return None
        known = (path, self.manner.edition)
        if known not in self._made:
            self._made[known] = self._make(int(name), ending)
        kind = "application/rss+xml" if ending == "xml" else "application/feed+json"
        return self._made[known], kind

    def _make(self, feed: int, ending: str) -> bytes:
        told = list(self._told[feed])
        if self.manner.edition:
            place = len(told) // 2
            old = told[place]
            news = (f"Rettelse nummer {self.manner.edition}.", *old.paragraphs)
            told[place] = Told(old.number, old.title, old.lead, news, old.published)
        write = rss if ending == "xml" else json_feed
        return write(f"http://{host(feed)}:{self._port}", feed, told)


def host(feed: int) -> str:
    """Return the loopback address of a feed."""
    return f"127.0.{1 + feed // 250}.{feed % 250}"


async def _answer(site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while line := await reader.readline():
            headers = {}
            while (raw := await reader.readline()) not in (b"\r\n", b""):
                field, _, value = raw.decode("latin-1").partition(":")
                headers[field.lower()] = value.strip()
            writer.write(await _reply(site, line.split()[1].decode(), headers))
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def _reply(site: Site, target: str, headers: dict[str, str]) -> bytes:
    parts = urlsplit(target)
    if parts.path == "/-/manner":
        asked = dict(parse_qsl(parts.query))
        site.manner = Manner(
            validators=asked["validators"] == "1",
            latency=float(asked["latency"]),
            edition=int(asked["edition"]),
        )
        return _response(200, b"ok", "text/plain")
    found = site.body(parts.path)
    if found is None:
        return _response(404, b"", "text/plain")
    await asyncio.sleep(site.manner.latency)
    body, kind = found
    if not site.manner.validators:
        return _response(200, body, kind)
    etag = f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"'
    if headers.get("if-none-match") == etag:
        return _response(304, b"", kind, etag)
    return _response(200, body, kind, etag)


def _response(status: int, body: bytes, kind: str, etag: str = "") -> bytes:
    words = {200: "OK", 304: "Not Modified", 404: "Not Found"}
    head = f"HTTP/1.1 {status} {words[status]}\r\nContent-Type: {kind}; charset=utf-8\r\n"
    head += f"ETag: {etag}\r\n" if etag else ""
    head += f"Content-Length: {len(body)}\r\n" if status != 304 else ""
    return f"{head}\r\n".encode() + body


async def _serve(feeds: int, items: int) -> None:
    hosts = ["127.0.0.1", *(host(feed) for feed in range(1, feeds + 1))]
    first = await asyncio.start_server(lambda r, w: _answer(site, r, w), hosts[0], 0)
    port = first.sockets[0].getsockname()[1]
    site = Site(feeds, items, port)
    await asyncio.start_server(lambda r, w: _answer(site, r, w), hosts[1:], port)
    print(json.dumps({"port": port}), flush=True)
    await asyncio.to_thread(sys.stdin.read)


class World:
    """The world as a process that ends with the block; ``feeds`` of ``items`` each."""

    def __init__(self, feeds: int, items: int) -> None:
        self.feeds = feeds
        self.items = items
        self.manner = Manner()

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "benchmarks.world"]
        command += ["--feeds", str(self.feeds), "--items", str(self.items)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=_ROOT)
        self._port = json.loads(cast("IO[str]", self._process.stdout).readline())["port"]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def urls(self, ending: str = "xml") -> list[str]:
        """Return the addresses of the feeds; ``ending`` is ``xml`` or ``json``."""
        return [
            f"http://{host(feed)}:{self._port}/{feed}.{ending}" for feed in range(1, self.feeds + 1)
        ]

    def behave(
        self, *, validators: bool = True, latency: float = 0.0, edition: int | None = None
    ) -> None:
        """Answer so from now on; an edition that is not named stays as it is."""
        edition = self.manner.edition if edition is None else edition
        self.manner = Manner(validators, latency, edition)
        asked = f"validators={int(validators)}&latency={latency}&edition={edition}"
        with urlopen(f"http://127.0.0.1:{self._port}/-/manner?{asked}") as answer:
            answer.read()


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=50)
    parser.add_argument("--items", type=int, default=100)
    arguments = parser.parse_args()
    asyncio.run(_serve(arguments.feeds, arguments.items))


if __name__ == "__main__":
    main()
