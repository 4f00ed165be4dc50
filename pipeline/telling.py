"""What one or more places tell of a release, on its way from a source's answers to the archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.release import Sighting

if TYPE_CHECKING:
    from datetime import datetime

    from sources.item import Item
    from storage.release import Release
    from storage.story_index import Fingerprint


@dataclass(frozen=True, slots=True)
class Named:
    """An item as a feed or list named it: in which, and in which bytes."""

    item: Item
    seen_in: str
    capture_id: int


@dataclass(frozen=True, slots=True)
class Telling:
    """What is known of one release at this moment, from one or more places.

    Attributes:
        items: the places' items, one release's all; the first gives the key.
        seen_at: when the newest of them was fetched, aware.
        named: the feeds and lists that named it.
        capture_id: the bytes of the place that has the text.
        announced: the fields that a feed newly tells otherwise than before.
        refused: the publisher would not give us the text.
        missing: the text should be somewhere, and could not be had.
        translates: it is the release's page in another language than its own.
    """

    items: tuple[Item, ...]
    seen_at: datetime
    named: tuple[Named, ...] = ()
    capture_id: int | None = None
    announced: tuple[str, ...] = ()
    refused: bool = False
    missing: bool = False
    translates: bool = False

    @property
    def notice_capture_id(self) -> int | None:
        """The bytes of the feed or list that named it last in the chain: the feed's own."""
        return self.named[-1].capture_id if self.named else None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A release as it was told, ready to be decided on.

    Attributes:
        release: what was told.
        content_hash: the release's, where it is taken already.
        fingerprint: what its story is found by, where it is taken already and it has one.
        words: the words that it can be searched by, where they are cut already.
    """

    release: Release
    content_hash: str = ""
    fingerprint: Fingerprint | None = None
    words: frozenset[str] = frozenset()


def sightings(telling: Telling) -> list[Sighting]:
    """Return where a release was named, and in which words."""
    from pipeline import notice

    return [
        Sighting(n.item.url, n.seen_in, notice.notice_of(n.item), n.capture_id)
        for n in telling.named
    ]
