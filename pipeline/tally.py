"""What a visit has come to so far: releases by outcome, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from pressearkiv.errors import PressearkivError
    from storage.release import Outcome

_WEIGHT: Final[tuple[Outcome, ...]] = ("new", "completed", "revised", "translated", "unchanged")


@dataclass(slots=True)
class Tally:
    """Counts by release, so that one seen in two feeds counts once, under its weightiest outcome.

    ``failure`` is the first error for which the source counts as failed; ``trouble`` the first
    that was got over (a page that did not answer), told but no failure. ``older`` is how many
    releases the catalogue has beyond those a first run takes. ``texts_asked`` and ``texts_had``
    count the pages of newly announced releases. ``restless`` holds what was folded: the key of a
    page that changes at every look, and the fields that do.
    """

    by_key: dict[str, Outcome] = field(default_factory=dict)
    quarantined: int = 0
    requests: int = 0
    bytes: int = 0
    failure: PressearkivError | None = None
    trouble: PressearkivError | None = None
    not_before: datetime | None = None
    older: int = 0
    withdrawn: int = 0
    returned: int = 0
    texts_asked: int = 0
    texts_had: int = 0
    restless: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def count(self, key: str, outcome: Outcome) -> None:
        """Note what a release came to; a lighter outcome never hides a weightier one."""
        before = self.by_key.get(key, "unchanged")
        self.by_key[key] = min(before, outcome, key=_WEIGHT.index)

    def total(self, outcome: Outcome) -> int:
        """Return how many releases came to ``outcome``."""
        return sum(1 for told in self.by_key.values() if told == outcome)

    def fail(self, error: PressearkivError) -> None:
        """Note why the source failed; the first reason is the one that is told."""
        self.failure = self.failure or error

    def note(self, error: PressearkivError) -> None:
        """Note something that went wrong and was got over."""
        self.trouble = self.trouble or error

    def wait_until(self, moment: datetime | None) -> None:
        """Note until when the publisher asked us to stay away."""
        if moment is not None and (self.not_before is None or moment > self.not_before):
            self.not_before = moment
