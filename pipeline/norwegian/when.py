"""What a date expression says: a start, an end, how exact it is, and what is to be doubted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

Precision = Literal[
    "second",
    "minute",
    "hour",
    "day",
    "week",
    "month",
    "quarter",
    "tertial",
    "season",
    "half-year",
    "year",
]

FLAGS = (
    "year_inferred",
    "relative",
    "approx",
    "bound",
    "two_digit_year",
    "weekday_mismatch",
    "zone_season_mismatch",
    "dst_gap",
    "dst_overlap",
    "future",
    "fallback_dateparser",
)
"""Every flag there is, in the order in which they are stored."""

_MONTHS_IN = {"month": 1, "quarter": 3, "season": 3, "tertial": 4, "half-year": 6, "year": 12}
_EDTF_FIRST_CODE = {"season": 20, "quarter": 32, "tertial": 36, "half-year": 39}


def add_months(day: date, months: int) -> date:
    """Return the day `months` later; a day the month lacks becomes its last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def unit_end(first: date, precision: str) -> date:
    """Return the last day of the week, month, … year that begins on `first`."""
    if precision == "week":
        return first + timedelta(days=6)
    months = _MONTHS_IN.get(precision)
    return first if months is None else add_months(first, months) - timedelta(days=1)


def ordered(flags: tuple[str, ...]) -> tuple[str, ...]:
    """Return each flag once, in the order of `FLAGS`, so that stored lists compare as text."""
    if len(flags) < 2:
        return flags
    return tuple(flag for flag in FLAGS if flag in flags)


@dataclass(frozen=True, slots=True)
class When:
    """A date as the text settles it.

    `start` is a `date` where the text gives no time, else an aware `datetime` in the time zone
    that was asked for (Europe/Oslo). `end` is the last day of a longer unit or range, or the end
    instant of a range of times; None for a single day or instant. `precision` names the unit
    that was written, never a finer one. `flags` are words of `FLAGS`.
    """

    start: date | datetime
    end: date | datetime | None = None
    precision: Precision = "day"
    flags: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, str | None]:
        """Return start, end and precision as ISO 8601 text; a date alone claims no time."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat() if self.end is not None else None,
            "precision": self.precision,
        }

    def flagged(self, *flags: str) -> When:
        """Return the same date with more flags."""
        return replace(self, flags=ordered((*self.flags, *flags))) if flags else self

    @property
    def first_day(self) -> date:
        """The local day on which it starts."""
        return self.start.date() if isinstance(self.start, datetime) else self.start

    @property
    def last_day(self) -> date:
        """The local day on which it ends; the first day where there is no end."""
        if self.end is None:
            return self.first_day
        return self.end.date() if isinstance(self.end, datetime) else self.end

    @property
    def published_at(self) -> str | None:
        """The start in UTC, `2026-03-12T07:39:09Z`; None when the text gave no time."""
        if not isinstance(self.start, datetime):
            return None
        return self.start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def published_local(self) -> str:
        """The wall clock for display and sorting: `2026-03-12 08:39:09`, or `2016-08-12`."""
        if not isinstance(self.start, datetime):
            return self.start.isoformat()
        return self.start.strftime("%Y-%m-%d %H:%M:%S")

    @property
    def published_date(self) -> str:
        """The local day, `2026-03-12`; the first day of a longer unit."""
        return self.first_day.isoformat()

    @property
    def edtf(self) -> str:
        """The date in Extended Date/Time Format: `2023-21`, `2025-11-17/2025-11-18`, `2024-05~`.

        A year that was inferred is marked uncertain (`?`), an approximate date `~`, both `%`;
        the format has no such mark for a clock time. A week is written as its seven days.
        """
        if isinstance(self.start, datetime):
            text = self.start.isoformat(timespec="seconds")
            if isinstance(self.end, datetime):
                return f"{text}/{self.end.isoformat(timespec='seconds')}"
            return text
        mark = self._doubt()
        first = f"{self._edtf_unit(self.start)}{mark}"
        if self.end is None or self.end == self._single_unit_end(self.start):
            return first
        return f"{first}/{self._edtf_unit(self.last_day)}{mark}"

    def _single_unit_end(self, first: date) -> date | None:
        return None if self.precision in ("day", "week") else unit_end(first, self.precision)

    def _doubt(self) -> str:
        inferred, approximate = "year_inferred" in self.flags, "approx" in self.flags
        return {(True, True): "%", (True, False): "?", (False, True): "~"}.get(
            (inferred, approximate), ""
        )

    def _edtf_unit(self, day: date) -> str:
        if self.precision == "year":
            return f"{day.year:04d}"
        if self.precision == "month":
            return f"{day.year:04d}-{day.month:02d}"
        first_code = _EDTF_FIRST_CODE.get(self.precision)
        if first_code is None:
            return day.isoformat()
        if self.precision == "season":
            return f"{day.year:04d}-{first_code + max(day.month // 3, 1):d}"
        length = _MONTHS_IN[self.precision]
        return f"{day.year:04d}-{first_code + 1 + (day.month - 1) // length:d}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A date found in running text: `text[start:stop]` is what was written, `when` what it says."""

    start: int
    stop: int
    text: str
    when: When

    @property
    def flags(self) -> tuple[str, ...]:
        """What is to be doubted about it: the flags of its `When`."""
        return self.when.flags
