"""The grammar at work: each form in its turn over the shape of a text, the exact ones first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.norwegian import days, ranges, relative, units, weeks, years
from pipeline.norwegian.found import Context, Form, Found
from pipeline.norwegian.lexer import Lexed
from pipeline.norwegian.masks import mask
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

_NUMBER = "[124n0X]"
_JOINED_BEFORE = re.compile(
    rf"(?:[124n0X#]\.? ?[-/&tu] ?(?:D )?|{_NUMBER} [vO] |[A-Za-z]-|=\.? ?[-/] ?|{_NUMBER}[.,:]|{_NUMBER}\., |{_NUMBER}|X[. ]{{1,2}})$"
)
_NUMBER_BEFORE = re.compile(r"(?:[12] |X ?|K\.?:? ?)$")
_LISTED_BEFORE = re.compile(rf"{_NUMBER}\.?,? $")
_DAY_BEFORE_MONTH = re.compile(rf"(?:{_NUMBER}|#)\.? ?$")
_JOINED_AFTER = re.compile(
    rf"\.? ?[-/&tu] ?(?:D |f )?{_NUMBER}|[.:,]?{_NUMBER}| ?X| ?-#|/[#xV]| ?[-/] ?=| ?\+"
)
_UNIT_BEFORE = re.compile(r"[MmSQ]\.? ?[-/&tu] ?$")
_UNIT_AFTER = re.compile(r"\.? ?[-/&tu] ?(?:[12]\.? )?[MmSQ]")
_LOOSE_NUMBER = re.compile(r",? ?[12]| [n0X]")
_COUNTED_AFTER = re.compile(r" [Cs]")
_YEAR_SPLIT = re.compile(r" [12](?![.:]2)")
_COMPOUND = re.compile(r"\.?-[A-Za-z]")
_REACH = 6
_READ = "="


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


def read(cleaned: str, context: Context) -> Reading:
    """Return every date in cleaned text; a date that is none, or half of one, means `refused`."""
    lexed = Lexed(mask(cleaned))
    shape, found, refused = lexed.shape, [], False
    for entry in GRAMMAR:
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
            shape = f"{shape[:first]}{_READ * (stop - first)}{shape[stop:]}"
    return Reading(lexed, tuple(sorted(found, key=lambda item: item.first)), refused)


def _candidate(entry: Form, found: Found, shape: str) -> Candidate:
    first, stop = found.match.span()
    try:
        when = _in_context(entry.read(found), shape, first, found)
    except Unsettled:
        when = None
    _refuse_halves(found, shape, first, stop)
    return Candidate(first, stop, entry.name, when, _has_year(found))


def _initial(found: Found, first: int) -> bool:
    """Whether "S. mai" has a letter where scanning lost a figure."""
    lexed = found.lexed
    return len(lexed.text[: lexed.starts[first]].rstrip(" .").rpartition(" ")[2]) < 2


def _has_year(found: Found) -> bool:
    return any(found.has(part) for part in ("year", "yy", "year2", "yy2", "iso", "iso1"))


def _refuse_halves(found: Found, shape: str, first: int, stop: int) -> None:
    """Raise where a number that was not read belongs to what was."""
    before, after = shape[max(0, first - _REACH) : first], shape[stop : stop + _REACH]
    begins, ends = shape[first], shape[stop - 1]
    if _COMPOUND.match(after):
        raise NotADate("part of a compound")
    if (
        _JOINED_BEFORE.search(before)
        or _JOINED_AFTER.match(after)
        or (begins in "12" and _NUMBER_BEFORE.search(before))
        or (begins in "Mm" and _DAY_BEFORE_MONTH.search(before))
        or (found.word("joiner") in ("og", "and") and _LISTED_BEFORE.search(before))
        or (ends in "124" and _COUNTED_AFTER.match(after))
        or (begins in "Mm" and before.rstrip()[-1:] == "." and _initial(found, first))
        or _UNIT_BEFORE.search(before)
        or (ends in "MmSQ" and _UNIT_AFTER.match(after))
        or (ends in "MmQ12." and not _has_year(found) and _LOOSE_NUMBER.match(after))
        or (found.has("yy") and ends == "2" and _YEAR_SPLIT.match(after))
    ):
        raise Impossible("a number beside it was not read")


def _in_context(when: When, shape: str, first: int, found: Found) -> When:
    """Return `when` as the word before it has it: about, by, or at the end of (P9, P11)."""
    cue = shape[first] if found.has("cue") else shape[:first].rstrip(" .-D")[-1:]
    if cue == "e":
        return When(when.last_day, None, "day", ordered((*when.flags, "bound")))
    if cue == "~" or (cue == "≈" and when.precision != "day"):
        return when.flagged("approx")
    bound = cue in ("b", "f", "t") and not found.has("season")
    return when.flagged("bound") if bound else when
