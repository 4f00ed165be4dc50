"""What passes between a publisher and the rest: a request, a response, and the items in it.

Nothing here is interpreted: strings stand as the publisher wrote them, markup and all. What they
mean is decided in ``pipeline.normalise``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

Origin = Literal["feed", "list", "page"]
"""Where an item stood: a feed's entry, a line of a list, or the release's own page or record."""

DateSource = Literal["feed", "meta", "label", "byline"]
"""Which kind of field a date was written in, in falling order of trust."""


@dataclass(frozen=True, slots=True)
class Request:
    """An address to be fetched, and what it is for."""

    url: str
    origin: Origin = "feed"


@dataclass(frozen=True, slots=True)
class Response:
    """The bytes a server answered with, decompressed, and what it said about them.

    ``url`` is where the bytes were found after redirects; header names are lower case.
    """

    url: str
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DateText:
    """A date exactly as written, and the kind of field it was written in."""

    text: str
    source: DateSource


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or desk to call; every field may be empty."""

    name: str = ""
    title: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An address with its words: a document, a link or an image, as the publisher gave it."""

    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """The same release in another language: its markup, and the publisher's code for the tongue."""

    language: str
    url: str = ""
    title: str = ""
    lead: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One release as one place told of it.

    ``native_id`` is the platform's own number or identifier, ``""`` where only the URL has it.
    ``lead`` and ``body`` are HTML. ``complete`` is true where this place gives the full text, so
    that an empty ``body`` is the publisher's and not ours.
    """

    platform: str
    url: str
    origin: Origin
    native_id: str = ""
    title: str = ""
    lead: str = ""
    body: str = ""
    complete: bool = False
    dates: tuple[DateText, ...] = ()
    type: str = ""
    language: str = ""
    publisher: str = ""
    contacts: tuple[Contact, ...] = ()
    documents: tuple[Link, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Link, ...] = ()
    versions: tuple[Version, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """Something in a response that was not understood: why, and its own bytes."""

    reason: str
    raw: bytes
    url: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What one response held: items in the publisher's order, and where more of them are.

    ``title`` is the channel's or page's own name, by which a foreign feed is known.
    """

    items: tuple[Item, ...]
    next: Request | None = None
    rejects: tuple[Reject, ...] = ()
    title: str = ""
    total: int | None = None


class Adapter(Protocol):
    """A platform. Instances are frozen dataclasses whose fields are the source's config keys."""

    kind: ClassVar[str]

    def start(self) -> tuple[Request, ...]:
        """Return what every run asks for: the feeds."""

    def catalogue(self) -> tuple[Request, ...]:
        """Return where a backfill begins: lists that page back in time; empty if there are none."""

    def full_text(self, item: Item) -> Request | None:
        """Return where the whole of ``item`` is told; ``None`` where the feed has all there is."""

    def again(self, url: str, native_id: str) -> Request | None:
        """Return where a kept release is looked at again, to find silent edits."""

    @staticmethod
    def parse(response: Response) -> Page:
        """Read any answer of this platform; raises ``ParseError`` when it is not one."""
