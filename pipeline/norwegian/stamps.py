"""The sources' own formats: the whole text is one machine-written date, read exactly.

NTB stamps its releases `12.3.2026 08:39:09 CET`, regjeringen.no writes `Dato: 03.07.2026` and
`11/08/2021` (in English too: P1), feeds carry RFC 822 dates, some with Norwegian names, and APIs
ISO 8601. Each has one pattern without repetition inside repetition. What does not match here is
left to the grammar; what matches and is no date is `Impossible` and gets no second reading.
"""

from __future__ import annotations

import re
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from pipeline.norwegian.clock import at_offset, in_zone, named_offset, offset_of, wall
from pipeline.norwegian.refusal import Impossible
from pipeline.norwegian.when import Precision, When
from pipeline.norwegian.words import MONTH_OF, WEEKDAY_OF

if TYPE_CHECKING:
    from collections.abc import Callable

_LABEL = (
    r"(?:(?:dato|date|publisert|publisert dato|published|sist (?:oppdatert|endret|endra)"
    r"|oppdatert|endret|endra|last (?:updated|modified)|updated|høringsfrist|høyringsfrist"
    r"|frist|deadline|ikrafttredelse|ikraftsetjing)(?:: ?| ))?"
)
_NUMERIC = r"(?P<day>[0-9]{1,2})(?P<sep>[./])(?P<month>[0-9]{1,2})(?P=sep)(?P<year>[0-9]{4})"
_WORDED = (
    r"(?:(?P<weekday>[a-zæøå]{3,9})\.?,? )?(?P<day>[0-9]{1,2})(?:\. ?| )"
    r"(?P<name>[a-zæøå]{3,9})\.? (?P<year>[0-9]{4})"
)
_CLOCK = (
    r"(?P<hour>[0-9]{1,2})(?P<colon>[:.])(?P<minute>[0-9]{2})(?:(?P=colon)(?P<second>[0-9]{2}))?"
)
_LOCAL_CLOCK = rf"(?:,? (?:(?:kl\.? ?|klokken |klokka )?){_CLOCK})?"
_ZONE = r"(?P<zone>CET|CEST|UTC|GMT|UT|Z)"
_OFFSET = r"(?P<sign>[+-])(?P<oh>[0-9]{2}):?(?P<om>[0-9]{2})"
_TAIL = r"(?: ?\|[^0-9]{0,200})?"

_STAMP = re.compile(rf"{_LABEL}{_NUMERIC}{_LOCAL_CLOCK}(?: {_ZONE})?{_TAIL}", re.IGNORECASE)
_PROSE = re.compile(rf"{_LABEL}{_WORDED}{_LOCAL_CLOCK}", re.IGNORECASE)
_RFC = re.compile(
    r"(?:(?P<weekday>[a-zæøå]{2,9})\.?, )?(?P<day>[0-9]{1,2}) (?P<name>[a-zæøå]{3,9})\.? "
    rf"(?P<year>[0-9]{{4}}|[0-9]{{2}}) {_CLOCK} (?:{_OFFSET}|{_ZONE})",
    re.IGNORECASE,
)
_GLUED = re.compile(
    rf"[^0-9]{{1,500}}(?<![.,:/+-])(?<![0-9] ){_NUMERIC} {_CLOCK} (?P<zone>CEST|CET)"
    r"(?: \|[^0-9]{0,200})?"
)
_ISO = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8})(?:[T ].{2,40})?")
_ISO_CLOCK = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8})[T ]"
    r"(?P<hour>[0-9]{2})(?::?(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?)?"
    r"(?: ?(?:(?P<zone>CET|CEST|UTC|GMT|Z)|(?P<sign>[+-])(?P<oh>[0-9]{2})(?::?(?P<om>[0-9]{2}))?))?"
    r"(?: ?\[?(?P<region>Europe/Oslo)\]?)?"
)
_ISO_WEEK_DAY = re.compile(r"(?P<year>[0-9]{4})-?W(?P<week>[0-9]{2})-(?P<weekday>[1-7])")


def read(text: str, zone: tzinfo) -> When | None:
    """Return what a stamp says, or None when `text` as a whole is none.

    Raises `Impossible` (a ValueError) when it has the form of one and names no day or time.
    """
    if text[:1].isdigit():
        iso = _ISO.fullmatch(text) or _ISO_WEEK_DAY.fullmatch(text)
        if iso:
            return _read_iso(text, zone)
    for pattern, reader in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            when = reader(match, zone)
            if when is not None:
                return when
    return None


def _read_stamp(match: re.Match[str], zone: tzinfo) -> When | None:
    day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    return _at_clock(match, day, (), zone)


def _read_worded(match: re.Match[str], zone: tzinfo) -> When | None:
    month = MONTH_OF.get(match["name"].lower())
    written = match["weekday"]
    weekday = WEEKDAY_OF.get(written.lower()) if written else None
    if month is None or (written and weekday is None):
        return None
    year, flags = full_year(match["year"])
    day = date(year, month, int(match["day"]))
    if weekday is not None and weekday != day.weekday():
        flags = (*flags, "weekday_mismatch")  # P4
    return _at_clock(match, day, flags, zone)


def full_year(written: str) -> tuple[int, tuple[str, ...]]:
    """Return the year of four figures, or of two with their flag (P2)."""
    year = int(written)
    if len(written) > 2:
        return year, ()
    return year + (2000 if year < 70 else 1900), ("two_digit_year",)


def _read_iso(text: str, zone: tzinfo) -> When | None:
    clock = _ISO_CLOCK.fullmatch(text)
    if clock:
        return _at_clock(clock, date.fromisoformat(clock["date"]), (), zone)
    if " " in text or "T" in text:
        return None
    if len(text) == 8 and not ("1990" <= text[:4] <= "2049"):
        return None
    return When(date.fromisoformat(text))


def _at_clock(match: re.Match[str], day: date, flags: tuple[str, ...], zone: tzinfo) -> When | None:
    if match["hour"] is None:
        return None if _part(match, "zone") else When(day, None, "day", flags)
    naive = wall(day, int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0))
    name, sign = _part(match, "zone"), _part(match, "sign")
    if sign:
        offset = offset_of(sign, match["oh"], match["om"])
        instant, doubts = at_offset(naive, offset, zone)
    elif name:
        instant, doubts = at_offset(naive, named_offset(name), zone, name)
    else:
        instant, doubts = in_zone(naive, zone)
    precision: Precision = "second" if match["second"] else "minute" if match["minute"] else "hour"
    return When(instant, None, precision, flags + doubts)


def _part(match: re.Match[str], name: str) -> str | None:
    return match[name] if name in match.re.groupindex else None


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], tzinfo], When | None]], ...] = (
    (_RFC, _read_worded),
    (_STAMP, _read_stamp),
    (_PROSE, _read_worded),
    (_GLUED, _read_stamp),
)


def read_or_refuse(text: str, zone: tzinfo) -> When | None:
    """Return what `read` does, with every way to be no date as `Impossible`."""
    try:
        return read(text, zone)
    except Impossible:
        raise
    except (ValueError, OverflowError) as error:
        raise Impossible(str(error)) from error
