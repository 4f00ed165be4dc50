"""How each source is doing, and whether a person is needed. Pure but for reading the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from pipeline.run import next_visit
from pipeline.times import utc_text
from storage.revisions import Restless, restless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.settings import SourceSettings
    from storage.archive import Archive

LEAST_SILENCE: Final = timedelta(days=10)
GAPS_OF_SILENCE: Final = 3
RESTLESS_DAYS: Final = timedelta(days=7)
"""How long a release that changes at every look is told of."""

_GAPS_MEASURED: Final = 60


@dataclass(frozen=True, slots=True)
class Health:
    """One source at a glance; times are UTC text, ``None`` for what has not happened.

    ``attention`` is why a person is needed, and what to do; ``None`` where nobody is.
    ``restless`` are the releases that changed at every look in the last days.
    """

    id: str
    name: str
    enabled: bool
    releases: int
    without_text: int
    quarantined: int
    last_visit: str | None
    last_success: str | None
    next_due: str | None
    newest_release: str | None
    failing_since: str | None
    error: str | None
    error_kind: str | None
    attention: str | None
    restless: tuple[Restless, ...] = ()


def health(source: SourceSettings, archive: Archive, now: datetime) -> Health:
    """Read how a source has been doing up to ``now``."""
    journal = archive.journal
    visits = journal.last_visits(source.id)
    counts = journal.counts(source.id)
    last_success = journal.last_success(source.id)
    failing = bool(visits) and visits[0]["outcome"] == "failed"
    due_at = next_visit(source, archive) if visits else None
    error = visits[0]["error"] if failing else None
    newest, silent = silent_days(source.id, archive, now.date())
    return Health(
        id=source.id,
        name=source.name,
        enabled=source.enabled,
        releases=counts["releases"],
        without_text=counts["without_text"],
        quarantined=counts["quarantined"],
        last_visit=visits[0]["finished_at"] if visits else None,
        last_success=last_success,
        next_due=utc_text(due_at) if due_at else None,
        newest_release=newest,
        failing_since=journal.failing_since(source.id) if failing else None,
        error=error,
        error_kind=visits[0]["error_kind"] if failing else None,
        attention=_attention(error, visits[0]["hint"] if failing else None, silent),
        restless=tuple(restless(archive.connection, source.id, utc_text(now - RESTLESS_DAYS))),
    )


def silent_days(source_id: str, archive: Archive, today: date) -> tuple[str | None, int | None]:
    """Return the day of a source's newest release, and for how long it has been oddly silent."""
    told = archive.journal.newest_days(source_id, _GAPS_MEASURED)
    return (told[0] if told else None), silence([date.fromisoformat(day) for day in told], today)


def silence(newest_days: Sequence[date], today: date) -> int | None:
    """Return for how many days a source has been suspiciously silent, ``None`` if it has not.

    Suspicious is more than ten days and more than three times the median gap between the days on
    which it published; ``newest_days`` are those days, the newest first. A day that is still to
    come, by a slip of the publisher's, would silence the alarm until then, and does not count.
    """
    days = [day for day in newest_days if day <= today]
    if not days:
        return None
    gaps = [(a - b).days for a, b in pairwise(days)]
    usual = timedelta(days=median(gaps)) if gaps else timedelta()
    silent = today - days[0]
    return silent.days if silent > max(LEAST_SILENCE, GAPS_OF_SILENCE * usual) else None


def _attention(error: str | None, hint: str | None, silent: int | None) -> str | None:
    if error is not None:
        return f"{error}. {hint}" if hint else error
    if silent is not None:
        return (
            f"nothing published for {silent} days, which is unusual. "
            "Look at the publisher's own site; if it has news, the feed has moved."
        )
    return None
