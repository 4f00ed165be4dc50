"""What the sample press rooms consist of: releases, rooms and the state of a day.

These are the publisher's side of the story, not the archive's: a release here knows how its page
misbehaves and how its markup is dressed, things that the archive must see through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import date, datetime

OSLO = ZoneInfo("Europe/Oslo")

SourceId = Literal["ks", "kdd", "fylke"]
"""The three sample sources, by the id that ``PressRooms.config`` gives them."""

Page = Literal["ok", "refused", "challenge", "gone"]
"""How a release's own page answers: 200, 403, a robot check with 200, or 404."""


@dataclass(frozen=True, slots=True)
class Person:
    """A press contact."""

    name: str
    title: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A document or an image: its file name and what the publisher calls it."""

    file: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """An address and its words."""

    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """The English version of a release; ``lead`` and ``body`` are HTML."""

    slug: str
    title: str
    lead: str
    body: str


@dataclass(frozen=True, slots=True)
class Release:
    """One sample release as its publisher has it on one day.

    ``lead`` and ``body`` are HTML, ``title`` is plain text, times are aware and in Europe/Oslo.
    ``day`` is the day from which it is published; ``listed`` whether feeds and lists show it;
    ``restyled`` whether its markup is dressed in another way without a word being changed.
    """

    id: int
    slug: str
    title: str
    type: str
    language: Literal["nb", "nn"]
    published: datetime
    modified: datetime
    lead: str
    body: str
    publisher: str
    topics: tuple[str, ...] = ()
    contacts: tuple[Person, ...] = ()
    documents: tuple[File, ...] = ()
    links: tuple[Hyperlink, ...] = ()
    images: tuple[File, ...] = ()
    number: int = 0
    deadline: date | None = None
    english: Translation | None = None
    day: int = 1
    page: Page = "ok"
    listed: bool = True
    restyled: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A press room: the publisher's number and name, and its releases, newest first."""

    id: int
    name: str
    releases: tuple[Release, ...]

    def listed(self) -> tuple[Release, ...]:
        """Return the releases that feeds and lists show, newest first."""
        return tuple(release for release in self.releases if release.listed)

    def find(self, number: int) -> Release | None:
        """Return the release with this id, listed or not."""
        return next((release for release in self.releases if release.id == number), None)


@dataclass(frozen=True, slots=True)
class Notice:
    """An entry of the county's plain feed; ``guid`` and ``path`` may be empty."""

    guid: str
    path: str
    title: str
    published: datetime
    body: str


@dataclass(frozen=True, slots=True)
class World:
    """All three sample sources on one day; ``now`` (UTC) is when the day's run looks at them."""

    day: int
    now: datetime
    ks: Room
    kdd: Room
    county: str
    notices: tuple[Notice, ...]
    county_broken: bool
