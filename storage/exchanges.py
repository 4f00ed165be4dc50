"""Every answer the archive knows of, in the order of time: fetched, taken in, or kept alone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Exchange:
    """An address asked for, and what came of it.

    Attributes:
        record_id: a URN, the same whenever the archive is asked.
        source_id: for which source; ``None`` where that is not known.
        url: the address asked for.
        fetched_at: when, UTC text.
        status: the HTTP status; ``None`` where no answer came.
        outcome: ``fetched``, ``not_modified``, ``same_bytes``, or the name of the error.
        capture_id: the bytes answered, or that still stood.
        error: one line, where there were none.
        run: the run that asked; empty where no run of ours did.
        began_at: when that run began with the source, UTC text.
        held: ``assertion: reason`` where the answer was held back; empty where it was not.
    """

    record_id: str
    source_id: str | None
    url: str
    fetched_at: str
    status: int | None
    outcome: str
    capture_id: int | None = None
    error: str | None = None
    run: str = ""
    began_at: str | None = None
    held: str = ""


# A capture without an exchange was kept by something that logs no requests.
_ALL: Final = """
SELECT kind, id, record_id, source_id, url, fetched_at, status, outcome, capture_id, error, run,
       began_at, held FROM (
SELECT 0 AS kind, id, '' AS record_id, source_id, url, fetched_at, status, 'fetched' AS outcome,
       id AS capture_id, NULL AS error, '' AS run, NULL AS began_at, '' AS held
  FROM captures
 WHERE id NOT IN (SELECT capture_id FROM fetches WHERE capture_id IS NOT NULL
                  UNION SELECT capture_id FROM imports WHERE capture_id IS NOT NULL)
UNION ALL
SELECT 1, id, record_id, source_id, url, fetched_at, status, outcome, capture_id, error, run,
       began_at, held
  FROM imports
UNION ALL
SELECT 2, f.id, '', f.source_id, f.url, f.fetched_at, f.status, f.outcome, f.capture_id, f.error,
       f.run_id, coalesce(v.started_at, r.started_at),
       coalesce((SELECT h.assertion || ': ' || q.reason FROM quarantine AS q
                   JOIN held_answers AS h ON h.quarantine_id = q.id
                  WHERE q.capture_id = f.capture_id AND q.source_id = f.source_id
                    AND q.seen_at <= f.fetched_at
                    AND (q.resolved_at IS NULL OR q.resolved_at > f.fetched_at)), '')
  FROM fetches AS f
  JOIN runs AS r ON r.id = f.run_id
  LEFT JOIN visits AS v ON v.run_id = f.run_id AND v.source_id = f.source_id
) ORDER BY fetched_at, kind, id
"""


def exchanges(db: sqlite3.Connection) -> Iterator[Exchange]:
    """Yield every exchange, the oldest first."""
    for row in db.execute(_ALL):
        record_id, *told = row[2:]
        told[7] = str(told[7])
        yield Exchange(record_id or _record_id(row), *told)


def _record_id(row: tuple[object, ...]) -> str:
    """Return an id that depends on what is told alone, so that a file's bytes never vary."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(map(str, row))).urn
