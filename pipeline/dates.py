"""Norwegian dates: right, or nothing."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from pipeline.norwegian import stamps
from pipeline.norwegian.clean import clean
from pipeline.norwegian.when import FLAGS, Mention, Precision, When

__all__ = ["FLAGS", "Mention", "Precision", "When", "parse"]


def parse(
    text: str, reference: datetime | date | str | None = None, tz: str = "Europe/Oslo"
) -> When | None:
    """Return the one date that `text` settles, or None."""
    del reference
    zone = ZoneInfo(tz)
    try:
        return stamps.read_or_refuse(clean(text).strip(), zone)
    except stamps.Impossible:
        return None
