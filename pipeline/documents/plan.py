"""When a document is asked for again; pure, the clock is passed in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pipeline import due
from pipeline.wire.errors import (
    AddressNotAllowed,
    HostNotAllowed,
    RedirectRefused,
    TooLarge,
    UrlRefused,
)

if TYPE_CHECKING:
    from datetime import datetime

    from pressearkiv.errors import SourceError
    from storage.release import DocumentStatus

LOOKS: Final = (timedelta(days=1), timedelta(days=7), timedelta(days=30))
"""After which age of its release a document is asked for again, in case it was exchanged."""

MOST_ATTEMPTS: Final = 8
"""So often in a row a document may fail before it is left alone: over some months."""

_FOR_GOOD: Final = (AddressNotAllowed, HostNotAllowed, RedirectRefused, UrlRefused)


def next_look(first_seen: datetime, now: datetime) -> datetime | None:
    """Return when a document that was had is asked for again, ``None`` after the last time."""
    return due.next_routine(first_seen, now, LOOKS)[1]


def next_try(fault: SourceError, now: datetime, attempts: int) -> datetime | None:
    """Return when one that could not be had is tried again, on a growing delay, or ``None``.

    ``attempts`` counts those in a row that failed, this one too.
    """
    if isinstance(fault, _FOR_GOOD) or attempts >= MOST_ATTEMPTS:
        return None
    return due.missing_recheck(now, attempts - 1)


def status_of(fault: SourceError) -> DocumentStatus:
    """Return what a document is whose bytes could not be had."""
    return "too_large" if isinstance(fault, TooLarge) else "not_fetched"
