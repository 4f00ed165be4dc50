"""Which answer belongs to an address at the sample rooms: the web servers' side, without a socket.

``answer`` is a pure function of the day's world and the address, so that a test can ask it
directly; ``server`` puts it behind HTTP.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from pipeline.demo import assets, county_room, ministry_room, ntb_room
from pipeline.demo.render import as_written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pipeline.demo.model import Release, SourceId, World

RSS = "application/rss+xml; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"

_ARTICLE = re.compile(r"/(no|en)/(?:[^/]+/)*id(\d{7})/?$")
_NTB_PAGE = re.compile(r"/(?:pressemelding|release)/(\d{8})(?:/[^/]*)?/?$")
_NTB_LIST = re.compile(r"/public-website-api/pressroom/(\d+)/releases/(\d+)/(\d+)$")


@dataclass(frozen=True, slots=True)
class Answer:
    """A response before HTTP has dressed it; ``modified`` is ``None`` where it says nothing."""

    body: bytes
    content_type: str
    status: int = 200
    modified: datetime | None = None
    location: str = ""


def answer(world: World, source: SourceId, origin: str, target: str) -> Answer:
    """Return what the room ``source`` says to a GET of ``target`` (path and query)."""
    parts = urlsplit(target)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if source == "fylke":
        return _county(world, origin, parts.path)
    room = _ntb if source == "ks" else _ministry
    return room(world, origin, parts.path, query)


def _ntb(world: World, origin: str, path: str, query: Mapping[str, str]) -> Answer:
    room = world.ks
    if path == "/robots.txt":
        return _robots("ntb_robots.txt")
    if path in (ntb_room.FEED_PATH, ntb_room.JSON_PATH):
        return _ntb_list(world, origin, path, query)
    if match := _NTB_LIST.match(path):
        publisher, size, page = map(int, match.groups())
        if publisher == room.id:
            return _json(ntb_room.listing(room, size, page), world)
    if match := _NTB_PAGE.match(path.replace(ntb_room.DETAIL_PREFIX, "/release/")):
        release = room.find(int(match[1]))
        if release and path.startswith(ntb_room.DETAIL_PREFIX):
            return Answer(
                ntb_room.as_bytes(ntb_room.detail(room, release)), JSON, modified=release.modified
            )
        if release:
            return Answer(ntb_room.page(room, release, query.get("lang", "no")), HTML)
    return _file(room.releases, path)


def _ntb_list(world: World, origin: str, path: str, query: Mapping[str, str]) -> Answer:
    room = world.ks
    asked = query.get("publisherId" if path == ntb_room.FEED_PATH else "publisher", "")
    numbers = (asked, query.get("page", "1"), query.get("size", "20"))
    if not all(number.isdigit() for number in numbers):
        return Answer(b'{"error": "Bad Request"}', JSON, 400)
    publisher, page, size = map(int, numbers)
    if publisher != room.id:
        room = type(room)(publisher, "", ())
    if path == ntb_room.FEED_PATH:
        return Answer(ntb_room.feed(room, origin), RSS, modified=_newest(world.ks.releases))
    listed = ntb_room.releases(room, origin, max(page, 1), min(max(size, 1), ntb_room.PAGE_SIZE))
    return _json(listed, world)


def _json(data: ntb_room.Json, world: World) -> Answer:
    return Answer(ntb_room.as_bytes(data), JSON, modified=_newest(world.ks.releases))


def _ministry(world: World, origin: str, path: str, query: Mapping[str, str]) -> Answer:
    room = world.kdd
    if path == "/robots.txt":
        return _robots("ministry_robots.txt")
    if "/rss/Rss/" in path or path in _MINISTRY_LISTS:
        return _ministry_list(world, origin, path, query)
    if match := _ARTICLE.match(path):
        release = room.find(int(match[2]))
        if release and (match[1] == "no" or release.english):
            return _article(world, release, origin, path)
    return _file(room.releases, path)


_MINISTRY_LISTS = (
    ministry_room.LISTING_PATH,
    ministry_room.TOPIC_PATH,
    ministry_room.OLD_TOPIC_PATH,
)


def _ministry_list(world: World, origin: str, path: str, query: Mapping[str, str]) -> Answer:
    room = world.kdd
    modified = _newest(room.releases)
    kind = query.get("documentType", "")
    known = kind in ("", *ministry_room.DOCUMENT_TYPES.values())
    if path == ministry_room.LISTING_PATH:
        page = query.get("page", "1")
        number = max(int(page), 1) if page.isdigit() else 1
        return Answer(ministry_room.listing(room, number), HTML, modified=modified)
    if path in _MINISTRY_LISTS:
        old_style = path == ministry_room.OLD_TOPIC_PATH
        return Answer(ministry_room.topic(room, old_style=old_style), HTML, modified=modified)
    if query.get("owner") != str(room.id) or not known:
        body = ministry_room.empty_feed(origin)
    elif path == ministry_room.CALENDAR_PATH:
        body = ministry_room.calendar(room, origin)
    elif path == ministry_room.ENGLISH_FEED_PATH:
        body = ministry_room.feed(room, origin, kind, "en")
    elif path == ministry_room.FEED_PATH:
        body = ministry_room.feed(room, origin, kind)
    else:
        return _missing()
    return Answer(body, RSS, modified=modified)


def _article(world: World, release: Release, origin: str, path: str) -> Answer:
    if release.page == "refused":
        return Answer(as_written("refused.html").encode(), HTML, 403)
    if release.page == "challenge":
        return Answer(as_written("challenge.html").encode(), HTML)
    if release.page == "gone":
        return _missing()
    tongue: ministry_room.Tongue = "en" if path.startswith("/en/") else "no"
    right = ministry_room.path(release, tongue)
    if path.rstrip("/") != right.rstrip("/"):
        return Answer(b"", HTML, 301, location=f"{origin}{right}")
    page = ministry_room.article(world.kdd, release, origin, tongue)
    return Answer(page, HTML, modified=release.modified)


def _county(world: World, origin: str, path: str) -> Answer:
    modified = max(notice.published for notice in world.notices)
    if path == county_room.FEED_PATH:
        return Answer(county_room.feed(world, origin), RSS, modified=modified)
    if path in (county_room.ATOM_PATH, county_room.JSON_PATH):
        if world.county_broken:
            return Answer(b"Internal Server Error", TEXT, 500)
        if path == county_room.ATOM_PATH:
            return Answer(county_room.atom(world, origin), ATOM, modified=modified)
        return Answer(county_room.json_feed(world, origin), JSON, modified=modified)
    for notice in world.notices:
        if notice.path and notice.path == path:
            return Answer(county_room.page(notice), HTML, modified=notice.published)
    return _missing()


def _robots(name: str) -> Answer:
    return Answer(as_written(name).encode(), TEXT)


def _file(releases: tuple[Release, ...], path: str) -> Answer:
    for release in releases:
        for file in (*release.documents, *release.images):
            if path in _places(release, file.file):
                if file.file.endswith(".pdf"):
                    body = assets.pdf(release.title, file.text)
                    return Answer(body, "application/pdf", modified=release.modified)
                return Answer(assets.png(), "image/png", modified=release.modified)
    return _missing()


def _places(release: Release, file: str) -> tuple[str, ...]:
    images = f"{ntb_room.IMAGE_PREFIX}public/15032900"
    return (
        ministry_room.file_path(release, file),
        f"{ntb_room.FILE_PREFIX}{release.id}/{file}",
        f"{images}/{release.id}/{file}",
    )


def _missing() -> Answer:
    return Answer(b"Not Found", TEXT, 404)


def _newest(releases: tuple[Release, ...]) -> datetime:
    return max(release.modified for release in releases)
