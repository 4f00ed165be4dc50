"""ISO weeks: `uke 42`, `veke 44 2025`, `uke 40–41`, `2025-W42`, `tirsdag i uke 42`."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.norwegian.found import Form, Found, form
from pipeline.norwegian.refusal import Impossible
from pipeline.norwegian.units import ALONE, settled, whole
from pipeline.norwegian.when import When


def read_week(found: Found) -> When:
    """Return an ISO week, or a weekday in it."""
    week = found.value("week")
    monday, flags = settled(found, lambda year: date.fromisocalendar(year, week, 1))
    if found.has("weekday"):
        return When(monday + timedelta(days=found.value("weekday")), None, "day", flags)
    if found.has("isoday"):
        number = found.value("isoday")
        if not 1 <= number <= 7:
            raise Impossible("no such weekday")
        return When(monday + timedelta(days=number - 1), None, "day", flags)
    return whole(monday, "week", flags)


def read_weeks(found: Found) -> When:
    """Return `uke 40–41 2025`, first Monday to last Sunday."""
    one, two = found.value("week"), found.value("week2")
    if two <= one or (found.word("joiner") in ("og", "and", "/") and two != one + 1):
        raise Impossible("not a range of weeks")
    monday, flags = settled(found, lambda year: date.fromisocalendar(year, one, 1))
    try:
        last = date.fromisocalendar(monday.isocalendar().year, two, 7)
    except ValueError as error:
        raise Impossible(str(error)) from error
    return When(monday, last, "week", flags)


_WEEK = r"(?<!N )U\.? ?(?P<week>[12])(?!\.?[124n0X]|\.? ?[Mm])"

RANGES: tuple[Form, ...] = (
    form(
        "uke 40–41 2025",
        "U",
        rf"{_WEEK} ?(?P<joiner>-|t|&|/) ?(?:U )?(?P<week2>[12])(?![.:])"
        rf"(?:(?:,|/| [vO])? ?(?P<year>4)| (?P<rel>r))?{ALONE}",
        read_weeks,
    ),
)
FORMS: tuple[Form, ...] = (
    form(
        "tirsdag i uke 42 2025",
        "U",
        rf"(?:(?P<weekday>W),? (?:v )?)?{_WEEK}"
        rf"(?:(?:,|[/-]| [vO])? ?\(?(?P<year>4)| (?P<rel>r))?{ALONE}",
        read_week,
    ),
    form(
        "2025-W42-3",
        "i",
        r"(?P<year>4)-?(?P<week>i)(?:-(?P<isoday>1))?(?![-/.]?[124n0X])",
        read_week,
    ),
    form("W42 2025", "i", r"(?P<week>i)(?:[ /-]|, )(?P<year>4)(?![-/.]?[124n0X])", read_week),
)
