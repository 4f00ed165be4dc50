"""What changes at every look, a clock on the page or a counter of readers; pure.

Such a page would make a revision at every look. One a day is enough: a further state of the same
day is folded into the day's revision, which then holds the last of them. An edit in other fields,
or in other words than a clock's, is a revision of its own all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from pipeline import sameness

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storage.release import Change, Release

DAY: Final = timedelta(days=1)
"""How long after a revision was seen further states of the like are folded into it."""

IN_A_ROW: Final = 3
"""So many revisions in a row of the same fields, each within ``NEAR`` of the one before, are a
page that changes at every look, whatever its words are."""

NEAR: Final = timedelta(days=2)

_OSLO: Final = ZoneInfo("Europe/Oslo")
_FRESH: Final = timedelta(hours=1)
"""A time of day on the page that is no older than this when it is read is a clock's."""

_AROUND: Final = 6
_TELLS: Final = frozenset(
    "oppdatert oppdatera oppdatering endret endra siden sidan visninger visningar sidevisninger "
    "sidevisningar lest lese lesere lesarar klokka updated views".split()
)
"""Words beside which a figure is a clock or a counter."""

_TICK: Final = re.compile(r"\W*\d+(?:[.:,/-]\d+)*\W*")
_UNITS: Final = frozenset(
    "sekund sekunder sekundar minutt minutter minuttar time timer timar dag dager dagar uke uker "
    "veke veker januar februar mars april mai juni juli august september oktober november desember "
    "mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tysdag laurdag".split()
)
_CLOCK: Final = re.compile(r"(?<!\d)([01]?\d|2[0-3])[.:]([0-5]\d)(?!\d|[.]\d)")
_WORDS: Final = ("title", "lead", "body")


@dataclass(frozen=True, slots=True)
class Edit:
    """A revision that is kept: when it was first seen (aware), its fields, and whose it is."""

    seen_at: datetime
    changed: tuple[str, ...]
    cause: str


def capped(kept: Release, change: Change, edits: Sequence[Edit], now: datetime) -> Change:
    """Return ``change``, folded into the newest revision where it is but a later state of it.

    Args:
        kept: the release as it stands.
        change: what ``revision.decide`` makes of what was told.
        edits: the newest revisions after the first, the newest first; ``IN_A_ROW`` suffice.
        now: when it was told, aware.
    """
    if change.outcome != "revised" or not edits:
        return change
    last = edits[0]
    of_the_day = last.cause == "published" and abs(now - last.seen_at) < DAY
    if not of_the_day or not set(change.changed) <= set(last.changed):
        return change
    if _in_a_row(edits, change.changed) or _ticks(kept, change, now):
        return replace(change, folds=True)
    return change


def _in_a_row(edits: Sequence[Edit], changed: tuple[str, ...]) -> bool:
    last = edits[:IN_A_ROW]
    return (
        len(last) == IN_A_ROW
        and all(edit.changed == changed and edit.cause == "published" for edit in last)
        and all(later.seen_at - earlier.seen_at < NEAR for later, earlier in pairwise(last))
    )


def _ticks(kept: Release, change: Change, now: datetime) -> bool:
    """Tell whether nothing differs but what a clock or a counter shows."""
    told = change.release
    words = [field for field in change.changed if field != "published"]
    if "published" in change.changed and not _shows(told.published.local or "", now):
        return False
    return all(
        field in _WORDS and _words_tick(getattr(kept, field), getattr(told, field), now)
        for field in words
    )


def _words_tick(before: str, after: str, now: datetime) -> bool:
    old, new = sameness.words(before).split(), sameness.words(after).split()
    return all(
        all(_may_tick(word) for word in (*gone, *come)) and (_tells(beside) or _shows(come, now))
        for gone, come, beside in _differences(old, new)
    )


def _differences(
    old: list[str], new: list[str]
) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Yield what went, what came in its place, and the words around it."""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield old[a:b], new[c:d], new[max(0, c - _AROUND) : d + _AROUND]


def _may_tick(word: str) -> bool:
    return bool(_TICK.fullmatch(word)) or word.strip(".,:;()").casefold() in _UNITS


def _tells(words: list[str]) -> bool:
    return any(word.strip(".,:;()").casefold() in _TELLS for word in words)


def _shows(words: list[str] | str, now: datetime) -> bool:
    """Tell whether a time of day among the words is that of ``now``, or just past."""
    local = now.astimezone(_OSLO)
    found = _CLOCK.findall(words if isinstance(words, str) else " ".join(words))
    return any(_ago(local, int(hour), int(minute)) < _FRESH for hour, minute in found)


def _ago(local: datetime, hour: int, minute: int) -> timedelta:
    shown = timedelta(hours=hour, minutes=minute)
    since = timedelta(hours=local.hour, minutes=local.minute) - shown
    return since % DAY
