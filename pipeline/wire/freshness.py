"""What a server says about time: when to come again, and how long its answer stays good.

By RFC 9110 section 10.2.3 and RFC 9111 section 4.2, lenient about how publishers write it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_SECONDS = 30 * 86400.0
"""A wait or an age beyond thirty days is a mistake, and is read as thirty days."""

_DIGITS = re.compile(r"\d{1,18}")
_MAX_AGE = re.compile(r'(?:^|[,\s])max-age\s*=\s*"?(\d{1,18})"?', re.IGNORECASE)
_REVALIDATE = re.compile(r"(?:^|[,\s])(?:no-cache|no-store)(?:$|[,\s=])", re.IGNORECASE)


def http_date(text: str) -> datetime | None:
    """Return an HTTP date in UTC; ``None`` where ``text`` is not one."""
    try:
        when = parsedate_to_datetime(text.strip())
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), MAX_SECONDS)


def _since_answer(headers: Mapping[str, str], name: str, now: datetime) -> float | None:
    """Seconds from the answer's own date, so that a server whose clock is wrong is still right."""
    when = http_date(headers.get(name, ""))
    if when is None:
        return None
    return _bounded((when - (http_date(headers.get("date", "")) or now)).total_seconds())


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds a server asks us to wait, 0 to thirty days; ``None`` if it does not."""
    text = headers.get("retry-after", "").strip()
    if _DIGITS.fullmatch(text):
        return _bounded(float(text))
    return _since_answer(headers, "retry-after", now)


def max_age(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return how many seconds more the answer stays good; ``None`` where nothing is said.

    ``Cache-Control`` goes before ``Expires``; what the answer has already spent in a cache
    (``Age``) is taken off.
    """
    control = headers.get("cache-control", "")
    if _REVALIDATE.search(control):
        return 0.0
    stated = _MAX_AGE.search(control)
    if stated is None:
        return _since_answer(headers, "expires", now)
    age = headers.get("age", "").strip()
    spent = float(age) if _DIGITS.fullmatch(age) else 0.0
    return _bounded(_bounded(float(stated[1])) - spent)
