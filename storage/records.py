"""The rows of the journal, typed: visits, requests, validators, rechecks, doubts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RunOutcome = Literal["ok", "partial", "failed"]
VisitOutcome = Literal["ok", "failed"]


@dataclass(frozen=True, slots=True)
class Visit:
    """One source in one run: what came of it. Times are UTC text; a row of ``visits``."""

    run_id: int
    source_id: str
    started_at: str
    finished_at: str
    outcome: VisitOutcome
    new: int = 0
    revised: int = 0
    completed: int = 0
    translated: int = 0
    unchanged: int = 0
    quarantined: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    error: str | None = None
    error_kind: str | None = None
    hint: str | None = None
    not_before: str | None = None
    withdrawn: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """One request and its answer: a row of ``fetches``."""

    run_id: int
    source_id: str
    url: str
    fetched_at: str
    status: int | None
    outcome: str
    bytes: int = 0
    seconds: float = 0.0
    capture_id: int | None = None
    moved_to: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class StoredValidator:
    """What makes the next request conditional, and the bytes that it vouches for."""

    source_id: str
    url: str
    etag: str
    last_modified: str
    sha256: str
    capture_id: int | None
    seen_at: str


@dataclass(frozen=True, slots=True)
class Recheck:
    """A release that is to be looked at again, not before ``due_at`` (UTC text)."""

    release_id: int
    source_id: str
    url: str
    due_at: str
    attempts: int
    reason: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that was not understood, with its own bytes: a row of ``quarantine``.

    ``raw`` is ``None`` where the whole capture is meant; ``sha256`` is of what is meant.
    ``assertion`` names what a readable answer did not meet: it waits for a person.
    """

    source_id: str
    url: str
    seen_at: str
    reason: str
    sha256: str
    raw: bytes | None = None
    capture_id: int | None = None
    assertion: str = ""


@dataclass(frozen=True, slots=True)
class BackfillState:
    """How far a catalogue has been read; ``next_url`` is ``None`` once the end was reached."""

    source_id: str
    next_url: str | None
    list_number: int
    pages: int
    updated_at: str
