"""Any feed, known by its address alone.

An entry is known by its own identifier. One without is known by its link only where no entry of
the feed has an identifier and the link is its alone among several: Stortinget's feeds give every
item one common link and leave the identifier out on some days, and a guess would store the same
item twice. An identifier that entries with different links share tells none of them apart.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, ClassVar

from sources import syndication
from sources.item import DateText, Item, Page, Reject, Request
from sources.urls import absolute, clean, without_tracking

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
        items: dict[str, Item] = {}
        rejects: list[Reject] = []
        for entry, identifier in zip(feed.entries, _identifiers(feed, response.url), strict=True):
            if not identifier:
                rejects.append(_reject(entry, absolute(entry.link, response.url) or response.url))
            elif identifier not in items:
                items[identifier] = _item(entry, identifier, feed, response)
        return Page(tuple(items.values()), rejects=tuple(rejects), title=feed.title)


def _identifiers(feed: Feed, base: str) -> list[str]:
    """Return what each entry is known by, ``""`` for one that is not told from the others."""
    links = [without_tracking(entry.link, base) for entry in feed.entries]
    if any(entry.id for entry in feed.entries):
        own = [without_tracking(entry.id) or entry.id for entry in feed.entries]
        pairs = Counter(identifier for identifier, _ in set(zip(own, links, strict=True)))
        return [identifier if pairs[identifier] == 1 else "" for identifier in own]
    times = Counter(links)
    if len(times) == 1:
        return [""] * len(links)
    return [link if times[link] == 1 and link != absolute(feed.link) else "" for link in links]


def _reject(entry: Entry, url: str) -> Reject:
    raw = json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True).encode()
    return Reject("the entry has no stable identifier", raw, url)


def _item(entry: Entry, identifier: str, feed: Feed, response: Response) -> Item:
    return Item(
        platform="feed",
        url=clean(entry.link, response.url) or clean(entry.id) or response.url,
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
        images=entry.images,
    )
