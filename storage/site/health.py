"""Whether the sources are well: fresh, stale or failed. Pure; the clock is passed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.site.settings import SiteSource

State = Literal["ok", "waiting", "stale", "failed"]
"""``waiting``: never visited yet. ``stale``: no success for too long. ``failed``: the newest visit
failed, though a success is not long ago."""

_PATIENCE: Final = 4
_LEAST: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class LastVisits:
    """What is known of the visits to one source: UTC text, and how the newest one went."""

    source_id: str
    succeeded_at: str | None = None
    visited_at: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source's state, with when it last was read and visited (UTC text)."""

    id: str
    name: str
    state: State
    succeeded_at: str | None
    visited_at: str | None


def stale_after(every: timedelta) -> timedelta:
    """Return after which time without a success something is wrong: four visits, or six hours."""
    return max(every * _PATIENCE, _LEAST)


def judge(source: SiteSource, last: LastVisits | None, now: datetime) -> SourceHealth:
    """Return how a source is."""
    last = last or LastVisits(source.id)
    return SourceHealth(
        source.id, source.name, _state(source, last, now), last.succeeded_at, last.visited_at
    )


def _state(source: SiteSource, last: LastVisits, now: datetime) -> State:
    if last.visited_at is None:
        return "waiting"
    if last.succeeded_at is None:
        return "failed"
    if now - datetime.fromisoformat(last.succeeded_at) > stale_after(source.every):
        return "stale"
    return "failed" if last.outcome == "failed" else "ok"


def overall(sources: Iterable[SourceHealth]) -> State:
    """Return the worst state among the sources; without any, ``waiting``."""
    states = {source.state for source in sources}
    worst: tuple[State, ...] = ("failed", "stale", "ok", "waiting")
    return next((state for state in worst if state in states), "waiting")
