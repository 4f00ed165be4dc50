"""RSS 0.9-2.0, Atom, RDF and JSON Feed as entries, by feedparser and the JSON Feed 1.1 text.

feedparser alone recovers mislabelled latin-1 and a raw ``&``; what it hides (an unreadable
document, a page that is no feed) is judged here. Its own sanitising and link resolving are off:
that is done once, where it is shown.
"""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pressearkiv.errors import EmptyAnswer, ParseError
from sources import records
from sources.answers import (
    is_utf8,
    looks_like_html,
    looks_like_json,
    require_content,
    require_safe_xml,
)
from sources.item import Link

if TYPE_CHECKING:
    from sources.item import Response
    from sources.records import Record


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as its feed wrote it; ``title``, ``summary`` and ``content`` are HTML."""

    id: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    published: str = ""
    categories: tuple[str, ...] = ()
    language: str = ""
    enclosures: tuple[Link, ...] = ()
    images: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's own title, address and language, and its entries in their order."""

    title: str
    link: str
    language: str
    entries: tuple[Entry, ...]


def read(response: Response) -> Feed:
    """Read any feed; raises ``ParseError`` where it is none, ``EmptyAnswer`` where it is bare."""
    body = require_content(response)
    if looks_like_json(body):
        feed = _read_json(response)
    elif looks_like_html(body):
        raise ParseError(
            "a web page stands where the feed should be",
            hint="Open the address in a browser; the feed may have moved.",
            url=response.url,
        )
    else:
        feed = _read_xml(response)
    if not feed.entries:
        raise EmptyAnswer(
            f"the feed “{feed.title}” holds no entry",
            hint="Check the address in config.toml: a misspelt filter gives an empty feed.",
            url=response.url,
        )
    return feed


def _read_xml(response: Response) -> Feed:
    import feedparser

    body = require_safe_xml(response)
    named = response.headers.get("content-type", "application/xml")
    parsed = feedparser.parse(
        # Bytes would be tried as a file name first.
        io.BytesIO(body),
        # No content-location: it would turn a bare guid ("3171341") into an address.
        response_headers={
            "content-type": "application/xml; charset=utf-8" if is_utf8(body) else named
        },
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("version"):
        raise ParseError(
            f"the answer is no feed ({parsed.get('bozo_exception', 'unknown form')})",
            url=response.url,
        )
    return Feed(
        title=parsed.feed.get("title", ""),
        link=parsed.feed.get("link", ""),
        language=parsed.feed.get("language", ""),
        entries=tuple(_entry(e, typed=parsed.version.startswith("atom")) for e in parsed.entries),
    )


def _entry(e: Any, *, typed: bool) -> Entry:
    """Read an entry; ``typed`` is true for Atom, which alone says what is text and what is HTML."""
    contents = e.get("content") or []
    enclosures = e.get("enclosures", [])

    def as_html(detail: Any) -> str:
        value = str(detail.get("value") or "")
        return paragraphs(value) if typed and detail.get("type") == "text/plain" else value

    return Entry(
        id=e.get("id", ""),
        link=e.get("link", ""),
        title=as_html(e.get("title_detail", {})) or e.get("title", ""),
        # Without a detail it is the content, repeated by the parser.
        summary=as_html(e.get("summary_detail", {})) or ("" if contents else e.get("summary", "")),
        content=max((as_html(c) for c in contents), key=len, default=""),
        # As written: feedparser's own reading takes a time without a zone for UTC.
        published=e.get("published") or e.get("updated", ""),
        categories=tuple(t.get("term") or "" for t in e.get("tags", [])),
        language=contents[0].get("language") or "" if contents else "",
        enclosures=tuple(_link(x, "href") for x in enclosures if not _is_image(x, "type")),
        images=tuple(_link(x, "href") for x in enclosures if _is_image(x, "type")),
    )


def _link(enclosure: Record, field: str) -> Link:
    return Link(records.text(enclosure, field), records.text(enclosure, "title"))


def _is_image(enclosure: Record, field: str) -> bool:
    return records.text(enclosure, field).startswith("image/")


def paragraphs(text: str) -> str:
    """Return plain text as HTML: its signs escaped, its paragraphs marked where it has several."""
    parts = [html.escape(p.strip(), quote=False) for p in re.split(r"\n\s*\n", text) if p.strip()]
    return "".join(f"<p>{part}</p>" for part in parts) if len(parts) > 1 else "".join(parts)


def _read_json(response: Response) -> Feed:
    document = records.document(response)
    version = document.get("version", "") if isinstance(document, dict) else ""
    if "jsonfeed.org/version/" not in str(version):
        raise ParseError("the JSON is no JSON Feed", url=response.url)
    language = records.text(document, "language")
    return Feed(
        title=records.text(document, "title"),
        link=records.text(document, "home_page_url"),
        language=language,
        entries=tuple(_json_entry(item, language) for item in records.records(document, "items")),
    )


def _json_entry(item: Record, language: str) -> Entry:
    """Read an item by https://www.jsonfeed.org/version/1.1/."""
    attachments = records.records(item, "attachments")
    tags = item.get("tags")
    image = records.text(item, "image")
    return Entry(
        id=records.text(item, "id"),
        link=records.text(item, "url") or records.text(item, "external_url"),
        title=paragraphs(records.text(item, "title")),
        summary=paragraphs(records.text(item, "summary")),
        content=records.text(item, "content_html")
        or paragraphs(records.text(item, "content_text")),
        published=records.text(item, "date_published"),
        categories=tuple(tag for tag in tags if isinstance(tag, str))
        if isinstance(tags, list)
        else (),
        language=records.text(item, "language") or language,
        enclosures=tuple(_link(a, "url") for a in attachments if not _is_image(a, "mime_type")),
        images=(
            *([Link(image)] if image else []),
            *(_link(a, "url") for a in attachments if _is_image(a, "mime_type")),
        ),
    )
