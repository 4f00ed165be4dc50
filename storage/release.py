"""What the archive keeps of a release, typed: the columns of the schema in Python's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

TextStatus = Literal["full", "feed", "refused"]
"""``full``: the whole text. ``feed``: the feed's lead is all there is so far. ``refused``: as
``feed``, because the publisher would not give us the page."""

Type = Literal[
    "pressemelding",
    "presseinvitasjon",
    "nyhet",
    "tale",
    "høring",
    "dokument",
    "kalender",
    "annet",
]

Cause = Literal["published", "completed", "reparse"]
"""Why a revision exists: the publisher wrote it, its full text came at last, or our code reads
the same bytes otherwise than before."""

DocumentStatus = Literal[
    "not_fetched",
    "read",
    "cut",
    "no_text",
    "encrypted",
    "broken",
    "too_large",
    "too_slow",
    "unsupported",
]
"""What came of reading a document; ``cut``: some of it, up to a limit."""

Outcome = Literal["new", "revised", "completed", "translated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Published:
    """When a release was published, as far as its publisher said.

    ``at`` is UTC ``YYYY-MM-DDTHH:MM:SSZ``, ``None`` without a time of day. ``local`` is the Oslo
    wall clock and ``date`` the Oslo day; a longer unit stands as its first day, with
    ``precision`` saying so. ``text`` is what was written, to be read again by better code.
    ``disputed_by`` holds (source, text) of dates told elsewhere, more than a day from this one.
    """

    text: str = ""
    at: str | None = None
    local: str | None = None
    date: str | None = None
    precision: str | None = None
    flags: tuple[str, ...] = ()
    source: str | None = None
    disputed_by: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody named as a contact; every field may be empty."""

    name: str = ""
    title: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document, link or image that hangs on a release: an absolute address and its words."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class DocumentText:
    """What a document's bytes say.

    ``text`` has a form feed between pages, and is ``None`` where nothing could be read; ``reason``
    says in a few words why not all of it was. ``pages`` counts pages or slides, ``None`` where
    the format has none or they are not known.
    """

    status: DocumentStatus
    text: str | None = None
    reason: str = ""
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Translation:
    """A release in another language than its main one."""

    language: str
    url: str
    title: str
    lead: str
    body: str


@dataclass(frozen=True, slots=True)
class AgendaDate:
    """A date in a release's text: ISO 8601 start and inclusive end, and what happens then."""

    text: str
    starts: str
    ends: str | None
    precision: str
    role: Literal["event", "deadline", "mention"]
    place: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """One press release as it stands today, normalised: NFC text, absolute addresses.

    ``language_source`` is who says which language it is in: ``publisher``, ``text``,
    ``overruled`` (the text, against the publisher) or ``config``.
    ``content_hash`` covers what a reader would call the release's content, over normalised text;
    it begins with the version of the rule that made it (``"1:…"``).
    """

    key: str
    url: str
    title: str
    lead: str = ""
    body: str = ""
    body_html: str = ""
    type: Type = "annet"
    type_text: str = ""
    language: str = ""
    language_source: str = ""
    publisher: str = ""
    published: Published = field(default_factory=Published)
    text_status: TextStatus = "full"
    contacts: tuple[Contact, ...] = ()
    documents: tuple[Attachment, ...] = ()
    links: tuple[Attachment, ...] = ()
    images: tuple[Attachment, ...] = ()
    translations: tuple[Translation, ...] = ()
    dates: tuple[AgendaDate, ...] = ()
    content_hash: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be kept of a telling: the release as it now stands, and what that makes it.

    ``changed`` names the fields that differ from the revision before; empty unless revised or
    completed. ``folds`` says that it is a later state of the newest revision, and no new one: a
    page that changes at every look makes one a day.
    """

    outcome: Outcome
    release: Release
    changed: tuple[str, ...] = ()
    cause: Cause = "published"
    folds: bool = False


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a release was told: by which source, when (UTC text), and in which bytes.

    ``translation_capture_id`` are those of a page that has the release in another language alone.
    """

    source_id: str
    seen_at: str
    capture_id: int | None = None
    notice_capture_id: int | None = None
    translation_capture_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A release named in a feed or list: its address there, and what the notice told, as JSON."""

    url: str
    seen_in: str
    notice: str
    capture_id: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A release as the archive holds it."""

    id: int
    source_id: str
    revision: int
    first_seen_at: str
    withdrawn_at: str | None
    release: Release


def searched(release: Release) -> Iterator[str]:
    """Yield the texts whose words a release is searched by."""
    yield from (release.title, release.lead, release.body)
    for translation in release.translations:
        yield from (translation.title, translation.lead, translation.body)
