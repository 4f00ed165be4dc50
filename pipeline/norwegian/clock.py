"""From a wall clock and perhaps a written zone to an instant (policies P5, P6, P10)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

ZONE_MINUTES = {
    "CET": 60,
    "MET": 60,
    "CEST": 120,
    "MEST": 120,
    "UTC": 0,
    "GMT": 0,
    "UT": 0,
    "Z": 0,
}
"""P6: what a zone name means, always: `ZoneInfo("CET")` observes summer time, the name does not."""

_SEASONAL = frozenset({"CET", "MET", "CEST", "MEST"})
_ONE_DAY = timedelta(days=1)


def offset_of(sign: str, hours: str, minutes: str | None = None) -> timedelta:
    """Return the offset that `+02:00` or `-0530` writes; ValueError beyond a day's reach."""
    if int(hours) > 14 or int(minutes or 0) > 59:
        raise ValueError("no such offset")
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return -size if sign == "-" else size


def named_offset(name: str) -> timedelta:
    """Return the fixed offset of a zone name (P6); KeyError for a name we do not know."""
    return timedelta(minutes=ZONE_MINUTES[name.upper()])


def wall(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Return the naive wall-clock time; 24:00 is the next midnight (P10)."""
    if hour == 24 and minute == 0 and second == 0:
        return datetime.combine(day, time()) + _ONE_DAY
    return datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 wall clock


def in_zone(naive: datetime, zone: tzinfo) -> tuple[datetime, tuple[str, ...]]:
    """Return the instant of a wall clock without a zone, and its flags (P5: fold 0, flagged)."""
    local = naive.replace(tzinfo=zone)
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    if before is None or after is None or before == after:
        return local, ()
    if before > after:
        return local, ("dst_overlap",)
    return local.astimezone(UTC).astimezone(zone), ("dst_gap",)


def at_offset(
    naive: datetime, offset: timedelta, zone: tzinfo, name: str = ""
) -> tuple[datetime, tuple[str, ...]]:
    """Return the instant of a wall clock with a written zone (P6: the written zone wins).

    `name` is the zone's name where one was written; a CET in summer is taken at its word and
    flagged.
    """
    local = naive.replace(tzinfo=timezone(offset)).astimezone(zone)
    if name.upper() in _SEASONAL and local.utcoffset() != offset:
        return local, ("zone_season_mismatch",)
    return local, ()
