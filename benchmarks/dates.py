"""The dates as the scoring tools want them, and how long they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.dates import parse

if TYPE_CHECKING:
    from datetime import datetime


def as_dict(text: str, reference: datetime | str | None, tz: str) -> dict[str, str | None] | None:
    """Return `parse` as the mapping that scoring tools compare."""
    when = parse(text, reference, tz)
    return when.as_dict() if when else None
