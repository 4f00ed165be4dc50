"""What a feed says of a release, by its digests, kept to see when the feed says something new."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline import text
from pipeline.identity import slug_of

if TYPE_CHECKING:
    from sources.item import Item


# A feed's notices are compared three times before one of its releases is kept.
@lru_cache(maxsize=128)
def notice_of(item: Item) -> str:
    """Return a digest each of title, lead, date, type and slug as JSON, cleaned of their dress.

    The words stand in the release and in the feed's bytes: here they would be 160 bytes more a
    release. Of a feed that holds the whole text its digest too: a silent edit may be of the text
    alone.
    """
    told = {
        "title": text.line(item.title),
        "lead": text.line(item.lead),
        "published": text.words(" ".join(d.text for d in item.dates)),
        "type": text.words(item.type),
        "slug": slug_of(item.url),
    }
    if item.origin == "feed" and item.complete:
        told["text"] = item.body
    digests = {name: _digest(words) for name, words in told.items()}
    return json.dumps(digests, separators=(",", ":"), sort_keys=True)


def _digest(words: str) -> str:
    # 48 bits: a change that happens to look like none is met once in 10¹⁴ changes.
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()[:12]


def differing(before: str | None, after: str) -> tuple[str, ...]:
    """Return the names of what two notices tell differently; nothing where there was none."""
    if before is None or before == after:
        return ()
    old, new = json.loads(before), json.loads(after)
    return tuple(name for name in new if new[name] != old.get(name))
