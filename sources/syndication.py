"""RSS 0.9-2.0, Atom, RDF and JSON Feed as entries, by feedparser and the JSON Feed 1.1 text.

feedparser alone recovers mislabelled latin-1 and a raw ``&``; what it hides (an unreadable
document, a page that is no feed) is judged here. Its own sanitising and link resolving are off:
that is done once, where it is shown.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pressearkiv.errors import EmptyAnswer, ParseError
from sources.answers import looks_like_html, looks_like_json, require_content, require_safe_xml
from sources.item import Link

if TYPE_CHECKING:
    from sources.item import Response


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as its feed wrote it; ``summary`` and ``content`` are HTML."""

    id: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    published: str = ""
    categories: tuple[str, ...] = ()
    language: str = ""
    enclosures: tuple[Link, ...] = ()


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

    parsed = feedparser.parse(
        # Bytes would be tried as a file name first.
        io.BytesIO(require_safe_xml(response)),
        # No content-location: it would turn a bare guid ("3171341") into an address.
        response_headers={"content-type": response.headers.get("content-type", "application/xml")},
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
        entries=tuple(_entry(e) for e in parsed.entries),
    )


def _entry(e: Any) -> Entry:
    contents = e.get("content") or []
    return Entry(
        id=e.get("id", ""),
        link=e.get("link", ""),
        title=e.get("title", ""),
        summary=e.get("summary", ""),
        content=max((c.get("value", "") for c in contents), key=len, default=""),
        # As written: feedparser's own reading takes a time without a zone for UTC.
        published=e.get("published") or e.get("updated", ""),
        categories=tuple(t.get("term") or "" for t in e.get("tags", [])),
        language=contents[0].get("language") or "" if contents else "",
        enclosures=tuple(
            Link(x.get("href", ""), x.get("title", "")) for x in e.get("enclosures", [])
        ),
    )


def _read_json(response: Response) -> Feed:
    try:
        document = json.loads(response.body)
    except ValueError as error:
        raise ParseError(f"the JSON cannot be read: {error}", url=response.url) from error
    version = document.get("version", "") if isinstance(document, dict) else ""
    if "jsonfeed.org/version/" not in str(version):
        raise ParseError("the JSON is no JSON Feed", url=response.url)
    language = _text(document, "language")
    return Feed(
        title=_text(document, "title"),
        link=_text(document, "home_page_url"),
        language=language,
        entries=tuple(
            _json_entry(item, language)
            for item in document.get("items", [])
            if isinstance(item, dict)
        ),
    )


def _json_entry(item: dict[str, Any], language: str) -> Entry:
    """Read an item by https://www.jsonfeed.org/version/1.1/."""
    attachments = item.get("attachments") or []
    return Entry(
        id=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url"),
        title=_text(item, "title"),
        summary=_text(item, "summary"),
        content=_text(item, "content_html") or _text(item, "content_text"),
        published=_text(item, "date_published"),
        categories=tuple(str(tag) for tag in item.get("tags") or []),
        language=_text(item, "language") or language,
        enclosures=tuple(
            Link(_text(a, "url"), _text(a, "title")) for a in attachments if isinstance(a, dict)
        ),
    )


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return "" if value is None else str(value)
