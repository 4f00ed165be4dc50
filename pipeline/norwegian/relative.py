"""Counted from the reference: `i går kl. 10.15`, `for to uker siden`, `kl. 14.30`."""

from __future__ import annotations

import re
from datetime import UTC, date, timedelta

from pipeline.norwegian import parts
from pipeline.norwegian.days import on_day
from pipeline.norwegian.found import Form, Found, form, weekday_flags
from pipeline.norwegian.halves import READ
from pipeline.norwegian.refusal import NotADate, Unsettled
from pipeline.norwegian.units import whole
from pipeline.norwegian.when import Precision, When, add_months
from pipeline.norwegian.words import CARDINAL_OF

_MINUTE, _HOUR, _DAY, _WEEK, _MONTH, _YEAR = 1, 2, 3, 4, 5, 6
_RELATIVE = ("relative",)


def read_relative_day(found: Found) -> When:
    """Return `i går`, `i morgen kl. 09:00`, `i dag, tirsdag`."""
    day = found.context.day() + timedelta(days=found.value("relday"))
    return on_day(found, day, _RELATIVE + weekday_flags(found, day))


def read_ago(found: Found) -> When:
    """Return `for to dager siden`, `2 days ago`."""
    before = found.word("before")
    alone = found.match.end() - found.match.start() == len(found.lexed.shape)
    if before not in ("for", "") or not (before or alone or found.word("after") == "ago"):
        raise NotADate("a duration")
    return _moved(found, -1)


def read_ahead(found: Found) -> When:
    """Return `om 3 uker`, `in three weeks`; Norwegian "i tre uker" is how long, not when."""
    if found.word("cue") not in ("om", "in"):
        raise NotADate("a duration")
    return _moved(found, 1)


def _moved(found: Found, sign: int) -> When:
    count = found.value("count") or CARDINAL_OF.get(found.word("count"), 0)
    if not count:
        raise NotADate("no number")
    unit, steps = found.value("unit"), sign * count
    if unit in (_MINUTE, _HOUR):
        return _moved_clock(found, unit, steps)
    today = found.context.day()
    if unit in (_DAY, _WEEK):
        days = steps * (7 if unit == _WEEK else 1)
        return When(today + timedelta(days=days), None, "day", _RELATIVE)
    return When(add_months(today, steps * (12 if unit == _YEAR else 1)), None, "day", _RELATIVE)


def _moved_clock(found: Found, unit: int, steps: int) -> When:
    now = found.context.now
    if now is None:
        raise Unsettled("needs the time of the reference")
    moved = now.astimezone(UTC) + (
        timedelta(hours=steps) if unit == _HOUR else timedelta(minutes=steps)
    )
    precision: Precision = "hour" if unit == _HOUR else "minute"
    return When(moved.astimezone(found.context.zone), None, precision, _RELATIVE)


def read_neighbour(found: Found) -> When:
    """Return `forrige uke`, `neste måned`, `denne uka`."""
    step, unit, today = found.value("step"), found.value("unit"), found.context.day()
    if unit == _WEEK:
        return whole(today + timedelta(days=7 * step - today.weekday()), "week", _RELATIVE)
    if unit == _MONTH:
        return whole(add_months(today.replace(day=1), step), "month", _RELATIVE)
    if unit == _YEAR:
        return whole(date(today.year + step, 1, 1), "year", _RELATIVE)
    raise NotADate("not counted in these")


def read_coming_weekday(found: Found) -> When:
    """Return `på fredag`, `førstkommende fredag`, `sist fredag`; a bare weekday is none (P12)."""
    today, weekday = found.context.day(), found.value("weekday")
    ahead = (weekday - today.weekday()) % 7
    if found.word("cue") in ("sist", "last"):
        return on_day(found, today - timedelta(days=7 - ahead), _RELATIVE)
    if found.word("cue") not in ("på", "førstkommende", "førstkomande") or ahead == 0:
        raise Unsettled("which of them is not said")
    return on_day(found, today + timedelta(days=ahead), _RELATIVE)


_SOME_OTHER_DAY = re.compile(r"[WwMmSQHTUNRr]")


def read_time_alone(found: Found) -> When:
    """Return `kl. 14.30` on the day of the reference, if no other day is spoken of."""
    if _SOME_OTHER_DAY.search(found.lexed.shape) or READ in found.match.string:
        raise Unsettled("a time of a day that was not read")
    return on_day(found, found.context.day(), _RELATIVE)


_TOLD = r"(?:[fb] )?(?:~\.? )?K"
_AFTER = parts.time_after()

FORMS: tuple[Form, ...] = (
    form(
        "i går kl. 10.15",
        "R",
        parts.time_before("h") + r"(?P<relday>R)(?:,? (?P<weekday>W)(?! ?[12]))?" + _AFTER,
        read_relative_day,
    ),
    form(
        "for to dager siden",
        "A",
        r"(?:(?P<before>v) )?(?P<count>[12ct]) (?P<unit>[sU]) (?P<after>A)",
        read_ago,
    ),
    form("om 3 uker", "sU", r"(?P<cue>P|v) (?P<count>[12ct]) (?P<unit>[sU])(?! [ASs])", read_ahead),
    form("forrige uke", "N", r"(?P<step>N) (?P<unit>[sU])(?! ?[12])", read_neighbour),
    form(
        "på fredag",
        "W",
        r"(?P<cue>v|N) (?P<weekday>W)(?!,? ?(?:D )?[12]\.)" + _AFTER,
        read_coming_weekday,
    ),
)
TIME_ALONE: tuple[Form, ...] = (
    form("kl. 14.30", "K", rf"(?={_TOLD}){parts.a_time()}", read_time_alone),
)
