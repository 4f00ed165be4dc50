"""Kept releases looked at again: when, and what it means to find one gone.

A release is looked at on a widening schedule; one whose text we could not get on a growing delay;
one that is found gone a day later once more, and only then it counts as withdrawn. Its text is
kept, and it comes back if it comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from pipeline import due
from pipeline.times import parse_utc, utc_text
from storage import changes
from storage.journal import Recheck

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.settings import SourceSettings
    from pipeline.tally import Tally
    from storage.archive import Archive
    from storage.release import Kept, Release

GONE: Final = "gone"
ROUTINE: Final = "routine"

Found = Literal["there", "gone", "unread"]


class Rechecks:
    """Plans one source's second looks, and notes what they found."""

    def __init__(self, archive: Archive, source: SourceSettings, tally: Tally) -> None:
        self._archive = archive
        self._source = source
        self._tally = tally

    def plan(self, release_id: int, release: Release, now: datetime, *, missing: str) -> None:
        """Plan the first look at a release that was just recorded.

        ``missing`` says why its text could not be had (``refused``, ``missing``), or is empty.
        """
        if self._source.adapter.again(release.url, "0") is not None:
            self._put(release_id, release, now + due.ROUTINE[0], 0, missing or ROUTINE)

    def looked(self, key: str, recheck: Recheck, now: datetime, found: Found) -> None:
        """Note what a look found, and plan the next one if there is to be one."""
        kept = self._archive.find(key)
        if kept is None:
            return
        with self._archive.transaction():
            if found == "gone":
                self._gone(kept, recheck, now)
            elif found == "unread" and kept.release.text_status != "full":
                attempts = recheck.attempts + 1
                again = due.missing_recheck(now, attempts)
                self._put(kept.id, kept.release, again, attempts, recheck.reason)
            else:
                if found == "there" and kept.withdrawn_at:
                    self.came_back(kept, now)
                self._next_routine(kept, now)

    def came_back(self, kept: Kept, at: datetime) -> None:
        """Note that a withdrawn release was read again."""
        changes.give_back(self._archive.connection, kept.id, utc_text(at))
        self._tally.returned += 1

    def _gone(self, kept: Kept, recheck: Recheck, now: datetime) -> None:
        """Wait a day after the first time; believe the second; then look ever less often."""
        if recheck.reason != GONE:
            self._put(kept.id, kept.release, now + due.GONE_TWICE, 0, GONE)
            return
        if kept.withdrawn_at is None:
            changes.withdraw(self._archive.connection, kept.id, utc_text(now))
            self._tally.withdrawn += 1
        attempts = recheck.attempts + 1
        self._put(kept.id, kept.release, due.missing_recheck(now, attempts + 2), attempts, GONE)

    def _next_routine(self, kept: Kept, now: datetime) -> None:
        """Plan the next routine look; those that a pause has skipped are one look."""
        first_seen = parse_utc(kept.first_seen_at)
        number, at = due.next_routine(first_seen, now)
        if at is None:
            self._archive.journal.no_recheck(kept.id)
        else:
            self._put(kept.id, kept.release, at, number, ROUTINE)

    def _put(
        self, release_id: int, release: Release, at: datetime, attempts: int, reason: str
    ) -> None:
        self._archive.journal.recheck(
            Recheck(release_id, self._source.id, release.url, utc_text(at), attempts, reason)
        )
