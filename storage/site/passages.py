"""A difference between two texts as passages to read: what changed, and what stands beside it.

Pure; what differs is found by ``storage.diff``.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.diff import Segment, diff, paragraphs


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a difference; ``skipped`` counts unchanged ones left out in its place."""

    segments: tuple[Segment, ...] = ()
    skipped: int = 0


def passages(old: str, new: str) -> tuple[Passage, ...]:
    """Return the paragraphs that differ, each with its unchanged neighbours for the context."""
    every = paragraphs(diff(old, new))
    differs = [any(segment.op != "same" for segment in one) for one in every]
    told: list[Passage] = []
    skipped = 0
    for place, one in enumerate(every):
        if any(differs[max(place - 1, 0) : place + 2]):
            told += [Passage(skipped=skipped)] if skipped else []
            told.append(Passage(one))
            skipped = 0
        else:
            skipped += 1
    return (*told, Passage(skipped=skipped)) if skipped else tuple(told)


def replaced(old: str, new: str) -> Passage:
    """Return one fact in place of another."""
    return Passage((Segment("removed", old), Segment("added", new)))


def gone(line: str) -> Passage:
    """Return a line that is no longer there."""
    return Passage((Segment("removed", line),))


def come(line: str) -> Passage:
    """Return a line that was not there before."""
    return Passage((Segment("added", line),))
