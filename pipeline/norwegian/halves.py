"""No half dates: a number beside a date that was not read means that the date was not understood.

"16. og 17. oktober" read as the 17th, "l2.08.2016" read as August, "5-6 av 10. mai" read as the
10th would all be wrong and look right. So what stands just before and just after a match is
looked at, in letters of the shape (`lexer`); `=` there is what another form has read already.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.norwegian.refusal import Impossible, NotADate

if TYPE_CHECKING:
    from pipeline.norwegian.found import Found

READ = "="
_REACH = 6
_NUMBER = "[124n0X]"
_JOINT = "[-/&tu]"

_JOINED_BEFORE = re.compile(
    "(?:"
    rf"[124n0X#]\.? ?{_JOINT} ?(?:D )?"  # 16. og | 12-
    r"|[124n0X#][.,:]|[124n0X]\., |[124n0X]|X[. ]{1,2}"  # 7. | 17., | l2.
    rf"|{_NUMBER} [vO] "  # 9 av | 10. mai
    r"|[A-Za-z]-"  # covid- | 19. mai
    r"|=\.? ?[-/] ?"
    rf"|[MmSQ]\.? ?(?:{_JOINT}|,) ?"  # mai/ | juni 2024
    ")$"
)
_JOINED_AFTER = re.compile(
    rf"\.? ?{_JOINT} ?(?:D |f )?{_NUMBER}"  # til 14
    rf"|[.:,]?{_NUMBER}| ?X| ?-#|/[#xV]| ?[-/] ?=| ?\+"
)
_BEFORE_A_NUMBER = re.compile(r"(?:[12] |X ?|U\.? |K\.?:? ?)$")
_BEFORE_A_PAIR = re.compile(rf"{_NUMBER}\.?,? $")
_BEFORE_A_MONTH = re.compile(rf"(?:{_NUMBER}|#)\.? ?$")
_AFTER_A_UNIT = re.compile(rf"\.? ?{_JOINT} ?(?:[12]\.? )?[MmSQ]")
_AFTER_NO_YEAR = re.compile(r",? ?[12]| [n0X]")
_AFTER_A_NUMBER = re.compile(r" [Cs]")
_AFTER_TWO_FIGURES = re.compile(r" [12](?![.:]2)")
_COMPOUND = re.compile(r"\.?-[A-Za-z]")


def has_year(found: Found) -> bool:
    """Whether a match has a year written in it."""
    return any(found.has(part) for part in ("year", "yy", "year2", "yy2", "iso", "iso1"))


def refuse_halves(found: Found, shape: str) -> None:
    """Raise `Impossible` where an unread number belongs to a match, `NotADate` in a compound."""
    first, stop = found.match.span()
    before, after = shape[max(0, first - _REACH) : first], shape[stop : stop + _REACH]
    if _COMPOUND.match(after):
        raise NotADate("part of a compound")
    if (
        _JOINED_BEFORE.search(before)
        or _JOINED_AFTER.match(after)
        or _half_before(found, shape[first], before)
        or _half_after(found, shape[stop - 1], after)
    ):
        raise Impossible("a number beside it was not read")


def _half_before(found: Found, begins: str, before: str) -> bool:
    if begins in "12" and _BEFORE_A_NUMBER.search(before):
        return True
    if begins in "Mm" and (_BEFORE_A_MONTH.search(before) or _lost_figure(found, before)):
        return True
    return found.word("joiner") in ("og", "and") and bool(_BEFORE_A_PAIR.search(before))


def _half_after(found: Found, ends: str, after: str) -> bool:
    if ends in "MmSQ" and _AFTER_A_UNIT.match(after):
        return True
    if ends in "MmQ12." and not has_year(found) and _AFTER_NO_YEAR.match(after):
        return True
    if ends in "124" and _AFTER_A_NUMBER.match(after):  # 2024 personer
        return True
    return ends == "2" and found.has("yy") and bool(_AFTER_TWO_FIGURES.match(after))


def _lost_figure(found: Found, before: str) -> bool:
    """Whether "S. mai" or "3O. juni" has a letter where scanning lost a figure."""
    if before.rstrip()[-1:] != ".":
        return False
    lexed = found.lexed
    start = lexed.starts[found.match.start()]
    word = lexed.text[:start].rstrip(" .").rpartition(" ")[2]
    return len(word) <= 2 or any(character.isdigit() for character in word)
