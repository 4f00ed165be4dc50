"""From one day to another: `9.–10. februar`, `30. juni – 2. juli 2025`, `17.11.–18.11.2025`."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pipeline.norwegian import parts
from pipeline.norwegian.found import (
    Form,
    Found,
    a_day,
    form,
    has_clock,
    instant_of,
    nearest,
    refuse_loose_time,
    weekday_flags,
    written_year,
)
from pipeline.norwegian.refusal import Impossible, NotADate, Unsettled
from pipeline.norwegian.when import When, ordered

_AND = ("og", "and", "samt", "/")


def read_range(found: Found) -> When:
    """Return the days from side 1 to side 2, with the times written beside them."""
    first, last, flags = _days(found)
    if last <= first:
        raise Impossible("a range that ends before it begins")
    between = found.word("open") in ("mellom", "between")
    if found.word("joiner") in _AND and not between and last - first != timedelta(days=1):
        raise NotADate("two days, and what lies between them is not meant")
    flags += weekday_flags(found, first, "1") + weekday_flags(found, last, "2")
    return _with_times(found, first, last, flags)


def _days(found: Found) -> tuple[date, date, tuple[str, ...]]:
    """Return both days; what one side leaves out, the other gives."""
    year2, flags = written_year(found, "2")
    year1, more = written_year(found, "1")
    month2, day2 = found.value("month2", found.value("month1")), found.value("day2")
    month1, day1 = found.value("month1", month2), found.value("day1")
    if year1 is None and year2 is None:
        return _days_without_year(found, (month1, day1), (month2, day2))
    wraps = (month1, day1) > (month2, day2)
    if year1 is None and year2 is not None:
        if wraps and not found.has("month1"):
            raise Impossible("a range that ends before it begins")
        year1 = year2 - wraps
    elif year2 is None and year1 is not None:
        year2 = year1 + wraps
    assert year1 is not None
    assert year2 is not None
    return a_day(year1, month1, day1), a_day(year2, month2, day2), flags + more


def _days_without_year(
    found: Found, one: tuple[int, int], two: tuple[int, int]
) -> tuple[date, date, tuple[str, ...]]:
    a_day(2000, *one)
    a_day(2000, *two)
    if one > two and not found.has("month1"):
        raise Impossible("a range that ends before it begins")
    if "!" in found.lexed.shape:
        raise Unsettled("a range of no one year")
    first = nearest(lambda year: date(year, *one), found.context.day())  # P3
    return first, a_day(first.year + (one > two), *two), ("year_inferred",)


def _with_times(found: Found, first: date, last: date, flags: tuple[str, ...]) -> When:
    begins = next((n for n in ("1", "1h") if has_clock(found, n)), None)
    ends = next((n for n in ("2", "2h") if has_clock(found, n)), None)
    for n in (begins, ends):
        if n is not None:
            refuse_loose_time(found, n)
    if begins is None and ends is None:
        return When(first, last, "day", ordered(flags))
    if begins is None or ends is None:
        # "17.–18. november kl. 10–15": the times hold on each of the days.
        return When(first, last, "day", ordered(flags))
    start, precision, doubts = instant_of(found, first, begins)
    end, _, more = instant_of(found, last, ends)
    if end <= start:
        raise Impossible("a range that ends before it begins")
    return When(start, end, precision, ordered((*flags, *doubts, *more)))


def read_iso_range(found: Found) -> When:
    """Return `2025-11-17/2025-11-18`."""
    sides = [found.lexed.written(*found.match.span(part)) for part in ("iso1", "iso2")]
    try:
        first, last = (date.fromisoformat(side) for side in sides)
    except ValueError:
        return _iso_instants(sides)
    if last < first:
        raise Impossible("a range that ends before it begins")
    return When(first, last, "day")


def read_range_of_one_year(found: Found) -> When:
    """Return `17.11.2025–18.11.`; what may be a time, as in `17.11.2025 - 18.11`, is not read."""
    if not found.has("year1") or has_clock(found, "1"):
        raise NotADate("figures without a year")
    try:
        when = read_range(found)
    except Impossible as error:
        raise NotADate("a time of day") from error
    if " " in found.word("joiner") and not found.has("full"):
        raise Impossible("a day or a time")
    return when


def read_short_iso_range(found: Found) -> When:
    """Return `2025-11-17/18`."""
    written = found.word("iso1")
    first = a_day(*(int(part) for part in written[:10].split("-")))
    last = a_day(first.year, first.month, found.value("day2"))
    if len(written) != len("2025-11-17") or last <= first:
        raise Impossible("not a range of days")
    return When(first, last, "day")


def _iso_instants(sides: list[str]) -> When:
    try:
        start, end = (datetime.fromisoformat(side) for side in sides)
    except ValueError as error:
        raise Impossible(str(error)) from error
    if start.tzinfo is None or end.tzinfo is None or end <= start:
        raise Impossible("a range of instants needs zones and an order")
    return When(start, end, "second")


_JOIN = r" ?(?:D )?(?P<joiner>-|t|&|/) ?"
_OPEN = r"(?:(?P<open>f) )?"

_ONE_WORDED = (
    rf"{parts.time_before('1h')}{parts.weekday('1')}(?<!K )(?<!K\. )(?P<day1>[12o])(?: ?\.)?"
    rf"(?: ?(?P<month1>[Mm])\.?(?:,? (?P<year1>4))?{parts.time_after('1', until=False)})?"
)
_TWO_WORDED = (
    f"{parts.time_before('2h')}{parts.weekday('2')}{parts.day_month('2')}{parts.year('2')}?"
    f"{parts.time_after('2')}"
)
_ONE_NUMERIC = (
    rf"{parts.weekday('1')}(?P<day1>[12])(?:(?P<sep>[./]) ?(?P<month1>[12])"
    rf"(?:(?P=sep) ?(?P<year1>4)|(?P=sep)(?P<yy1>2))?{parts.time_after('1', until=False)})?\.?"
)
_TWO_DOTTED = parts.dotted("2") + parts.time_after("2")
_TWO_WITHOUT_YEAR = r"(?P<day2>[12])\.(?P<month2>[12])(?P<full>\.)?(?![.:]?[124n0X])"
_TWO_SLASHED = parts.slashed("2") + parts.time_after("2")

FORMS: tuple[Form, ...] = (
    form("2025-11-17/2025-11-18", "I", r"(?P<iso1>I) ?(?:/|-|t) ?(?P<iso2>I)", read_iso_range),
    form(
        "30. juni – 2. juli 2025",
        "Mm",
        _OPEN + _ONE_WORDED + _JOIN + _TWO_WORDED,
        read_range,
        r"[12o](?: ?\.)? ?(?:D )?[-t&/]|[Mm].*[Mm]",
    ),
    form(
        "17.11.–18.11.2025",
        ".",
        _OPEN + _ONE_NUMERIC + _JOIN + _TWO_DOTTED,
        read_range,
        parts.DOTTED,
    ),
    form(
        "17/11–18/11-2025",
        "/",
        _OPEN + _ONE_NUMERIC + _JOIN + _TWO_SLASHED,
        read_range,
    ),
    form(
        "17.11.2025–18.11.",
        ".",
        _OPEN + _ONE_NUMERIC + r"(?P<joiner>(?: ?- ?)| t )" + _TWO_WITHOUT_YEAR,
        read_range_of_one_year,
        parts.DOTTED,
    ),
    form("2025-11-17/18", "I", r"(?P<iso1>I)/(?P<day2>2)(?![.:/-]?[124n0X])", read_short_iso_range),
    form(
        "November 17–18, 2025",
        "Mm",
        r"(?:(?P<weekday1>[Ww])\.?,? )?(?P<month1>[Mm])\.? (?P<day1>[12])(?:,? (?P<year1>4))?"
        r" ?(?P<joiner>-|t|&) ?"
        r"(?:(?:(?P<weekday2>[Ww])\.?,? )?(?P<month2>[Mm])\.? )?(?P<day2>[12]),? (?P<year2>4)",
        read_range,
    ),
)
