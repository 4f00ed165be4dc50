"""A form found in a shape: what its named parts say, and what they mean given a reference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from pipeline.norwegian.clock import at_offset, in_zone, named_offset, offset_of, wall
from pipeline.norwegian.refusal import Impossible, Unsettled
from pipeline.norwegian.stamps import full_year

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.norwegian.lexer import Lexed
    from pipeline.norwegian.when import Precision, When


@dataclass(frozen=True, slots=True)
class Context:
    """What a text is read against: a time zone, and the day (and instant) it was written."""

    zone: tzinfo
    today: date | None = None
    now: datetime | None = None

    def day(self) -> date:
        """Return the day of the reference; `Unsettled` without one (P3)."""
        if self.today is None:
            raise Unsettled("needs a reference")
        return self.today


class Found(NamedTuple):
    """One match of a form on the shape of a text."""

    lexed: Lexed
    match: re.Match[str]
    context: Context

    def has(self, part: str) -> bool:
        """Whether the part called `part` exists in the form and was written."""
        return part in self.match.re.groupindex and self.match.start(part) >= 0

    def value(self, part: str, default: int = 0) -> int:
        """Return the number of a part: figures, or what a word stands for."""
        return self.lexed.values[self.match.start(part)] if self.has(part) else default

    def word(self, part: str) -> str:
        """Return a part as written, in lower case; empty when it was not."""
        if not self.has(part):
            return ""
        first, stop = self.match.span(part)
        return self.lexed.lower[self.lexed.starts[first] : self.lexed.stops[stop - 1]]


class Form(NamedTuple):
    """One way to write a date: its name, its pattern over shapes, and how it is read.

    `needs` are letters of which a shape must have one, and `core` is a short pattern of what every
    match has in it; without them the pattern, which is long, is not tried.
    """

    name: str
    needs: frozenset[str]
    pattern: re.Pattern[str]
    read: Callable[[Found], When]
    core: re.Pattern[str] | None = None


def form(
    name: str, needs: str, pattern: str, read: Callable[[Found], When], core: str | None = None
) -> Form:
    """Return a form with its patterns compiled."""
    return Form(
        name, frozenset(needs), re.compile(pattern), read, re.compile(core) if core else None
    )


def a_day(year: int, month: int, day: int) -> date:
    """Return the day, or raise `Impossible`."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Impossible(str(error)) from error


def written_year(found: Found, n: str = "") -> tuple[int | None, tuple[str, ...]]:
    """Return the year of part `year`, `yy` (P2) or `rel` ("i fjor"), or None."""
    if found.has(f"year{n}"):
        return found.value(f"year{n}"), ()
    if found.has(f"yy{n}"):
        return full_year(found.word(f"yy{n}"))
    if found.has(f"rel{n}"):
        return found.context.day().year + found.value(f"rel{n}"), ("relative",)
    return None, ()


_HALF_A_YEAR = timedelta(days=190)


def nearest(make: Callable[[int], date], today: date) -> date:
    """Return the day that `make` gives for the year that brings it nearest `today` (P3)."""
    days: list[date] = []
    for year in range(today.year - 1, today.year + 2):
        try:
            days.append(make(year))
        except ValueError:
            continue
    chosen = min(days, key=lambda day: abs(day - today), default=None)
    if chosen is None or abs(chosen - today) > _HALF_A_YEAR:
        raise Impossible("no such day near the reference")
    return chosen


def day_of(found: Found, n: str = "") -> tuple[date, tuple[str, ...]]:
    """Return the day of parts `day`, `month` and a year, which the reference may have to give."""
    year, flags = written_year(found, n)
    month, number = found.value(f"month{n}"), found.value(f"day{n}")
    if year is not None:
        return a_day(year, month, number), flags
    a_day(2000, month, number)  # what no year has is impossible before it is unsettled
    spoiled = "!" in found.lexed.shape
    if spoiled:
        raise Unsettled("a date of no one year")
    day = nearest(lambda other: date(other, month, number), found.context.day())
    return day, ("year_inferred",)


def weekday_flags(found: Found, day: date, n: str = "") -> tuple[str, ...]:
    """Return P4's flag when the weekday written is not the day's."""
    part = f"weekday{n}"
    wrong = found.has(part) and found.value(part) != day.weekday()
    return ("weekday_mismatch",) if wrong else ()


def has_clock(found: Found, n: str = "") -> bool:
    """Whether a time of day was written in the parts numbered `n`."""
    return found.has(f"hour{n}") or found.has(f"hm{n}")


def refuse_loose_time(found: Found, n: str = "") -> None:
    """Raise `Impossible` for "12. august 10.30": without "kl." it needs a weekday or a year."""
    settled = any(found.has(part) for part in ("year", "yy", "iso", "weekday", "year1", "yy1"))
    if settled or found.has(f"clock{n}") or found.has("weekday1") or found.has(f"ampm{n}"):
        return
    if found.lexed.shape[found.match.start(f"hour{n}") + 1] != ":":
        raise Impossible("a time, or some other number")


def clock_of(found: Found, n: str = "") -> tuple[int, int, int, Precision]:
    """Return hour, minute, second and precision of a written time; `Impossible` for 25.00."""
    if found.has(f"hm{n}"):
        hour, minute = divmod(found.value(f"hm{n}"), 100)
        return hour, minute, 0, "minute"
    hour = found.value(f"hour{n}")
    half = found.word(f"ampm{n}")[:1]
    if half:
        if not 1 <= hour <= 12:
            raise Impossible("no such hour before or after noon")
        hour = hour % 12 + (12 if half == "p" else 0)
    precision: Precision = (
        "second" if found.has(f"second{n}") else "minute" if found.has(f"minute{n}") else "hour"
    )
    return hour, found.value(f"minute{n}"), found.value(f"second{n}"), precision


def instant_of(
    found: Found, day: date, n: str = "", zone_of: str | None = None
) -> tuple[datetime, Precision, tuple[str, ...]]:
    """Return the instant of time `n` on `day`, in the zone written or the context's.

    The end of a span has its zone after its start's parts: `zone_of` names them.
    """
    hour, minute, second, precision = clock_of(found, n)
    try:
        naive = wall(day, hour, minute, second)
        offset, name = _zone_of(found, n if zone_of is None else zone_of)
    except (ValueError, OverflowError, KeyError) as error:
        raise Impossible(str(error)) from error
    zone = found.context.zone
    instant, flags = (
        in_zone(naive, zone) if offset is None else at_offset(naive, offset, zone, name)
    )
    return instant, precision, flags


def _zone_of(found: Found, n: str) -> tuple[timedelta | None, str]:
    """Return the offset written and the name of its zone (P6); KeyError for a foreign zone."""
    name = found.word(f"zone{n}").upper()
    if " " in name:
        name = "CEST" if "SOM" in name or "SUMMER" in name else "CET"
    if found.has(f"compact{n}"):
        hours, minutes = divmod(found.value(f"compact{n}"), 100)
        return offset_of(found.word(f"sign{n}"), str(hours), str(minutes)), name
    if found.has(f"oh{n}"):
        minutes = found.value(f"om{n}")
        return offset_of(found.word(f"sign{n}"), str(found.value(f"oh{n}")), str(minutes)), name
    return (named_offset(name), name) if name else (None, "")
