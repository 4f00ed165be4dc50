"""Does an answer look like what this source has sent before? Pure: the answers are passed in.

A feed that has become another publisher's, or that names its releases by new identifiers, parses
perfectly well; recorded, it would be an archive full of false releases. Such an answer is held
back whole until a person has looked at it. What an empty answer or a robot check is, the adapters
tell already.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pipeline.identity import key_for
from pipeline.normalise import published
from pipeline.notice import notice_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import datetime

    from pipeline.settings import Assertion, Expect
    from sources.item import Item, Page

ENOUGH: Final = 5
"""Fewer items than this prove nothing by being changed, or by lacking their text, all at once."""

USUALLY: Final = 0.5
"""Where less than this share of a source's releases has its text, no share is a fall."""

_LATE: Final = timedelta(days=1)
"""How long after its date a release may turn up in its feed."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an address before its new answer is believed.

    Attributes:
        before: the last answer that was recorded; ``None`` where there is none.
        seen_at: when the address last told anything, aware; ``None`` where it never has.
        keys: those of the new answer's releases that the archive holds.
        notices: what this address last said of the new answer's releases, by key.
    """

    before: Page | None
    seen_at: datetime | None
    keys: Collection[str]
    notices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """An assertion that does not hold, and the sentence that says so."""

    name: Assertion
    says: str


def broken(now: Page, known: Known, expect: Expect, *, feed: bool = True) -> Broken | None:
    """Return the first assertion that an answer breaks, ``None`` where it may be recorded.

    ``feed`` is false for a list, whose pages hold older releases that were never met.
    """
    checks: tuple[tuple[Assertion, Callable[[], str]], ...] = (
        ("title", lambda: _foreign(now, known, expect)),
        ("least", lambda: _too_few(now, expect.least if feed else 1)),
        ("ids", lambda: _other_ids(now, known)),
        ("new", lambda: _all_new(now, known) if feed else ""),
        ("changed", lambda: _all_changed(now, known)),
        ("text", lambda: _less_text(now, known)),
    )
    told = ((name, check()) for name, check in checks if name not in expect.ignore)
    return next((Broken(name, says) for name, says in told if says), None)


def texts_fell(asked: int, had: int, usual: float | None) -> bool:
    """Tell whether far fewer of a visit's releases than usual came with their text.

    ``usual`` is the share of the source's earlier releases that has its text, ``None`` for none.
    """
    return usual is not None and usual >= USUALLY and asked >= ENOUGH and had / asked < usual / 2


def _foreign(now: Page, known: Known, expect: Expect) -> str:
    title = _words(now.title)
    if expect.title:
        if _words(expect.title) in title:
            return ""
        return f"the feed calls itself “{now.title}”, and “{expect.title}” is expected"
    before = _words(known.before.title) if known.before else ""
    # A publisher that takes a new name still names the releases that we have.
    same_publisher = len(known.keys) * 2 >= len(now.items)
    if not before or title == before or same_publisher:
        return ""
    told = known.before.title if known.before else ""
    return f"the feed calls itself “{now.title}”, and it was “{told}” before"


def _too_few(now: Page, least: int) -> str:
    if len(now.items) >= least:
        return ""
    return f"{len(now.items)} items can be told apart in it, and at least {least} are expected"


def _other_ids(now: Page, known: Known) -> str:
    before = set(_forms(known.before)) if known.before else set()
    forms = list(_forms(now))
    if not before or not forms or any(form in before for form in forms):
        return ""
    return f"the identifiers have changed their form, from {min(before)} to {forms[0]}"


def _all_new(now: Page, known: Known) -> str:
    """Name an answer in which nothing is known, though something in it was there before.

    After a long pause all of a feed may be new; but then all of it is younger than the last look.
    """
    last = known.seen_at
    if last is None or known.keys or all(_younger(item, last) for item in now.items):
        return ""
    return f"all {len(now.items)} items are new, though some were published before our last look"


def _younger(item: Item, seen_at: datetime) -> bool:
    date = published(item.dates, seen_at).date
    return date is not None and date >= (seen_at - _LATE).date().isoformat()


def _all_changed(now: Page, known: Known) -> str:
    told = [(known.notices.get(key_for(item) or ""), notice_of(item)) for item in now.items]
    both = [(before, after) for before, after in told if before is not None]
    if len(both) < ENOUGH or any(before == after for before, after in both):
        return ""
    return f"all {len(both)} items that we know have changed at once"


def _less_text(now: Page, known: Known) -> str:
    before = _share_with_text(known.before) if known.before else None
    share = _share_with_text(now)
    if before is None or share is None or before < USUALLY or share >= before / 2:
        return ""
    return f"{share:.0%} of the items have a text, and {before:.0%} had one before"


def _share_with_text(page: Page) -> float | None:
    """Return which share of an answer's items has its text there; a few items tell nothing."""
    if len(page.items) < ENOUGH:
        return None
    return sum(1 for item in page.items if item.body.strip()) / len(page.items)


def _forms(page: Page) -> Iterator[str]:
    return (_form(item) for item in page.items)


def _form(item: Item) -> str:
    """Return what kind of identifier an item has: ``number``, ``tag:``, ``https://host/…/#``."""
    if item.platform != "feed":
        return "number" if key_for(item) else "none"
    named = item.native_id
    if named.isdecimal():
        return "number"
    parts = urlsplit(named)
    if parts.scheme in ("http", "https"):
        steps = _steps(parts.path)
        query = "?" + "&".join(sorted(_names(parts.query))) if parts.query else ""
        return f"{parts.scheme}://{parts.netloc}{steps}{query}"
    return f"{parts.scheme}:" if parts.scheme in ("tag", "urn") else _steps(named)


def _steps(text: str) -> str:
    return re.sub(r"[\w-]+", lambda run: "#" if run[0].isdecimal() else "…", text)


def _names(query: str) -> Iterator[str]:
    return (pair.partition("=")[0] for pair in query.split("&"))


def _words(title: str) -> str:
    return " ".join(re.findall(r"\w+", title.casefold()))
