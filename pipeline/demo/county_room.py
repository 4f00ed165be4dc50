"""The county governor's sample feed: the same notices as plain RSS 2.0, Atom and JSON Feed."""

from __future__ import annotations

import json
from datetime import UTC
from html import escape
from typing import TYPE_CHECKING

from pipeline.demo.render import channel, element

if TYPE_CHECKING:
    from pipeline.demo.model import Notice, World

FEED_PATH = "/nb/eksempelfylket/nyheter/rss"
ATOM_PATH = "/nb/eksempelfylket/nyheter/atom"
JSON_PATH = "/nb/eksempelfylket/nyheter/feed.json"


def feed(world: World, origin: str) -> bytes:
    """Return RSS 2.0; on a day when the feed is broken it ends in the middle of the first item."""
    entries = [_entry(notice, origin) for notice in world.notices]
    document = channel(world.county, f"{origin}/nb/eksempelfylket/", entries)
    if not world.county_broken:
        return document
    return document[: document.index(b"<description>", document.index(b"<item>")) + 60]


def _entry(notice: Notice, origin: str) -> str:
    fields = [
        element("title", notice.title),
        element("description", notice.body),
        element("pubDate", f"{notice.published:%a, %d %b %Y %H:%M:%S %z}"),
    ]
    if notice.path:
        fields.insert(1, element("link", f"{origin}{notice.path}"))
    if notice.guid:
        fields.append(f'<guid isPermaLink="false">{notice.guid}</guid>')
    return "<item>" + "".join(fields) + "</item>"


def atom(world: World, origin: str) -> bytes:
    """Return the same as Atom; a notice without a guid has an empty ``id`` there."""
    updated = max(notice.published for notice in world.notices).astimezone(UTC)
    head = (
        element("title", world.county)
        + element("id", "urn:example:eksempelfylket")
        + element("updated", f"{updated:%Y-%m-%dT%H:%M:%SZ}")
    )
    entries = "\n".join(
        "<entry>"
        + element("title", notice.title)
        + element("id", f"urn:example:{notice.guid}" if notice.guid else "")
        + (f'<link href="{origin}{notice.path}"/>' if notice.path else "")
        + element("updated", notice.published.isoformat())
        + f'<content type="html">{escape(notice.body)}</content>'
        + "</entry>"
        for notice in world.notices
    )
    feed_tag = '<feed xmlns="http://www.w3.org/2005/Atom">'
    head = f'<?xml version="1.0" encoding="utf-8"?>\n{feed_tag}\n{head}\n'
    return f"{head}{entries}\n</feed>\n".encode()


def json_feed(world: World, origin: str) -> bytes:
    """Return the same as JSON Feed 1.1; a notice without a guid has no ``id`` there."""
    items = [
        {
            **({"id": notice.guid} if notice.guid else {}),
            **({"url": f"{origin}{notice.path}"} if notice.path else {}),
            "title": notice.title,
            "content_html": notice.body,
            "date_published": notice.published.isoformat(),
        }
        for notice in world.notices
    ]
    version = "https://jsonfeed.org/version/1.1"
    document = {"version": version, "title": world.county, "language": "nb", "items": items}
    return json.dumps(document, ensure_ascii=False).encode()


def page(notice: Notice) -> bytes:
    """Return a notice's own page."""
    head = f"<!DOCTYPE html>\n<html lang='nb'><head><meta charset='utf-8'><title>{notice.title}"
    return f"{head}</title></head><body><h1>{notice.title}</h1>{notice.body}</body></html>".encode()
