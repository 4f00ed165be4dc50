"""Which releases answer one another by what they quote, link to or name? Pure.

Only between different publishers: within one, what belongs together is the publisher's own
matter, and a ministry names its bill in every release about it.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeline.times import days_between
from storage.stories import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from storage.story_index import Candidate

MOST_BEARERS: Final = 3
"""A title borne by more releases than this at once names none of them."""

CITED_DAYS: Final = 90
"""How long a release is quoted and linked to as news; later it is history."""

TOGETHER_DAYS: Final = 7
"""Who quotes a title means the newest release that bears it, and those of the same week."""

MOST_PUBLISHERS: Final = 4
"""A paper named by more publishers than this is everybody's matter, and nobody's answer."""

NEAREST: Final = 3
"""A paper that both name links a release with so many of the other's, the nearest in time."""

QUOTED: Final = ("title quoted", 0.97)
LINKED: Final = ("linked to", 0.97)
NAMED: Final = ("number named", 0.9)


class _Pair(NamedTuple):
    """Who answers whom, by which reference."""

    answer: int
    answered: int
    reference: str


def related(release_id: int, day: str, others: Sequence[Candidate]) -> list[Link]:
    """Return the ``related`` links of a release, one a pair, by its strongest reference.

    Args:
        release_id: the release.
        day: its day, ISO.
        others: the releases of other publishers with which it has references in common.
    """
    cited = list(_cited(release_id, day, others))
    links: dict[frozenset[int], Link] = {}
    for pair, (reason, sure) in chain(
        ((pair, QUOTED) for pair in cited if pair.reference.startswith("«")),
        ((pair, LINKED) for pair in cited if not pair.reference.startswith("«")),
        ((pair, NAMED) for pair in _named(release_id, day, others)),
    ):
        link = Link(pair.answer, pair.answered, "related", reason, pair.reference, sure)
        links.setdefault(frozenset((pair.answer, pair.answered)), link)
    return list(links.values())


def _cited(release_id: int, day: str, others: Iterable[Candidate]) -> Iterator[_Pair]:
    """Yield who cites whom: never what came later."""
    bearers: dict[str, list[Candidate]] = defaultdict(list)
    for other in others:
        if days_between(day, other.day) > CITED_DAYS:
            continue
        for reference in sorted(other.offers):
            if other.day <= day:
                bearers[reference].append(other)
        for reference in sorted(other.cites):
            if other.day >= day:
                yield _Pair(other.id, release_id, reference)
    for reference, found in bearers.items():
        newest = max(other.day for other in found)
        meant = [other for other in found if days_between(other.day, newest) <= TOGETHER_DAYS]
        if len(meant) <= MOST_BEARERS:
            yield from (_Pair(release_id, other.id, reference) for other in meant)


def _named(release_id: int, day: str, others: Iterable[Candidate]) -> Iterator[_Pair]:
    bearers: dict[str, list[Candidate]] = defaultdict(list)
    for other in others:
        for reference in sorted(other.names):
            bearers[reference].append(other)
    for reference, found in bearers.items():
        if len({other.publisher.casefold() for other in found}) > MOST_PUBLISHERS:
            continue
        found.sort(key=lambda other: (days_between(day, other.day), other.id))
        for other in found[:NEAREST]:
            pair = (release_id, other.id) if other.day <= day else (other.id, release_id)
            yield _Pair(*pair, reference)
