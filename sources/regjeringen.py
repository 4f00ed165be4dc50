"""regjeringen.no: a ministry's feeds, the pages they point at, and the lists that reach back.

Two feeds are read: news with press releases, and everything (the safety net for what is filed
under another type). A feed gives title, lead and the time of day; the page gives the text, the
type and the language, through its meta tags first. Known from captures of the article and listing
pages (2026), robots.txt, and working clients of the feeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote, urlsplit

from sources import syndication
from sources.answers import looks_like_html, require_content
from sources.item import DateText, Item, Page, Request
from sources.urls import clean

if TYPE_CHECKING:
    from sources.item import Response
    from sources.syndication import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Regjeringen:
    """A source of kind ``regjeringen``.

    Attributes:
        owner: the ministry's number on regjeringen.no: 504 is KDD.
        base_url: scheme and host.
        document_type: the filter of the first feed; empty reads the unfiltered feed alone.
        listings: list and topic pages that ``backfill`` pages through, addresses or paths.
    """

    kind: ClassVar[str] = "regjeringen"

    owner: int
    base_url: str = "https://www.regjeringen.no"
    document_type: str = "aktuelt/nyheter"
    listings: tuple[str, ...] = ()

    @property
    def _base(self) -> str:
        return self.base_url.rstrip("/")

    def start(self) -> tuple[Request, ...]:
        """Return the typed feed and the unfiltered one."""
        feed = f"{self._base}/no/rss/Rss/2581966/?"
        typed = f"documentType={quote(self.document_type, safe='/')}&" if self.document_type else ""
        addresses = dict.fromkeys((f"{feed}{typed}owner={self.owner}", f"{feed}owner={self.owner}"))
        return tuple(Request(url, "feed") for url in addresses)

    def catalogue(self) -> tuple[Request, ...]:
        """Return the configured list and topic pages."""
        return tuple(Request(clean(url, self._base + "/"), "list") for url in self.listings)

    def full_text(self, item: Item) -> Request | None:
        """Return the item's own page, where it stands on this site."""
        same_site = _site(item.url) == _site(self._base)
        return Request(item.url, "page") if item.origin != "page" and same_site else None

    def again(self, url: str, native_id: str) -> Request | None:
        """Return the page itself."""
        return Request(url, "page")

    @staticmethod
    def parse(response: Response) -> Page:
        """Read a feed, an article, a listing or a topic page; raises ``ParseError`` otherwise."""
        if looks_like_html(require_content(response)):
            from sources import regjeringen_pages  # BeautifulSoup is loaded by those who read pages

            return regjeringen_pages.parse(response)
        feed = syndication.read(response)
        items = tuple(_announced(entry, response.url) for entry in feed.entries)
        return Page(items, title=feed.title)


def _site(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


def _announced(entry: Entry, base: str) -> Item:
    return Item(
        platform="regjeringen",
        # The guid is the bare page id; an address in its place is left to its own form.
        native_id=entry.id if entry.id.isascii() and entry.id.isdecimal() else "",
        url=clean(entry.link, base),
        origin="feed",
        title=entry.title,
        lead=entry.summary,
        dates=(DateText(entry.published, "feed"),) if entry.published else (),
        type=next(iter(entry.categories), ""),
    )
