"""Dates and numbers as Norwegians write them: 19. november 2026 kl. 07.22, and 1 194. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

OSLO: Final = ZoneInfo("Europe/Oslo")

MONTHS: Final = (
    "januar februar mars april mai juni juli august september oktober november desember".split()
)
_SHORT_MONTHS: Final = "jan feb mars apr mai juni juli aug sep okt nov des".split()
_WEEKDAYS: Final = {
    "nb": "mandag tirsdag onsdag torsdag fredag lørdag søndag".split(),
    "nn": "måndag tysdag onsdag torsdag fredag laurdag sundag".split(),
}
_TIMED: Final = ("second", "minute", "hour")


def number(count: int) -> str:
    """Return 1194 as ``1 194``, with a space that does not break."""
    return f"{count:,}".replace(",", "\u00a0")


def day(one: date) -> str:
    """Return ``19. november 2026``."""
    return f"{one.day}. {MONTHS[one.month - 1]} {one.year}"


def clock(moment: datetime) -> str:
    """Return ``kl. 07.22``."""
    return f"kl. {moment:%H.%M}"


def month(text: str) -> str:
    """Return ``november 2026`` of ``2026-11``, and a year as it is."""
    year, _, number_of_month = text.partition("-")
    return f"{MONTHS[int(number_of_month) - 1]} {year}" if number_of_month else year


def short_month(text: str) -> str:
    """Return ``nov`` of ``2026-11``, and a year as it is."""
    year, _, number_of_month = text.partition("-")
    return _SHORT_MONTHS[int(number_of_month) - 1] if number_of_month else year


def moment(local: str | None, precision: str | None = "second") -> str:
    """Return an Oslo wall clock, or the day alone, as precisely as it is known; empty if it isn't.

    ``local`` is ``2026-11-19 07:22:05`` or ``2026-11-19``, as in ``releases.published_local``.
    """
    if not local:
        return ""
    written = datetime.fromisoformat(local)
    whole = written.date()
    if precision in _TIMED and len(local) > len("2026-11-19"):
        return f"{day(whole)} {clock(written)}"
    return {
        "week": f"uke {whole.isocalendar().week} {whole.isocalendar().year}",
        "month": f"{MONTHS[whole.month - 1]} {whole.year}",
        "quarter": f"{(whole.month + 2) // 3}. kvartal {whole.year}",
        "half-year": f"{1 if whole.month < 7 else 2}. halvår {whole.year}",
        "year": str(whole.year),
    }.get(precision or "", day(whole))


def oslo(utc_text: str) -> datetime:
    """Return UTC text as an Oslo time."""
    return datetime.fromisoformat(utc_text).astimezone(OSLO)


def utc(utc_text: str | None) -> str:
    """Return UTC text as ``20. november 2026 kl. 12.00`` in Oslo; empty without one."""
    if not utc_text:
        return ""
    local = oslo(utc_text)
    return f"{day(local.date())} {clock(local)}"


def recent(utc_text: str, now: datetime) -> str:
    """Return ``i dag kl. 14.15``, ``i går kl. 14.15``, or the day with its time."""
    local = oslo(utc_text)
    ago = (now.astimezone(OSLO).date() - local.date()).days
    near = {0: "i dag", 1: "i går"}.get(ago, day(local.date()))
    return f"{near} {clock(local)}"


def weekday(one: date, language: str) -> str:
    """Return the day's name in bokmål or nynorsk."""
    return _WEEKDAYS[language][one.weekday()]


def period(starts: str, ends: str | None, precision: str, language: str) -> str:
    """Return when something happens: ``torsdag 26. november 2026 kl. 08.30–09.30``.

    Both are ISO 8601, a day or an instant with its offset; the last day is included.
    """
    first, last = _local(starts), _local(ends) if ends else None
    if precision not in (*_TIMED, "day"):
        return moment(first.date().isoformat(), precision)
    shown = f"{weekday(first.date(), language)} {day(first.date())}"
    if len(starts) > len("2026-11-19"):
        shown += f" {clock(first)}"
    if last is None or last == first:
        return shown
    if last.date() == first.date():
        return f"{shown}–{last:%H.%M}"
    until = f" {clock(last)}" if ends and len(ends) > len("2026-11-19") else ""
    return f"{shown} – {weekday(last.date(), language)} {day(last.date())}{until}"


def _local(iso: str) -> datetime:
    read = datetime.fromisoformat(iso)
    return read.astimezone(OSLO) if read.tzinfo else read
