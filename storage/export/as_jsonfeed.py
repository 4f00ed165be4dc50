"""JSON Feed 1.1 (jsonfeed.org): what the Atom feed says, as JSON."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING, Any, BinaryIO

from storage.export import entry
from storage.export.record import as_json
from storage.export.text import iri, tag, text_over

if TYPE_CHECKING:
    from storage.export.query import ExportOptions
    from storage.export.rows import ExportedRelease
    from storage.export.selection import Selection


def write(selection: Selection, out: BinaryIO, options: ExportOptions) -> int:
    """Write a feed with an item a release, one a line."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": options.title or "Pressearkiv",
        "home_page_url": options.site_url,
        "feed_url": options.self_url,
        "authors": [{"name": "Pressearkiv"}],
    }
    count = 0
    with text_over(out) as text:
        text.write(as_json(_said(head)).removesuffix("}") + ', "items": [')
        for release in selection.releases():
            text.write(",\n" if count else "\n")
            text.write(as_json(_item(release)))
            count += 1
        text.write("\n]}\n")
    return count


def _item(release: ExportedRelease) -> dict[str, Any]:
    item = {
        "id": tag(release.key),
        "url": iri(release.url),
        "title": release.title,
        "summary": release.lead,
        "date_published": entry.published(release),
        "date_modified": release.revised_at,
        "authors": [{"name": release.publisher}] if release.publisher else [],
        "tags": list(entry.tags(release)),
        "language": release.language,
        "attachments": [
            _said({"url": iri(one.url), "mime_type": _media_type(one.url), "title": one.title})
            for one in release.documents
        ],
    }
    return {**_said(item), "content_html": entry.content(release)}


def _media_type(url: str) -> str:
    path = url.partition("?")[0].partition("#")[0]
    return mimetypes.guess_type(path)[0] or "application/octet-stream"


def _said(fields: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known: JSON Feed has no empty values."""
    return {name: value for name, value in fields.items() if value}
