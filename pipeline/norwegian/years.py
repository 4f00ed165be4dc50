"""Years: with a cue (`i løpet av 2024`), as a span (`2024–2028`), or as the whole text."""

from __future__ import annotations

import re
from datetime import date

from pipeline.norwegian.found import Form, Found, form
from pipeline.norwegian.refusal import Impossible, NotADate, Unsettled
from pipeline.norwegian.units import whole
from pipeline.norwegian.when import When

_UNIT_BEFORE = re.compile(r"[UQHTSsMm]\.? $")
_BY = ("innen", "innan", "by")
_DATED_THINGS = (
    "lov",
    "loven",
    "lova",
    "lovene",
    "lovane",
    "avtalen",
    "konvensjonen",
    "traktaten",
    "forskriften",
    "forskrifta",
    "act",
    "constitution",
    "agreement",
)


def read_year(found: Found) -> When:
    """Return a year that a cue makes one: `i løpet av 2024`, `in 2023`, `regnskapsåret 2024`."""
    year, cue = found.value("year"), found.word("cue")
    if cue in ("på", "om") or (cue == "for" and year % 100 == 0):
        raise NotADate("a number of things, perhaps")
    if found.lexed.shape[found.match.start("cue")] == "s" and not _the_word_year(found):
        raise NotADate("so many days, and a number")
    if _UNIT_BEFORE.search(found.match.string[: found.match.start()]):
        raise NotADate("a part of a year")
    if cue in ("av", "of") and not _of_a_law(found):
        raise NotADate("a part of a year, or of so many")
    if "halvdel" in cue:
        raise Unsettled("half of a year, roughly")
    if found.lexed.shape[found.match.start("cue")] == "b" and cue not in _BY:
        raise Unsettled("an open interval of years")
    return whole(date(year, 1, 1), "year", ("bound",) if cue in _BY else ())


def _the_word_year(found: Found) -> bool:
    before = found.lexed.shape[: found.match.start("cue")].rstrip(" .")[-1:]
    return found.word("cue") in ("år", "year") and before not in tuple("124n0Xoct")


def _of_a_law(found: Found) -> bool:
    """Whether the word before "av 1837" is one that a year belongs to: a law, an agreement."""
    lexed = found.lexed
    before = lexed.lower[: lexed.starts[found.match.start("cue")]].rstrip()
    return before.endswith(_DATED_THINGS)


def read_bare_year(found: Found) -> When:
    """Return the year that is all there is."""
    return whole(date(found.value("year"), 1, 1), "year")


def read_years(found: Found) -> When:
    """Return `2024–2028`, `frå 2022 til 2025`; consecutive years in brackets are a session (P8)."""
    first, last = found.value("year1"), found.value("year2")
    if not first < last <= first + 60:
        raise Impossible("not a range of years")
    if found.has("bracket") and last == first + 1:
        raise Impossible("a parliamentary session")
    between = found.word("open") in ("mellom", "between")
    if found.word("joiner") in ("og", "and") and not between and last != first + 1:
        raise Impossible("two years, and what lies between them is not meant")
    return When(date(first, 1, 1), date(last, 12, 31), "year")


def read_relative_year(found: Found) -> When:
    """Return `i år`, `i fjor`, `neste år`."""
    year = found.context.day().year + found.value("rel")
    return whole(date(year, 1, 1), "year", ("relative",))


def read_end_of_this_year(found: Found) -> When:
    """Return `utgangen av året`: the last day of the reference's year (P9)."""
    return When(date(found.context.day().year, 12, 31), None, "day", ("bound", "year_inferred"))


_PAUSE = (
    r'(?= ?(?:$|[#.,;:!?)"|(*&tfvDbgKaNPORWMmS]|- |-$))'
    r"(?!\.?[124n0X])(?! ?[-/&t:,] ?(?:f )?4)(?! ?[-/&t:] ?(?:f )?[12n0X])"
)
"""After a year no counted thing may stand ("i 2023 kommuner"): a pause, or a small word."""

RANGES: tuple[Form, ...] = (
    form(
        "frå 2022 til 2025",
        "4",
        r"(?P<bracket>\( ?)?(?:(?P<open>f) )?(?P<year1>4) ?(?P<joiner>-|t|&) ?(?P<year2>4)"
        r"(?![-/.:]?[124n0X])(?!-[xV])(?! [Cs])",
        read_years,
    ),
)
FORMS: tuple[Form, ...] = (
    form("i løpet av 2024", "4", rf"(?P<cue>v|O|≈|e|b|Y|s)(?: v)? (?P<year>4){_PAUSE}", read_year),
    form("2023", "4", r'^[ "*.;(]*(?P<year>4)[ ").,]*$', read_bare_year),
    form("utgangen av året", "e", r"e Y(?! 4)", read_end_of_this_year),
    form("i fjor", "r", r"(?P<rel>r)(?! ?[S4])", read_relative_year),
)
