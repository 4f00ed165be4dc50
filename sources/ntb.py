"""NTB Kommunikasjon press rooms, and the same software at Ritzau, TT and STT by ``base_url``.

Four answers of one platform are read: the press room's RSS (what is new: title, lead, time), JSON
v2 (twenty releases a page with their whole text), the public website's list (the back catalogue)
and its record of one release (every language). The release's web page is React with hashed class
names; ``sources.ntb_page`` reads it as text, for pages that come from a web archive.

The forms are known from public captures and working clients; JSON v2 has no field for changes, so
that a silent edit is found only by reading again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from pressearkiv.errors import EmptyAnswer, ParseError
from sources import ntb_records, records, syndication
from sources.answers import looks_like_html, looks_like_json, require_content
from sources.item import DateText, Item, Page, Reject, Request
from sources.urls import clean, parameter, with_parameter

if TYPE_CHECKING:
    from collections.abc import Callable

    from sources.item import Response

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Ntb:
    """A source of kind ``ntb``.

    Attributes:
        publisher: the press room's number, as in ``publisherId=15032900``.
        base_url: scheme and host of the press rooms.
    """

    kind: ClassVar[str] = "ntb"

    publisher: int
    base_url: str = "https://kommunikasjon.ntb.no"

    @property
    def _base(self) -> str:
        return self.base_url.rstrip("/")

    def start(self) -> tuple[Request, ...]:
        """Return the press room's RSS feed."""
        return (Request(f"{self._base}/rss/releases/latest?publisherId={self.publisher}", "feed"),)

    def catalogue(self) -> tuple[Request, ...]:
        """Return the newest page of JSON v2, and the public list for when that is not answered."""
        public = f"/public-website-api/pressroom/{self.publisher}/releases/{PAGE_SIZE}/0"
        return (self._newest(), Request(self._base + public, "list"))

    def full_text(self, item: Item) -> Request | None:
        """Return JSON v2 for what a feed announced, the record for what lacks a language's text."""
        if item.origin == "feed":
            return self._newest()
        untold = not item.complete or any(not v.title for v in item.versions)
        if item.origin == "list" and item.native_id and untold:
            return self.again(item.url, item.native_id)
        return None

    def again(self, url: str, native_id: str) -> Request | None:
        """Return the release's own record."""
        return Request(f"{self._base}/public-website-api/release/{native_id}", "page")

    def _newest(self) -> Request:
        query = f"publisher={self.publisher}&page=0&size={PAGE_SIZE}"
        return Request(f"{self._base}/json/v2/releases?{query}", "list")

    @staticmethod
    def parse(response: Response) -> Page:
        """Read any of the platform's answers; raises ``ParseError`` where it is none of them."""
        body = require_content(response)
        if looks_like_json(body):
            return _parse_json(response)
        if looks_like_html(body):
            from sources import ntb_page  # BeautifulSoup is loaded by those who read pages

            return ntb_page.parse(response)
        return _parse_feed(response)


def _parse_feed(response: Response) -> Page:
    feed = syndication.read(response)
    items = tuple(
        Item(
            platform="ntb",
            url=clean(entry.link or entry.id, response.url),
            origin="feed",
            title=entry.title,
            lead=entry.summary,
            dates=(DateText(entry.published, "feed"),) if entry.published else (),
            # A room answers in one language; which one stands in the address, if at all.
            language=parameter(entry.link, "lang"),
        )
        for entry in feed.entries
    )
    return Page(items, title=feed.title)


def _parse_json(response: Response) -> Page:
    document = records.document(response)
    if not isinstance(document, dict):
        raise ParseError("the JSON is a list, not a press room's answer", url=response.url)
    if "id" in document and "versions" in document:
        items, rejects = _each([document], ntb_records.detail, response)
        return Page(items, rejects=rejects)
    releases = document.get("releases")
    if not isinstance(releases, list):
        raise ParseError("the JSON has no “releases”", url=response.url)
    if "paging" in document:
        return _public_list(document["paging"], releases, response)
    return _json_v2(document, releases, response)


def _json_v2(document: dict[str, Any], releases: list[Any], response: Response) -> Page:
    items, rejects = _each(releases, ntb_records.json_v2, response)
    following = _number(document, "nextPage", response)
    asked = parameter(response.url, "page")
    if following and asked.isdecimal() and following <= int(asked):
        # It would be read for ever.
        raise ParseError(f"page {following} is named as the one after {asked}", url=response.url)
    more = Request(with_parameter(response.url, "page", following), "list") if following else None
    total = document.get("totalCount")
    known = total if isinstance(total, int) else None
    return _not_bare(Page(items, more, rejects, total=known), response)


def _public_list(paging: Any, releases: list[Any], response: Response) -> Page:
    items, rejects = _each(releases, ntb_records.public_list, response)
    if not isinstance(paging, dict):
        raise ParseError("the list does not tell its paging", url=response.url)
    page, size, count = (_number(paging, k, response) for k in ("page", "itemsPerPage", "count"))
    more = None
    head, _, asked = urlsplit(response.url).path.rstrip("/").rpartition("/")
    if asked.isdecimal() and int(asked) != page:
        raise ParseError(f"page {asked} was asked for, and page {page} came", url=response.url)
    if releases and (page + 1) * size < count:
        url = urlsplit(response.url)._replace(path=f"{head}/{page + 1}").geturl()
        more = Request(url, "list")
    return _not_bare(Page(items, more, rejects, total=count), response)


def _number(record: dict[str, Any], field: str, response: Response) -> int:
    """Return a page number or a count, 0 where there is none; raises ``ParseError`` otherwise."""
    value = str(record.get(field) or 0)
    if not (value.isascii() and value.isdecimal()):
        raise ParseError(f"“{field}” is no number: {value}", url=response.url)
    return int(value)


def _not_bare(page: Page, response: Response) -> Page:
    if page.items or page.rejects:
        return page
    raise EmptyAnswer(
        "the press room answers with no release at all",
        hint="Check the publisher number in config.toml.",
        url=response.url,
    )


def _each(
    records: list[Any], read: Callable[[dict[str, Any], str], Item], response: Response
) -> tuple[tuple[Item, ...], tuple[Reject, ...]]:
    """Read every record that can be read; the others become rejects with their own bytes."""
    items: list[Item] = []
    rejects: list[Reject] = []
    for record in records:
        try:
            items.append(read(record, response.url))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raw = json.dumps(record, ensure_ascii=False, sort_keys=True).encode()
            reason = f"the release record cannot be read: {type(error).__name__}: {error}"
            rejects.append(Reject(reason, raw, response.url))
    return tuple(items), tuple(rejects)
