"""What a release says will happen: its events, its deadlines, and the dates it only mentions.

A date is a deadline where a word for one governs it ("høringsfrist", "innen", "no later than"),
an event where an invitation, a plan or a sentence about a meeting names a coming day, and a
mention everywhere else. What is over, or said in a quotation, is a mention. Pure: the
publication date is the only clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from pipeline.dates import Mention, When, find_all, parse
from pipeline.place import label_places, place_near
from pipeline.prose import Passage, passages

Role = Literal["event", "deadline", "mention"]

INVITATIONS = frozenset({"presseinvitasjon", "kalender"})
"""The types of release (`releases.type`) that exist to announce a day."""

_FRIST_BEFORE = re.compile(
    r"(?:\w*frist(?:en|a)?|deadline|closing date)\b[^!?;]{0,90}$", re.IGNORECASE
)
_BY_BEFORE = re.compile(
    r"(?:\b(?:innen|innan|seinast|senest|før|by|no later than|not later than|before)"
    r"(?: utgangen av| utløpet av| the end of| end of)?(?: den| the)?|\bfrist)"
    r"[: ]{0,2}(?:\w+dag )?$",
    re.IGNORECASE,
)
_FRIST_AFTER = re.compile(
    r"[^.!?]{0,40}\b(?:er|is) (?:\w+ ){0,2}(?:\w*frist|deadline)", re.IGNORECASE
)
_NO_DEADLINE_BEFORE = re.compile(
    r"\b(?:trådte|trer|tredde|kraft|force|vedtatt|varer|varte)\b", re.IGNORECASE
)
_EVENT_CUE = re.compile(
    r"\b(?:inviter\w*|invitasjon\w*|velkommen|velkomen|welcome|arranger\w*|avholdes|holder"
    r"|haldast|held|holdes|finner sted|finn stad|går av stabelen|skjer|møtes|møtast|møter"
    r"|åpner|åpnes|opnar|opnast|lanseres|lanserast|lanserer|legges fram|legges frem"
    r"|legg fram|legger fram|legger frem|leggjast fram|presenteres|presenterer|presenterast"
    r"|overrekk\w*|besøker|vitjar|deltar|deltek|\w*konferanse\w*|\w*seminar\w*|webinar\w*"
    r"|\w*møte|\w*møtet|\w*møter|pressetreff|pressebrif\w*|åpning|opning|lansering|markering"
    r"|presentasjon\w*|debatt\w*|samling\w*|\w*dagen|conference|meeting|press briefing|launch"
    r"|opens|invites?|invited|takes place|will be held|visits?)\b",
    re.IGNORECASE,
)
_EVENT_LABEL = re.compile(
    r"(?:^|\n)[ •*-]*(?:tid|tidspunkt|dato|når|tid og sted|tid og stad|når og hvor|time|when|date"
    r"|tid/sted)\s*:?\s*(?:[^\n]{0,12})$",
    re.IGNORECASE,
)
_NO_EVENT_CUE = re.compile(
    r"\b(?:i kraft|ikraft\w*|into force|gjelder fra|gjeld frå|virkning fra|verknad frå|født|fødd"
    r"|vedtatt|vedteken|vedteke|datert|publisert|published|sist endret|sist endra|oppdatert"
    r"|enters into)\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\b(?:\w{2,4}s?dag|laurdag|\w+day)\b", re.IGNORECASE)
_INVITING_TITLE = re.compile(
    r"^(?:presse)?invitasjon|^pressekonferanse|^pressetreff|^pressebrif|^press invitation"
    r"|\binviterer til\b|\binviterer pressen\b|\binviterer pressa\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:kl\.?|klokken|klokka|at) ?[0-9]{1,2}(?:[.:][0-9]{2})?"
    r"(?: ?(?:[-–—]|til|to) ?(?:kl\.? ?)?[0-9]{1,2}(?:[.:][0-9]{2})?)?(?![0-9])",
    re.IGNORECASE,
)
_WITHIN_A_DAY = frozenset({"second", "minute", "hour"})


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """One date of a release: the words it stands in, what they say, and why it matters."""

    text: str
    when: When
    role: Role
    place: str = ""


def agenda(
    title: str,
    lead: str,
    body: str,
    published: When | datetime | date | None,
    release_type: str = "",
) -> tuple[AgendaEntry, ...]:
    """Return the dates of a release with their roles, in the order of the text, each once.

    `body` is plain text with blank lines between paragraphs; `published` is the reference for
    dates without a year, and what lies before it is over; `release_type` is a word of
    `releases.type`. A year in a heading ("Møteplan 2026") is the year of the dates under it.
    """
    reference = published.start if isinstance(published, When) else published
    inviting = release_type in INVITATIONS or bool(_INVITING_TITLE.search(title))
    places = label_places(body)
    entries = [
        entry
        for passage in passages(title, lead, body)
        for entry in _entries(passage, reference, inviting, places)
    ]
    return _each_once(entries)


def _entries(
    passage: Passage, reference: datetime | date | None, inviting: bool, places: tuple[str, ...]
) -> list[AgendaEntry]:
    mentions = _dated(passage, reference)
    entries = []
    for mention in mentions:
        role = _role(passage, mention, reference, inviting)
        place = ""
        if role == "event":
            place = places[0] if len(places) == 1 else ""
            place = place or place_near(passage.text, mention.start, mention.stop)
        if role != "mention" or "relative" not in mention.flags:
            entries.append(AgendaEntry(mention.text, mention.when, role, place))
    return entries


def _dated(passage: Passage, reference: datetime | date | None) -> list[Mention]:
    """Return the mentions of days and longer units, a time told apart joined to its one day."""
    against = date(passage.year, 7, 2) if passage.year else reference
    days = [one for one in find_all(passage.text, against) if one.when.precision != "year"]
    if passage.year:
        return [replace(one, when=_without_doubt_of_year(one.when)) for one in days]
    if len(days) != 1 or days[0].when.end is not None:
        return days
    times = _TIME.findall(passage.text)
    return [_at_time(days[0], times[0])] if len(times) == 1 else days


def _at_time(mention: Mention, time: str) -> Mention:
    """Return a mention of a day with the one time that its passage names."""
    when = mention.when
    joined = parse(f"{when.published_date} {time}") if when.precision == "day" else None
    if joined is None or joined.first_day != when.first_day:
        return mention
    return replace(mention, when=joined.flagged(*mention.flags))


def _without_doubt_of_year(when: When) -> When:
    """Return `when` with its year as certain: the heading gives it."""
    return replace(when, flags=tuple(flag for flag in when.flags if flag != "year_inferred"))


def _role(
    passage: Passage, mention: Mention, reference: datetime | date | None, inviting: bool
) -> Role:
    today = reference.date() if isinstance(reference, datetime) else reference
    if today is not None and mention.when.last_day < today:
        return "mention"
    sentence, start, stop = passage.sentence_around(mention.start, mention.stop)
    if _is_deadline(sentence, start, stop):
        return "deadline"
    if passage.quoted_at(mention.start):
        return "mention"
    return "event" if _is_event(passage, mention, sentence, inviting) else "mention"


def _is_deadline(sentence: str, start: int, stop: int) -> bool:
    before, after = sentence[:start], sentence[stop:]
    if _NO_DEADLINE_BEFORE.search(before):
        return False
    return bool(
        _FRIST_BEFORE.search(before) or _BY_BEFORE.search(before) or _FRIST_AFTER.match(after)
    )


def _is_event(passage: Passage, mention: Mention, sentence: str, inviting: bool) -> bool:
    if "relative" in mention.flags and not inviting:
        return False
    if mention.when.precision not in (*_WITHIN_A_DAY, "day") or _NO_EVENT_CUE.search(sentence):
        return False
    if passage.year or _EVENT_LABEL.search(passage.text[: mention.start]):
        return True
    if _EVENT_CUE.search(sentence):
        return True
    timed = mention.when.precision in _WITHIN_A_DAY
    return inviting and (timed or bool(_WEEKDAY.search(mention.text)))


def _each_once(entries: list[AgendaEntry]) -> tuple[AgendaEntry, ...]:
    """Keep each day of a role once: the fullest telling of it, in the place of the first."""
    kept: list[AgendaEntry] = []
    for entry in entries:
        for index, other in enumerate(kept):
            if _same(entry, other):
                kept[index] = _fuller(other, entry)
                break
        else:
            kept.append(entry)
    return tuple(kept)


def _same(one: AgendaEntry, other: AgendaEntry) -> bool:
    """Whether two entries tell of one thing: equal, or one a day and the other a time on it."""
    if one.when.first_day != other.when.first_day or one.when.last_day != other.when.last_day:
        return False
    if one.role != other.role and "mention" not in (one.role, other.role):
        return False
    timed = [isinstance(entry.when.start, datetime) for entry in (one, other)]
    return one.when.start == other.when.start or not all(timed)


def _fuller(one: AgendaEntry, other: AgendaEntry) -> AgendaEntry:
    ranked = sorted(
        (one, other),
        key=lambda entry: (entry.role != "mention", isinstance(entry.when.start, datetime)),
    )
    best, rest = ranked[1], ranked[0]
    if ranked[0].role == ranked[1].role and one.when == other.when:
        best, rest = one, other
    return replace(best, place=best.place or rest.place)
