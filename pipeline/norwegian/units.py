"""Months, quarters, tertials, half-years and seasons: `mai 2024`, `2. kvartal`, `til våren`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipeline.norwegian.found import Form, Found, a_day, form, nearest, written_year
from pipeline.norwegian.refusal import Impossible, NotADate, Unsettled
from pipeline.norwegian.when import Precision, When, add_months, ordered, unit_end

if TYPE_CHECKING:
    from collections.abc import Callable

_SEASON_MONTH = {1: 3, 2: 6, 3: 9, 4: 12}  # P7
_CHRISTMAS = "jul"


def whole(first: date, precision: Precision, flags: tuple[str, ...] = ()) -> When:
    """Return the whole unit that begins on `first`."""
    return When(first, unit_end(first, precision), precision, ordered(flags))


def settled(found: Found, make: Callable[[int], date]) -> tuple[date, tuple[str, ...]]:
    """Return what `make` gives for the year written, else for the year nearest the reference."""
    year, flags = written_year(found)
    if year is not None:
        try:
            return make(year), flags
        except ValueError as error:
            raise Impossible(str(error)) from error
    if "!" in found.lexed.shape:
        raise Unsettled("a unit of no one year")
    return nearest(make, found.context.day()), ("year_inferred",)


def read_month(found: Found) -> When:
    """Return a month of a year, or the one nearest the reference."""
    if found.word("month").rstrip(".") == _CHRISTMAS:
        raise NotADate("Christmas")
    first, flags = settled(found, lambda year: date(year, found.value("month"), 1))
    return whole(first, "month", flags)


def read_months(found: Found) -> When:
    """Return `mai–juni 2024`; over a new year the first month belongs to the year before."""
    month1, month2 = found.value("month1"), found.value("month2")
    year2 = found.value("year2")
    year1 = found.value("year1", year2 - (month1 > month2))
    first, last = a_day(year1, month1, 1), a_day(year2, month2, 1)
    if last < first or (
        found.word("joiner") in ("og", "and", "/") and add_months(first, 1) != last
    ):
        raise Impossible("not a range of months")
    return When(first, unit_end(last, "month"), "month")


def read_iso_month(found: Found) -> When:
    """Return `2023-05`; 2010-11 may as well be two years, and is not read."""
    year, month = found.value("year"), found.value("month")
    if (year + 1) % 100 == month:
        raise Impossible("a month or two years")
    return whole(a_day(year, month, 1), "month")


def _part_of_year(precision: Precision, months: int) -> Callable[[Found], When]:
    def read(found: Found) -> When:
        number = found.value("n")
        if not 1 <= number <= 12 // months:
            raise Impossible(f"no such {precision}")
        if precision != "quarter" and written_year(found)[0] is None:
            raise Unsettled("which year's half or third is not said")
        first, flags = settled(found, lambda year: date(year, (number - 1) * months + 1, 1))
        return whole(first, precision, flags)

    return read


def read_quarters(found: Found) -> When:
    """Return `1.–2. kvartal 2024`; `1. og 3. kvartal` are two."""
    one, two = found.value("n"), found.value("n2")
    if not 1 <= one < two <= 4 or (found.word("joiner") in ("og", "and") and two != one + 1):
        raise Impossible("not a range of quarters")
    first, flags = settled(found, lambda year: date(year, 3 * one - 2, 1))
    return When(first, unit_end(date(first.year, 3 * two - 2, 1), "quarter"), "quarter", flags)


def read_season(found: Found) -> When:
    """Return a season (P7); a winter needs both its years."""
    season = found.value("season")
    year, flags = written_year(found)
    if season == 4 or year is None:
        raise Unsettled("which winter, or which year, is not said")
    return whole(date(year, _SEASON_MONTH[season], 1), "season", flags)


def read_winter(found: Found) -> When:
    """Return `vinteren 2023–24`: December to February (P7)."""
    year = found.value("year")
    next_year = found.value("next", found.value("short") + (year + 1) // 100 * 100)
    if found.value("season") != 4 or next_year != year + 1:
        raise Impossible("not one winter")
    return whole(date(year, 12, 1), "season")


_SEASON_REACH = timedelta(days=120)


def read_season_near(found: Found) -> When:
    """Return `i høst`, `til våren`, `neste vår`: the one near, the next or the last."""
    season, today = found.value("season"), found.context.day()
    if season == 4:
        raise Unsettled("a winter needs both its years")
    years = [
        whole(date(today.year + step, _SEASON_MONTH[season], 1), "season", ("year_inferred",))
        for step in (-1, 0, 1)
    ]
    step = found.value("step") if found.has("step") else 1 if found.word("cue") == "til" else 0
    if step > 0:
        return next(when for when in years if when.first_day > today)
    if step < 0:
        return [when for when in years if when.last_day < today][-1]
    near = [
        when
        for when in years
        if when.first_day - _SEASON_REACH <= today <= when.last_day + _SEASON_REACH
    ]
    if len(near) != 1:
        raise Unsettled("two such seasons are as near")
    return near[0]


JOIN = r" ?(?P<joiner>-|t|&|/) ?"
YEAR = r"(?:,? ?(?:v |O )?(?P<year>4)| (?P<rel>r))"
ALONE = r"(?!-[A-Za-z])(?! ?[-/] ?[124n0X])"
"""What is read must not go on: as a compound ("august 2016-utgaven") or with a number."""


def _counted(name: str, letter: str, precision: Precision, months: int) -> tuple[Form, ...]:
    read = _part_of_year(precision, months)
    return (
        form(f"1. {name} 2024", letter, rf"(?P<n>[1o])\.? ?{letter}\.?{YEAR}?{ALONE}", read),
        form(f"{name} 1 2024", letter, rf"{letter} (?P<n>1){YEAR}{ALONE}", read),
    )


RANGES: tuple[Form, ...] = (
    form(
        "mai–juni 2024",
        "Mm",
        rf"(?:f )?(?P<month1>[Mm])\.?(?:,? (?P<year1>4))?{JOIN}"
        rf"(?P<month2>[Mm])\.?,? (?P<year2>4){ALONE}",
        read_months,
    ),
    form(
        "1.–2. kvartal 2024",
        "Q",
        rf"(?P<n>[1o])\.?{JOIN}(?P<n2>[1o])\.? Q\.?{YEAR}{ALONE}",
        read_quarters,
    ),
)
FORMS: tuple[Form, ...] = (
    form("mai 2024", "Mm", rf"(?P<month>M|m\.?)(?: O)?{YEAR}{ALONE}", read_month),
    form("i mai", "M", rf"(?P<cue>v|≈|b|e) (?P<month>M)(?! ?[12]){ALONE}", read_month),
    form("2023-05", "4", r"^[ \"*.;]*(?P<year>4)-(?P<month>2)[ \".]*$", read_iso_month),
    *_counted("kvartal", "Q", "quarter", 3),
    form("Q2 2024", "q", rf"(?P<n>q)(?:[ /-]|, )?(?P<year>4){ALONE}", _part_of_year("quarter", 3)),
    form("2024-Q2", "q", rf"(?P<year>4)[ -]?(?P<n>q){ALONE}", _part_of_year("quarter", 3)),
    *_counted("halvår", "H", "half-year", 6),
    *_counted("tertial", "T", "tertial", 4),
    form(
        "vinteren 2023–24",
        "S",
        r"(?P<season>S),? (?P<year>4) ?[-/] ?(?:(?P<next>4)|(?P<short>2))(?![.:/-]?[124n0X])",
        read_winter,
    ),
    form("våren 2023", "S", rf"(?P<season>S){YEAR}{ALONE}", read_season),
    form("i fjor høst", "S", r"(?P<rel>r) (?P<season>S)(?! 4)", read_season),
    form("neste vår", "S", r"(?P<step>N) (?P<season>S)(?! 4)", read_season_near),
    form(
        "til våren",
        "S",
        r"(?P<cue>t|v) (?P<season>S)(?![ ,]{1,2}(?:O |v )?[4Q])(?! [xV])",
        read_season_near,
    ),
)
