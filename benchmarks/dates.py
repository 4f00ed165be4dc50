"""The dates as the scoring tools want them, and how long they take."""

from __future__ import annotations

from datetime import datetime

from pipeline.dates import parse


def as_dict(text: str, reference: datetime | str | None, tz: str) -> dict[str, str | None] | None:
    """Return `parse` as the mapping that scoring tools compare."""
    when = parse(text, reference, tz)
    return when.as_dict() if when else None
