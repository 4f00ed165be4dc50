"""What came of a visit and of a run, as the journal keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.times import utc_text
from pressearkiv.errors import SourceError
from storage.journal import Visit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from pipeline.tally import Tally
    from pressearkiv.errors import PressearkivError
    from storage.journal import RunOutcome


def visit_of(
    run_id: int, source_id: str, tally: Tally, started_at: datetime, finished_at: datetime
) -> Visit:
    """Return the row that tells what a visit came to; times are aware."""
    told = tally.failure or tally.trouble
    return Visit(
        run_id=run_id,
        source_id=source_id,
        started_at=utc_text(started_at),
        finished_at=utc_text(finished_at),
        outcome="failed" if tally.failure else "ok",
        new=tally.total("new"),
        revised=tally.total("revised"),
        completed=tally.total("completed"),
        translated=tally.total("translated"),
        unchanged=tally.total("unchanged"),
        quarantined=tally.quarantined,
        requests=tally.requests,
        bytes=tally.bytes,
        seconds=round((finished_at - started_at).total_seconds(), 3),
        error=_line(told),
        error_kind=type(told).__name__ if told else None,
        hint=told.hint if told else None,
        not_before=utc_text(tally.not_before) if tally.not_before else None,
        withdrawn=tally.withdrawn,
        returned=tally.returned,
    )


def unforeseen(error: Exception, source_id: str) -> SourceError:
    """Return the error for a visit that broke in a way that nobody thought of."""
    return SourceError(
        f"{type(error).__name__}: {error}",
        hint="This is a fault of the program: report it with the log. What was read is kept.",
        source=source_id,
    )


def outcome_of(visits: Sequence[Visit]) -> RunOutcome:
    """Return what a run came to: all of it well, some of it, or none."""
    failed = sum(visit.outcome == "failed" for visit in visits)
    if not failed:
        return "ok"
    return "failed" if failed == len(visits) else "partial"


def notes_of(source_id: str, tally: Tally) -> Iterator[str]:
    """Yield what whoever started the run should know of a visit, beside its counts."""
    if tally.older:
        yield (
            f"{source_id}: {tally.older} older releases are in the catalogue;"
            f" “pressearkiv backfill {source_id}” takes them"
        )
    for key, changed in tally.restless.items():
        yield (
            f"{source_id}: {key} changes at every look, in its {', '.join(changed)};"
            " it gets one revision a day"
        )


def _line(error: PressearkivError | None) -> str | None:
    if error is None:
        return None
    place = f" ({error.url})" if error.url and error.url not in error.message else ""
    return f"{error.message}{place}"
