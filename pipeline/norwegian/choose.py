"""Which of the dates in a text is the one it is about: the only one, or none."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.norwegian.reader import Candidate, Reading
    from pipeline.norwegian.when import When

_PUBLISHED = re.compile(r"(?:publisert|published|dato|date)(?: dato)?[:.]?\s{0,4}$")
_DATELINE_FOLLOWS = re.compile(r" ?[:|]")
_OF_A_DAY = ("day", "hour", "minute", "second")
_NOTHING_BEFORE = re.compile(r"[ \"*.;(]*")


def choose(reading: Reading) -> When | None:
    """Return the date that a text of several settles, or None when they differ.

    A date at the very beginning before a colon or bar is the text's own; so is the only one
    labelled as its publication, and the only one with a year. A year or a time beside a day, and
    a day said twice, do not differ.
    """
    candidates = _without_weak(reading.candidates)
    for narrow in (_all, _dateline, _labelled, _with_year):
        chosen = _agreed(narrow(reading, candidates))
        if chosen is not None:
            return chosen
    return None


def _without_weak(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Leave out a time beside a day, and a year beside a day or around what is finer."""
    strong = tuple(one for one in candidates if one.form != "kl. 14.30") or candidates
    finer = [one for one in strong if one.when is None or one.when.precision != "year"]
    return tuple(one for one in strong if one in finer or not _only_frames(one.when, finer))


def _only_frames(year: When | None, finer: list[Candidate]) -> bool:
    return bool(finer) and all(
        one.when is None
        or one.when.precision in _OF_A_DAY
        or (year is not None and year.first_day <= one.when.first_day <= year.last_day)
        for one in finer
    )


def _all(reading: Reading, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    del reading
    return candidates


def _dateline(reading: Reading, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    first, shape = candidates[0], reading.lexed.shape
    starts = _NOTHING_BEFORE.fullmatch(shape[: first.first])
    return (first,) if starts and _DATELINE_FOLLOWS.match(shape[first.stop :]) else ()


def _labelled(reading: Reading, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    lexed = reading.lexed
    return tuple(
        one
        for one in candidates
        if _PUBLISHED.search(lexed.lower[: lexed.starts[one.first]][-40:])
        or lexed.shape[one.first] == "L"
    )


def _with_year(reading: Reading, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    del reading
    return tuple(one for one in candidates if one.has_year)


def _agreed(candidates: tuple[Candidate, ...]) -> When | None:
    """Return the one value of `candidates`; a day agrees with a time on it."""
    values = [one.when for one in candidates]
    if not values or None in values:
        return None
    whens = [when for when in values if when is not None]
    timed = [when for when in whens if isinstance(when.start, datetime)] or whens
    chosen = timed[0]
    same = all(
        (when.start, when.end, _fold(when)) == (chosen.start, chosen.end, _fold(chosen))
        or (when.start == chosen.first_day and when.end is None and when.precision == "day")
        for when in whens
    )
    return chosen if same else None


def _fold(when: When) -> int:
    """Which of two equal hours it is; a comparison within one zone does not tell."""
    return when.start.fold if isinstance(when.start, datetime) else 0
