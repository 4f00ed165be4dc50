"""Any feed, known by its address alone.

An entry is known by its own identifier. One without is known by its link only where no entry of
the feed has an identifier and the link is its alone: Stortinget's feeds give every item one common
link and leave the identifier out on some days, and a guess would store the same item twice.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, ClassVar

from sources import syndication
from sources.item import DateText, Item, Page, Reject, Request
from sources.urls import absolute, clean

if TYPE_CHECKING:
    from sources.item import Response
    from sources.syndication import Entry, Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class GenericFeed:
    """A source of kind ``feed``.

    Attributes:
        url: the address of the RSS, RDF, Atom or JSON feed.
    """

    kind: ClassVar[str] = "feed"

    url: str

    def start(self) -> tuple[Request, ...]:
        """Return the feed itself."""
        return (Request(self.url, "feed"),)

    def catalogue(self) -> tuple[Request, ...]:
        """Return nothing: a feed of unknown make tells of no older pages."""
        return ()

    def full_text(self, item: Item) -> Request | None:
        """Return nothing: what the feed says is all that is known to be there."""
        return None

    def again(self, url: str, native_id: str) -> Request | None:
        """Return nothing: a page of unknown make is not compared with its feed's words."""
        return None

    @staticmethod
    def parse(response: Response) -> Page:
        """Read a feed; entries without a stable identifier become rejects."""
        feed = syndication.read(response)
        links = Counter(absolute(e.link, response.url) for e in feed.entries)
        any_id = any(e.id for e in feed.entries)
        items: list[Item] = []
        rejects: list[Reject] = []
        for entry in feed.entries:
            link = absolute(entry.link, response.url)
            by_link = not any_id and links[link] == 1 and link != absolute(feed.link)
            if entry.id or (link and by_link):
                items.append(_item(entry, feed, response))
            else:
                rejects.append(_reject(entry, link or response.url))
        return Page(tuple(items), rejects=tuple(rejects), title=feed.title)


def _reject(entry: Entry, url: str) -> Reject:
    raw = json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True).encode()
    return Reject("the entry has no stable identifier", raw, url)


def _item(entry: Entry, feed: Feed, response: Response) -> Item:
    identifier = clean(entry.id) or entry.id or clean(entry.link, response.url)
    return Item(
        platform="feed",
        url=clean(entry.link or entry.id, response.url) or response.url,
        origin="feed",
        native_id=identifier,
        title=entry.title,
        lead=entry.summary if entry.content != entry.summary else "",
        body=entry.content,
        complete=bool(entry.content),
        dates=(DateText(entry.published, "feed"),) if entry.published else (),
        type=next(iter(entry.categories), ""),
        language=entry.language or feed.language,
        documents=entry.enclosures,
    )
