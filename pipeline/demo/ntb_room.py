"""KS's sample room as NTB Kommunikasjon would serve it.

The shapes are those of NTB's own public JSON (v2) and of the calls its web pages make. Language is
``no`` for bokmål and nynorsk alike; there is no field that says when a text was edited.
"""

from __future__ import annotations

import json
from datetime import UTC
from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias

from pipeline.demo.render import channel, element, gmt, plain, template, words

if TYPE_CHECKING:
    from pipeline.demo.model import Release, Room

FEED_PATH = "/rss/releases/latest"
JSON_PATH = "/json/v2/releases"
DETAIL_PREFIX = "/public-website-api/release/"
PAGE_PREFIX = "/pressemelding/"
FILE_PREFIX = "/data/attachments/"
IMAGE_PREFIX = "/data/images/"
PAGE_SIZE = 20

BOILERPLATE = "<p>KS er kommunesektorens organisasjon. Dette presserommet er oppdiktet.</p>"

Json: TypeAlias = dict[str, Any]


def feed(room: Room, origin: str) -> bytes:
    """Return the RSS 2.0 feed: the newest twenty, times in GMT, guid = the URL with its query."""
    entries = [_entry(room, release, origin) for release in room.listed()[:PAGE_SIZE]]
    return channel(f"{room.name} - siste pressemeldinger", f"{origin}/presserom/{room.id}", entries)


def _entry(room: Room, release: Release, origin: str) -> str:
    url = f"{origin}{_path(room, release)}"
    fields = (
        element("title", release.title),
        element("link", url),
        element("description", words(release, release.lead)),
        element("pubDate", gmt(release.published)),
        element("guid", url),
        element("regulatory", "false"),
    )
    return "<item>" + "".join(fields) + "</item>"


def releases(room: Room, origin: str, page: int = 1, size: int = PAGE_SIZE) -> Json:
    """Return a page of JSON v2, counted from 1; ``nextPage`` is 0 on the last of several."""
    listed = room.listed()
    first = (page - 1) * size
    answer: Json = {
        "releases": [_record(room, r, origin) for r in listed[first : first + size]],
        "totalCount": len(listed),
    }
    if len(listed) > size:
        answer["nextPage"] = page + 1 if len(listed) > first + size else 0
    return answer


def _record(room: Room, release: Release, origin: str) -> Json:
    path = _path(room, release)
    images = [_image(room, release, image.file, image.text) for image in release.images]
    topics = release.topics[::-1] if release.restyled else release.topics
    return {
        "id": release.id,
        "title": release.title,
        "url": f"{origin}{path}" if release.id % 2 else path,
        "leadtext": f"<p>{words(release, release.lead)}</p>" if release.lead else None,
        "leadTextOrBodyStrip": plain(release.lead or release.body)[:300],
        "body": words(release, release.body),
        "keywords": list(topics),
        "published": release.published.isoformat(),
        "publisher": {"id": room.id, "name": release.publisher},
        "channels": [{"id": 4, "label": "Politikk"}, {"id": 11, "label": "Offentlig forvaltning"}],
        "type": release.type,
        "language": "no",
        "version": 1,
        "versions": [
            {"id": release.id, "title": title, "language": language, "url": url}
            for language, title, url in _tongues(room, release)
        ],
        "boilerplate": BOILERPLATE,
        "contacts": {"text": "", "persons": _persons(release, "name", "phone", "email", "title")},
        "documents": [
            {"url": f"{FILE_PREFIX}{release.id}/{d.file}", "caption": d.text}
            for d in release.documents
        ],
        "links": [{"url": link.url, "description": link.text} for link in release.links],
        "mainImage": images[0] if images else None,
        "images": images,
        "video": None,
    }


def _tongues(room: Room, release: Release) -> list[tuple[str, str, str]]:
    tongues = [("no", release.title, _path(room, release))]
    if release.english:
        path = f"{PAGE_PREFIX}{release.id}/{release.english.slug}?publisherId={room.id}&lang=en"
        tongues.append(("en", release.english.title, path))
    return tongues


def _persons(release: Release, *fields: str) -> list[dict[str, str]]:
    return [{field: getattr(person, field) for field in fields} for person in release.contacts]


def _image(room: Room, release: Release, file: str, text: str) -> dict[str, str]:
    url = f"{IMAGE_PREFIX}public/{room.id}/{release.id}/{file}"
    return {"url": url, "caption": text, "normal": url, "thumbnail_16_9": f"{url}?w=320"}


def _path(room: Room, release: Release) -> str:
    return f"{PAGE_PREFIX}{release.id}/{release.slug}?publisherId={room.id}&lang=no"


def listing(room: Room, size: int, page: int) -> Json:
    """Return a page of the web site's own list, counted from 0, with times in UTC."""
    listed = room.listed()
    return {
        "paging": {"count": len(listed), "itemsPerPage": size, "page": page},
        "releases": [
            {
                "id": release.id,
                "date": _utc(release),
                "versions": {
                    language: {
                        "title": title,
                        "type": release.type,
                        "metadescription": plain(release.lead),
                        "url": url.replace(PAGE_PREFIX, "/release/"),
                        "image": None,
                    }
                    for language, title, url in _tongues(room, release)
                },
            }
            for release in listed[page * size : (page + 1) * size]
        ],
    }


def _utc(release: Release) -> str:
    return f"{release.published.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def detail(room: Room, release: Release) -> Json:
    """Return one release in all its languages, as the web site fetches it for its own page."""
    versions = {"no": _version(room, release, release.title, release.lead, release.body)}
    if release.english:
        en = release.english
        versions["en"] = _version(room, release, en.title, en.lead, en.body)
    for language, _, url in _tongues(room, release):
        versions[language]["url"] = url.replace(PAGE_PREFIX, "/release/")
    return {
        "id": release.id,
        "date": _utc(release),
        "publisher": {"id": room.id, "name": release.publisher},
        "versions": versions,
    }


def _version(room: Room, release: Release, title: str, lead: str, body: str) -> Json:
    return {
        "title": title,
        "type": release.type,
        "leadtext": words(release, lead),
        "metadescription": plain(lead),
        "body": {"complete": words(release, body)},
        "keywords": list(release.topics),
        "url": "",
        "contacts": {"cards": _persons(release, "name", "title", "phone", "email")},
        "documents": [
            {"url": f"{FILE_PREFIX}{release.id}/{d.file}", "caption": d.text}
            for d in release.documents
        ],
        "links": [{"url": link.url, "description": link.text} for link in release.links],
        "images": [_image(room, release, image.file, image.text) for image in release.images],
    }


def page(room: Room, release: Release, language: str = "no") -> bytes:
    """Return the release as a reader sees it, other releases and their dates below it."""
    english = release.english if language == "en" else None
    newest = [r for r in room.listed() if r.id != release.id][:3]
    return template(
        "ntb_page.html",
        lang="en" if english else "no",
        title=escape(english.title if english else release.title),
        byline=f"{_byline(release)} | {escape(room.name)} | {release.type}",
        lead=english.lead if english else release.lead,
        body=english.body if english else release.body,
        contacts="".join(
            f"<li>{escape(p.name)}, {escape(p.title)}, {p.phone}, {p.email}</li>"
            for p in release.contacts
        ),
        latest="".join(
            f'<li><a href="{escape(_path(room, r))}">{escape(r.title)}</a>'
            f"<span>{_byline(r)} | {r.type}</span></li>"
            for r in newest
        ),
        name=escape(room.name),
    ).encode()


def _byline(release: Release) -> str:
    at = release.published
    return f"{at.day}.{at.month}.{at.year} {at:%H:%M:%S} {at.tzname()}"


def as_bytes(answer: Json) -> bytes:
    """Return ``answer`` as the bytes of a JSON response."""
    return json.dumps(answer, ensure_ascii=False).encode()
