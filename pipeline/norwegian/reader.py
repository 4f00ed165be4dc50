"""The grammar at work: each form in its turn over the shape of a text, the exact ones first."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.norwegian import days, ranges, relative, units, weeks, years
from pipeline.norwegian.found import Context, Form, Found
from pipeline.norwegian.halves import READ, has_year, refuse_halves
from pipeline.norwegian.lexer import Lexed
from pipeline.norwegian.refusal import Impossible, NotADate, Unsettled
from pipeline.norwegian.when import When, ordered

GRAMMAR: tuple[Form, ...] = (
    *ranges.FORMS,
    *units.RANGES,
    *weeks.RANGES,
    *days.FORMS,
    *relative.FORMS[:1],
    *units.FORMS,
    *weeks.FORMS,
    *years.RANGES,
    *years.FORMS,
    *relative.FORMS[1:],
    *relative.TIME_ALONE,
)
"""Every form, in the order in which they are tried; what one has read, no later one sees."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of tokens that reads as a date; `when` is None where a reference was missing."""

    first: int
    stop: int
    form: str
    when: When | None
    has_year: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What the grammar found in a text, in order, and whether something must not be trusted."""

    lexed: Lexed
    candidates: tuple[Candidate, ...]
    refused: bool


def read(masked: str, context: Context) -> Reading:
    """Return every date in masked text; a date that is none, or half of one, means `refused`."""
    lexed = Lexed(masked)
    shape, found, refused = lexed.shape, [], False
    letters = frozenset(shape)
    for entry in GRAMMAR:
        if letters.isdisjoint(entry.needs) or (entry.core and not entry.core.search(shape)):
            continue
        spans: list[tuple[int, int]] = []
        for match in entry.pattern.finditer(shape):
            try:
                found.append(_candidate(entry, Found(lexed, match, context), shape))
            except NotADate:
                continue
            except Impossible:
                refused = True
            spans.append(match.span())
        for first, stop in spans:
            shape = f"{shape[:first]}{READ * (stop - first)}{shape[stop:]}"
    return Reading(lexed, tuple(sorted(found, key=lambda item: item.first)), refused)


def _candidate(entry: Form, found: Found, shape: str) -> Candidate:
    first, stop = found.match.span()
    try:
        when = _in_context(entry.read(found), shape, first, found)
    except Unsettled:
        when = None
    refuse_halves(found, shape)
    return Candidate(first, stop, entry.name, when, has_year(found))


def _in_context(when: When, shape: str, first: int, found: Found) -> When:
    """Return `when` as the word before it has it: about, by, or at the end of (P9, P11)."""
    cue = shape[first] if found.has("cue") else shape[:first].rstrip(" .-D")[-1:]
    if cue == "e":
        return When(when.last_day, None, "day", ordered((*when.flags, "bound")))
    if cue == "~" or (cue == "≈" and when.precision != "day"):
        return when.flagged("approx")
    bound = cue in ("b", "f", "t") and not found.has("season")
    return when.flagged("bound") if bound else when
