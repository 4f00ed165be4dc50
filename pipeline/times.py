"""The archive's way of writing an instant: UTC, ``YYYY-MM-DDTHH:MM:SSZ``."""

from __future__ import annotations

from datetime import UTC, date, datetime


def utc_text(moment: datetime) -> str:
    """Return an aware moment as the archive writes it, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_utc(text: str) -> datetime:
    """Return the moment that the archive wrote."""
    return datetime.fromisoformat(text)


def days_between(one: str, other: str) -> int:
    """Return the number of days between two ISO days, whichever comes first."""
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
