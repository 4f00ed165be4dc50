"""Which releases tell the same story, and which answer one another? Pure.

``same`` is told by the words alone: the same text, or nearly, within days. A shared title means
nothing. Where texts are alike, what parts letters cut from one template from copies of one text is
*where* they differ: letters differ in their subject, which stands in their titles, or in their
figures and dates. ``related`` is told by references between different publishers. Thresholds and
the precision and recall that they give stand in ``docs/stories.md``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

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

FORM_FIGURES: Final = 3
"""Two texts are one form, filled in twice, where each has so many figures and dates that the other
has not, and these are half of all that differs. A correction mends one or two."""

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
_STEM: Final = 5
"""Letters that tell an ordinary word, whatever its ending: «fosterhjemmet», «fosterhjem»."""

_UNCAPITALISED: Final = re.compile(r"(?<![^\W\d_])[^\W\d_A-ZÆØÅ][^\W\d_]*")
_EXACT_DAY: Final = frozenset({"day", "hour", "minute", "second"})


@dataclass(frozen=True, slots=True)
class Text:
    """A release's words as they are compared.

    Attributes:
        title: the words of the title, case folded.
        words: those of lead and body, in their order.
        shingles: every three of them.
        names: those that never stand without a capital.
    """

    title: frozenset[str]
    words: tuple[str, ...]
    shingles: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, title: str, lead: str, body: str) -> Text:
        """Read a release's three texts; the title is kept apart from the others."""
        return _read(title, lead, body)


@lru_cache(maxsize=32)
def _read(title: str, lead: str, body: str) -> Text:
    # One that many others are compared with is read once.
    text = f"{lead}\n{body}"
    found = sketch.words(text)
    uncapitalised = set(_UNCAPITALISED.findall(text))
    return Text(
        frozenset(sketch.words(title)),
        tuple(found),
        sketch.shingles(found),
        frozenset(found) - uncapitalised,
    )


class Likeness(NamedTuple):
    """Why two texts are one story: the reason, what it rests on, and how sure, 0 to 1."""

    reason: str
    evidence: str
    confidence: float


def fingerprint(release: Release) -> Fingerprint | None:
    """Return what the archive finds a release's story by, ``None`` where its day is not known.

    Without a day a copy cannot be told from last year's greeting, so that nothing is linked. It
    follows from the release alone, and goes from one process to another.
    """
    if release.published.precision not in _EXACT_DAY or release.published.date is None:
        return None
    words = sketch.words(f"{release.lead}\n{release.body}")
    known = citations(release)
    return Fingerprint(
        day=release.published.date,
        bands=sketch.bands(sketch.shingles(words)) if len(words) >= FEWEST_WORDS else (),
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
    alike = [other for other in candidates if other.shares_bands]
    links = []
    if alike:
        # Most releases are like no other, and a text takes as long to read as all else here.
        text = Text.of(release.title, release.lead, release.body)
        told = (_told_by(other, text, release_id, day) for other in alike)
        links = [link for link in told if link is not None]
    linked = {number for link in links for number in (link.release_id, link.other_release_id)}
    others = [
        other
        for other in candidates
        if other.id not in linked and other.publisher.casefold() != release.publisher.casefold()
    ]
    return [*links, *related(release_id, day, others)]


def _told_by(other: Candidate, text: Text, release_id: int, day: str) -> Link | None:
    found = same(text, Text.of(other.title, other.lead, other.body), days_between(day, other.day))
    if found is None:
        return None
    (_, first), (_, later) = sorted(((day, release_id), (other.day, other.id)))
    return Link(later, first, "same", found.reason, found.evidence, found.confidence)


def same(one: Text, other: Text, days_apart: int) -> Likeness | None:
    """Tell whether two texts published so many days apart are one story, and why."""
    fewest = min(len(one.words), len(other.words))
    titles_agree = sketch.overlap(one.title, other.title) >= SAME_TITLE
    if fewest < FEWEST_WORDS or (fewest < SHORT_WORDS and not titles_agree):
        return None
    if one.words == other.words:
        return Likeness("exact text", "", 0.99) if days_apart <= EXACT_DAYS else None
    alike = sketch.overlap(one.shingles, other.shingles)
    if days_apart > NEAR_DAYS or alike < NEAR or _differ_in_subject(one, other):
        return None
    if not (one.title | other.title) & _CORRECTION and _one_form(one, other):
        return None
    sure = next(sure for least, sure in _SURE if alike >= least)
    return Likeness("near text", f"{alike:.2f}", sure)


def _differ_in_subject(one: Text, other: Text) -> bool:
    """Tell whether each title names something that its own text is about and the other is not."""
    return _own_subject(one, other) and _own_subject(other, one)


def _own_subject(one: Text, other: Text) -> bool:
    mine, theirs = Counter(one.words), Counter(other.words)
    stems = {word[:_STEM] for word in other.words}
    return any(
        mine[word] > theirs[word]
        if word in one.names
        else len(word) >= _STEM and mine[word] > 0 and word[:_STEM] not in stems
        for word in one.title - other.title
    )


def _one_form(one: Text, other: Text) -> bool:
    mine, theirs = Counter(one.words), Counter(other.words)
    only_mine, only_theirs = mine - theirs, theirs - mine
    figures = [
        sum(n for w, n in only.items() if _is_figure(w)) for only in (only_mine, only_theirs)
    ]
    return min(figures) >= FORM_FIGURES and 2 * sum(figures) >= (only_mine + only_theirs).total()


def _is_figure(word: str) -> bool:
    return word[0].isdecimal() or word in _DATE_WORDS
