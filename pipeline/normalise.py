"""Items to a release: what several places told of it, put together and made comparable.

The feed knows the time of day, the page the text and the type: each fact is taken from the place
that knows it best, and all of it is cleaned here, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pipeline import dates, sameness, text, vocabulary
from pipeline.agenda import agenda
from pipeline.identity import key_for
from pipeline.language import Tongue, tongue_of
from sources.urls import absolute, clean
from storage.privacy import people
from storage.release import (
    AgendaDate,
    Attachment,
    Contact,
    Published,
    Release,
    Translation,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from pipeline.agenda import AgendaEntry
    from pipeline.dates import When
    from sources.item import DateText, Item, Link, Version
    from storage.release import TextStatus

DATE_SOURCES: Final = ("feed", "meta", "label", "byline")
"""Where a publication date may stand, the most trusted first."""

ORIGINS: Final = ("page", "list", "feed")
"""The places that tell of a release, the fullest first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What normalising needs to know beside the items.

    Attributes:
        seen_at: when the bytes were fetched, aware; the reference for a date without a year.
        publisher: the source's name, for items that name no publisher.
        language: the source's language, where neither the item nor its text settles it.
        refused: the publisher would not give us the text.
    """

    seen_at: datetime
    publisher: str = ""
    language: str = ""
    refused: bool = False


def normalise(items: Sequence[Item], reading: Reading) -> Release:
    """Put together what one or more places told of one release.

    The first of ``items`` gives the key; raises ``ValueError`` where it has none or where nobody
    gives a title: there is nothing to keep it under, or nothing to show.
    """
    key = key_for(items[0])
    told = sorted(items, key=lambda item: ORIGINS.index(item.origin))
    title = _first(text.line(item.title) for item in told)
    if key is None or not title:
        raise ValueError("no stable number" if key is None else "no title")
    best = next((item for item in told if item.complete), told[0])
    url = _first(item.url for item in reversed(told))
    lead = _first(map(text.line, (best.lead, *(item.lead for item in told))))
    body = text.read(best.body, best.url, without=lead)
    type_text = _first(text.line(item.type) for item in told)
    kind = vocabulary.type_of(type_text)
    tongue = _tongue(told, f"{title}\n{lead}\n{body.plain}", reading)
    documents, links = _attachments(best, body)
    date, when = _published([d for item in told for d in item.dates], reading.seen_at)
    return Release(
        key=key,
        url=url,
        title=title,
        lead=lead,
        body=body.plain,
        body_html=body.html,
        type=kind,
        type_text=type_text,
        language=tongue.language,
        language_source=tongue.source,
        publisher=_first(map(text.line, (*(i.publisher for i in told), reading.publisher))),
        published=date,
        text_status=_text_status(best, reading),
        contacts=_contacts(best),
        documents=documents,
        links=links,
        images=_attached(best.images, best.url),
        translations=_translations(best.versions, body.plain or title, tongue.language),
        dates=tuple(map(_agenda_date, agenda(title, lead, body.plain, when, kind))),
    )


def _contacts(item: Item) -> tuple[Contact, ...]:
    read = (Contact(*map(text.line, (c.name, c.title, c.phone, c.email))) for c in item.contacts)
    return tuple(contact for one in read if (contact := people.kept(one)) is not None)


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value.strip()), "")


def _text_status(best: Item, reading: Reading) -> TextStatus:
    if best.complete:
        return "full"
    return "refused" if reading.refused else "feed"


def _tongue(told: Sequence[Item], words: str, reading: Reading) -> Tongue:
    named = (vocabulary.language_of(item.language) for item in told)
    return tongue_of(named, words, reading.language)


def _attached(found: Iterable[Link], base: str) -> tuple[Attachment, ...]:
    unique: dict[str, Attachment] = {}
    for link in found:
        url = absolute(link.url, base)
        if url:
            unique.setdefault(clean(url), Attachment(clean(url), text.line(link.text)))
    return tuple(unique.values())


def _attachments(
    best: Item, body: text.Text
) -> tuple[tuple[Attachment, ...], tuple[Attachment, ...]]:
    """Return documents and links: those named beside the text first, then those in it."""
    documents = {d.url: d for d in _attached(best.documents, best.url)}
    links = {link.url: link for link in _attached(best.links, best.url)}
    for anchor in body.anchors:
        kind = documents if anchor.is_document else links
        kind.setdefault(anchor.url, Attachment(anchor.url, anchor.text))
    return tuple(documents.values()), tuple(links.values())


def _translations(
    versions: Iterable[Version], own_words: str, own_language: str
) -> tuple[Translation, ...]:
    """Return the other languages; one that repeats this one's words or language is none."""
    found: dict[str, Translation] = {}
    for version in versions:
        title, lead = text.line(version.title), text.line(version.lead)
        body = text.read(version.body, version.url, without=lead).plain
        named = vocabulary.language_of(version.language) or version.language
        language = tongue_of((named,), f"{title}\n{lead}\n{body}", "").language
        repeats = sameness.words(body or title) == sameness.words(own_words)
        if title and not repeats and language != own_language:
            told = Translation(language, version.url, title, lead, body)
            found.setdefault(language, told)
    return tuple(found.values())


def _agenda_date(entry: AgendaEntry) -> AgendaDate:
    when = entry.when.as_dict()
    return AgendaDate(
        text=entry.text,
        starts=when["start"] or "",
        ends=when["end"],
        precision=entry.when.precision,
        role=entry.role,
        place=entry.place,
        flags=entry.when.flags,
    )


def published(told: Iterable[DateText], seen_at: datetime) -> Published:
    """Return the publication date from the most trusted place that has a readable one.

    A date later than a day after ``seen_at`` is flagged ``future``; where two places are more
    than a day apart, both are kept and it is flagged ``disputed``.
    """
    return _published(told, seen_at)[0]


def _published(told: Iterable[DateText], seen_at: datetime) -> tuple[Published, When | None]:
    ranked = sorted(told, key=lambda d: DATE_SOURCES.index(d.source))
    read = [(d, when) for d in ranked if (when := dates.parse(d.text, seen_at)) is not None]
    if not read:
        first = ranked[0] if ranked else None
        unread = Published(text=first.text if first else "", source=first.source if first else None)
        return unread, None
    (best, when), *others = read
    disputed = tuple((d.source, d.text) for d, other in others if _apart(when, other))
    flags = (
        *when.flags,
        *(["future"] if when.first_day > seen_at.date() + timedelta(days=1) else []),
        *(["disputed"] if disputed else []),
    )
    date = Published(
        text=best.text,
        at=when.published_at,
        local=when.published_local,
        date=when.published_date,
        precision=when.precision,
        flags=tuple(dict.fromkeys(flags)),
        source=best.source,
        disputed_by=disputed,
    )
    return date, when


def _apart(one: When, other: When) -> bool:
    return other.first_day - one.last_day > timedelta(
        days=1
    ) or one.first_day - other.last_day > timedelta(days=1)
