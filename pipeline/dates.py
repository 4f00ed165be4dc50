"""Norwegian dates: right, or nothing.

`parse` reads the date that a text is; `find_all` finds the dates that a text has. Both answer
with `When`, or not at all: never today's day, never a default year, never month before day. The
policies P1 to P12 that settle what could be read two ways are in `docs/dates.md`; the words, the
forms and the masks are in `pipeline.norwegian`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from pipeline.norwegian import stamps
from pipeline.norwegian.choose import choose
from pipeline.norwegian.clean import clean, clean_with_places
from pipeline.norwegian.found import Context
from pipeline.norwegian.hints import may_hold_date
from pipeline.norwegian.masks import mask
from pipeline.norwegian.reader import Reading, read
from pipeline.norwegian.refusal import Impossible
from pipeline.norwegian.when import FLAGS, Mention, Precision, When

__all__ = ["FLAGS", "Mention", "Precision", "When", "find_all", "parse"]

Reference = datetime | date | str | None
_LONGEST_EXPRESSION = 60
_DAY_LIKE = re.compile(r"(?=.*[Mm])(?=.*4)(?=.*[12])[12o4MmWwDOv ,.'x]+")
"""Figures, a month and a year with nothing but spaces and stops between them."""


def parse(text: str, reference: Reference = None, tz: str = "Europe/Oslo") -> When | None:
    """Return the one date that `text` settles, or None.

    `text` is the expression as found; labels, titles glued to it and entities may surround it.
    `reference` is when it was written (an aware datetime, a date or ISO text; a naive datetime is
    in `tz`): dates without a year and "i går" are None without it. Times without a zone are in
    `tz`, and so are the instants returned. Raises ZoneInfoNotFoundError for an unknown `tz`.
    """
    zone = ZoneInfo(tz)
    cleaned = clean(text).strip()
    try:
        stamp = stamps.read_or_refuse(cleaned, zone)
    except Impossible:
        return None
    if stamp is not None or not cleaned:
        return stamp
    reading = read(mask(cleaned), context_of(reference, zone))
    if reading.refused:
        return None
    if reading.candidates:
        return choose(reading)
    return _last_resort(cleaned, reading, tz)


def find_all(text: str, reference: Reference = None, tz: str = "Europe/Oslo") -> list[Mention]:
    """Return every date in running text, in order, with its place, its words and its `When`.

    What `parse` would refuse is left out, as are dates that need a `reference` when there is
    none; the arguments are those of `parse`.
    """
    cleaned, places = clean_with_places(text)
    if not may_hold_date(cleaned):
        return []
    reading = read(mask(cleaned), context_of(reference, ZoneInfo(tz)))
    mentions = []
    for candidate in reading.candidates:
        if candidate.when is None:
            continue
        start = reading.lexed.starts[candidate.first]
        stop = reading.lexed.stops[candidate.stop - 1]
        if places is not None:
            start, stop = places[start], places[stop]
        mentions.append(Mention(start, stop, text[start:stop], candidate.when))
    return mentions


def context_of(reference: Reference, zone: tzinfo) -> Context:
    """Return what a text is read against; ValueError for text that is not ISO 8601."""
    if isinstance(reference, str):
        reference = (
            date.fromisoformat(reference)
            if len(reference) == len("2026-03-12")
            else datetime.fromisoformat(reference)
        )
    if reference is None:
        return Context(zone)
    if not isinstance(reference, datetime):
        return Context(zone, reference)
    now = reference.replace(tzinfo=zone) if reference.tzinfo is None else reference
    return Context(zone, now.astimezone(zone).date(), now)


def _last_resort(cleaned: str, reading: Reading, tz: str) -> When | None:
    """Ask dateparser about what the grammar has no form for, if it could be a date at all."""
    if len(cleaned) > _LONGEST_EXPRESSION or not _DAY_LIKE.fullmatch(reading.lexed.shape):
        return None
    from pipeline.norwegian.fallback import read_with_dateparser

    return read_with_dateparser(cleaned, tz)
