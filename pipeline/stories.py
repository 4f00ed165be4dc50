"""Which releases tell the same story, and which answer one another? Pure.

``same`` is told by the words alone: the same text, or nearly, within days. A shared title means
nothing. Where texts are alike, what parts letters cut from one template from copies of one text is
*where* they differ: letters differ in their subject, which stands in their titles, or in their
figures and dates. ``related`` is told by references between different publishers. Thresholds and
the precision and recall that they give stand in ``docs/stories.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline import sketch
from pipeline.answers import related
from pipeline.citations import citations
from pipeline.times import days_between
from storage.stories import Link
from storage.story_index import ALIKE_DAYS, Fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.release import Release
    from storage.story_index import Candidate

RULE_VERSION: Final = "1"

FEWEST_WORDS: Final = 25
"""A shorter text is a notice that hundreds of releases share: «Pressen er velkommen»."""

SHORT_WORDS: Final = 60
"""A text below this is not enough by itself: the titles must agree, too."""

EXACT_DAYS: Final = ALIKE_DAYS
NEAR_DAYS: Final = 7
"""How far apart two tellings of one story are published. A greeting comes back after a year, the
same words about another event after a week."""

NEAR: Final = 0.55
"""The least overlap of shingles between two tellings of one story."""

SAME_FIGURES: Final = 0.5
"""The least overlap of figures and dates: a correction mends one, a template changes most."""

SAME_TITLE: Final = 0.5
"""The least overlap of title words that counts as agreeing."""

_SURE: Final = ((0.9, 0.99), (0.75, 0.98), (NEAR, 0.95))
"""Overlap and how sure: no more than the share that is right on the generated pairs."""

_CORRECTION: Final = frozenset(
    "rettelse rettet retting retta korrigert korreksjon korrigering oppdatert correction".split()
)
_DATE_WORDS: Final = frozenset(
    "januar februar mars april mai juni juli august september oktober november desember "
    "mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tysdag laurdag sundag".split()
)
_EXACT_DAY: Final = frozenset({"day", "hour", "minute", "second"})


@dataclass(frozen=True, slots=True)
class Text:
    """A release's words as they are compared: all that one needs to know of each."""

    title: frozenset[str]
    words: tuple[str, ...]
    shingles: frozenset[str]

    @classmethod
    def of(cls, title: str, lead: str, body: str) -> Text:
        """Read a release's three texts; the title is kept apart from the others."""
        found = sketch.words(f"{lead}\n{body}")
        return cls(frozenset(sketch.words(title)), tuple(found), sketch.shingles(found))


def fingerprint(release: Release) -> Fingerprint | None:
    """Return what the archive finds a release's story by, ``None`` where its day is not known.

    Without a day a copy cannot be told from last year's greeting, so that nothing is linked.
    """
    if release.published.precision not in _EXACT_DAY or release.published.date is None:
        return None
    text = Text.of(release.title, release.lead, release.body)
    known = citations(release)
    return Fingerprint(
        day=release.published.date,
        bands=sketch.bands(text.shingles) if len(text.words) >= FEWEST_WORDS else (),
        offers=known.offers,
        cites=known.cites,
        names=known.names,
    )


def decide(release_id: int, release: Release, candidates: Sequence[Candidate]) -> list[Link]:
    """Return the links between a release and those of the archive that may tell of the same.

    Args:
        release_id: the number of the release just recorded,
        release: and its state today.
        candidates: what ``storage.story_index.candidates`` found by its fingerprint.
    """
    day = release.published.date
    if day is None:
        return []
    text = Text.of(release.title, release.lead, release.body)
    links = [
        Link(*_later_first((day, release_id), (other.day, other.id)), "same", *found)
        for other in candidates
        if other.shares_bands and (found := _told_by(other, text, day)) is not None
    ]
    linked = {number for link in links for number in (link.release_id, link.other_release_id)}
    others = [
        other
        for other in candidates
        if other.id not in linked and other.publisher.casefold() != release.publisher.casefold()
    ]
    return [*links, *related(release_id, day, others)]


def _later_first(one: tuple[str, int], other: tuple[str, int]) -> tuple[int, int]:
    return (one[1], other[1]) if one > other else (other[1], one[1])


def _told_by(other: Candidate, text: Text, day: str) -> tuple[str, str, float] | None:
    apart = days_between(day, other.day)
    return same(text, Text.of(other.title, other.lead, other.body), apart)


def same(one: Text, other: Text, days_apart: int) -> tuple[str, str, float] | None:
    """Tell whether two texts are one story: the reason, its evidence and how sure, or ``None``."""
    if min(len(one.words), len(other.words)) < FEWEST_WORDS:
        return None
    titles_agree = sketch.overlap(one.title, other.title) >= SAME_TITLE
    if min(len(one.words), len(other.words)) < SHORT_WORDS and not titles_agree:
        return None
    if one.words == other.words:
        return ("exact text", "", 0.99) if days_apart <= EXACT_DAYS else None
    alike = sketch.overlap(one.shingles, other.shingles)
    if days_apart > NEAR_DAYS or alike < NEAR or _differ_in_subject(one, other):
        return None
    if not (one.title | other.title) & _CORRECTION and _differ_in_figures(one, other):
        return None
    return "near text", f"{alike:.2f}", next(sure for least, sure in _SURE if alike >= least)


def _differ_in_subject(one: Text, other: Text) -> bool:
    """Tell whether each title names something that its own text has and the other text has not."""
    mine, theirs = set(one.words), set(other.words)
    return bool((one.title - other.title) & (mine - theirs)) and bool(
        (other.title - one.title) & (theirs - mine)
    )


def _differ_in_figures(one: Text, other: Text) -> bool:
    mine, theirs = _figures(one), _figures(other)
    return bool(mine | theirs) and sketch.overlap(mine, theirs) < SAME_FIGURES


def _figures(text: Text) -> frozenset[str]:
    return frozenset(w for w in text.words if w[0].isdecimal() or w in _DATE_WORDS)
