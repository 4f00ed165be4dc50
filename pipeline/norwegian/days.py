"""One day, with or without a time: `fredag 12. august 2016 kl. 14.30`, `12/8-16`, `17. mai`."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pipeline.norwegian import parts
from pipeline.norwegian.found import (
    Form,
    Found,
    day_of,
    form,
    has_clock,
    instant_of,
    refuse_loose_time,
    weekday_flags,
)
from pipeline.norwegian.refusal import Impossible, NotADate
from pipeline.norwegian.stamps import read_or_refuse
from pipeline.norwegian.when import When, ordered

_FINENESS = ("second", "minute", "hour")
_AND = ("og", "and", "samt")
_BETWEEN = ("mellom", "between")
_BY = ("innen", "innan", "senest", "seinast", "før", "by", "before")


def read_day(found: Found) -> When:
    """Return the day of a match, at the time before or after it."""
    day, flags = day_of(found)
    return on_day(found, day, flags + weekday_flags(found, day))


def on_day(found: Found, day: date, flags: tuple[str, ...]) -> When:
    """Return `day` at the time that the match gives after or before it, or the day alone."""
    times = [n for n in ("", "h") if has_clock(found, n)]
    if len(times) > 1:
        raise Impossible("two times for one day")
    if times:
        return _at_time(found, day, flags, times[0])
    return When(day, None, "day", ordered(flags))


def _at_time(found: Found, day: date, flags: tuple[str, ...], n: str) -> When:
    refuse_loose_time(found, n)
    instant, precision, doubts = instant_of(found, day, n)
    flags = (*flags, *doubts, *_hedges(found, n))
    end = f"{n}e"
    if not has_clock(found, end):
        return When(instant, None, precision, ordered(flags))
    if found.word(f"join{n}") in _AND and found.word(f"from{n}") not in _BETWEEN:
        raise Impossible("two times are not one")
    until, end_precision, more = instant_of(found, day, end, n)
    if until <= instant:  # 22.00–02.00 ends on the next day
        until = instant_of(found, day + timedelta(days=1), end, n)[0]
    finer = min(precision, end_precision, key=_FINENESS.index)
    return When(instant, until, finer, ordered((*flags, *more)))


def _hedges(found: Found, n: str) -> tuple[str, ...]:
    about = ("approx",) if found.has(f"about{n}") else ()
    return (*about, "bound") if found.word(f"from{n}") in _BY else about


def read_iso(found: Found) -> When:
    """Return what an ISO date or instant in running text says, with a time after it or not."""
    text = found.lexed.written(*found.match.span("iso"))
    when = read_or_refuse(text, found.context.zone)
    if when is None:
        raise NotADate(text)
    if isinstance(when.start, datetime):
        if has_clock(found):
            raise Impossible("two times for one day")
        return when
    return on_day(found, when.start, weekday_flags(found, when.start))


def read_english_month_first(found: Found) -> When:
    """Return `August 12, 2016`; without a year only English months before a pause."""
    if not found.has("year"):
        first = found.match.start("month")
        lexed = found.lexed
        after = lexed.shape[found.match.end() : found.match.end() + 1]
        if not lexed.text[lexed.starts[first]].isupper() or after not in ("", ",", ".", ";", ")"):
            raise NotADate("a month and some number")
    return read_day(found)


_BEFORE, _AFTER = parts.time_before("h"), parts.time_after()

FORMS: tuple[Form, ...] = (
    form("12. august 2016 kl. 14.30", "Mm", _BEFORE + parts.worded() + _AFTER, read_day),
    form("12.08.2016 14:30", ".", _BEFORE + parts.dotted() + _AFTER, read_day, parts.DOTTED),
    form("12/8-2016", "/", _BEFORE + parts.slashed() + _AFTER, read_day),
    form("12-08-2016", "-", _BEFORE + parts.dashed() + _AFTER, read_day),
    form("2016/08/12", "4", _BEFORE + parts.year_first() + _AFTER, read_day),
    form("2016-08-12", "I", _BEFORE + parts.weekday() + r"(?P<iso>I)" + _AFTER, read_iso),
    form(
        "August 12, 2016",
        "Mm",
        _BEFORE + parts.month_first() + _AFTER,
        read_english_month_first,
        r"[Mm]\.? (?:D )?[12]",
    ),
    form("fredag 12.8. kl. 10", "WwL", _BEFORE + parts.labelled() + _AFTER, read_day),
)
