"""An Atom feed (RFC 4287), for readers, Outlook and other programs that subscribe."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, BinaryIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from storage.export import entry
from storage.export.text import iri, printable, tag, text_over

if TYPE_CHECKING:
    from io import TextIOWrapper

    from storage.export.query import ExportOptions, ExportQuery
    from storage.export.rows import ExportedRelease
    from storage.export.selection import Selection


def write(selection: Selection, out: BinaryIO, options: ExportOptions) -> int:
    """Write a feed with an entry a release, updated when its newest revision was seen."""
    changed = selection.newest_change() or options.now.isoformat(timespec="seconds")
    count = 0
    with text_over(out) as text:
        xml = _Xml(text)
        xml.begin("feed", xmlns="http://www.w3.org/2005/Atom")
        _head(xml, options, _feed_id(selection.query, options), changed)
        for release in selection.releases():
            _entry(xml, release)
            count += 1
        xml.end("feed")
    return count


def _head(xml: _Xml, options: ExportOptions, identity: str, changed: str) -> None:
    xml.element("id", identity)
    xml.element("title", options.title or "Pressearkiv")
    xml.element("updated", changed)
    xml.begin("author")
    xml.element("name", "Pressearkiv")
    xml.end("author")
    xml.element("generator", "pressearkiv")
    if options.self_url:
        xml.element("link", rel="self", type="application/atom+xml", href=iri(options.self_url))
    if options.site_url:
        xml.element("link", rel="alternate", type="text/html", href=iri(options.site_url))


def _entry(xml: _Xml, release: ExportedRelease) -> None:
    language = {"xml:lang": release.language} if release.language else {}
    xml.begin("entry", **language)
    xml.element("id", tag(release.key))
    xml.element("title", release.title)
    xml.element("updated", release.revised_at)
    if published := entry.published(release):
        xml.element("published", published)
    xml.begin("author")
    xml.element("name", release.publisher or release.source_id)
    xml.end("author")
    xml.element("link", rel="alternate", type="text/html", href=iri(release.url))
    for document in release.documents:
        xml.element("link", rel="related", title=document.title, href=iri(document.url))
    for term in entry.tags(release):
        xml.element("category", term=term)
    if release.lead:
        xml.element("summary", release.lead)
    xml.element("content", entry.content(release), type="html")
    xml.end("entry")


def _feed_id(query: ExportQuery, options: ExportOptions) -> str:
    if options.self_url:
        return iri(options.self_url)
    return tag("sok-" + hashlib.sha256(repr(query).encode()).hexdigest()[:16])


class _Xml:
    """XML written as it comes, one element a line."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._out = XMLGenerator(text, "utf-8", short_empty_elements=True)
        self._out.startDocument()

    def begin(self, name: str, **attributes: str) -> None:
        self._out.startElement(name, _clean(attributes))
        self._out.ignorableWhitespace("\n")

    def end(self, name: str) -> None:
        self._out.endElement(name)
        self._out.ignorableWhitespace("\n")

    def element(self, name: str, text: str = "", **attributes: str) -> None:
        self._out.startElement(name, _clean(attributes))
        if text:
            self._out.characters(printable(text))
        self.end(name)


def _clean(attributes: dict[str, str]) -> AttributesImpl[str]:
    return AttributesImpl({name: printable(said) for name, said in attributes.items()})
