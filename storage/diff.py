"""What changed between two texts, as a reader would say it: sentence by sentence, word by word.

Sentences that stand are found first, then each that changed is set beside the one it came from and
compared by whole words, where numbers, dates and abbreviations are one word. Two sentences with
little in common are told as one gone and one come, not as a salad of their words. The matching is
the standard library's ``difflib``; what the libraries for it (redlines, diff-match-patch) add is
another output format, or a comparison by letters that cuts numbers in two.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Op = Literal["same", "added", "removed"]

ALIKE: Final = 0.4
"""The least share of words in common at which two sentences are compared word by word."""

_MOST_COMPARISONS: Final = 2500
"""Sentences gone times sentences come in one place; beyond it they are told whole."""

_FEWEST_WORDS_BETWEEN: Final = 2
"""Fewer words between two changes do not part them: they are told as one."""

_MONTH: Final = "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember"
_SPACE: Final = "[ \u00a0\u2009\u202f]"
_TOKEN: Final = re.compile(
    rf"\s+|\d{{1,2}}\.{_SPACE}(?:{_MONTH})(?:{_SPACE}\d{{4}})?|kl\.{_SPACE}?\d{{1,2}}(?:[.:]\d\d)?"
    rf"|\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:,\d+)?|\d+(?:[.,:/–-]\d+)*(?:{_SPACE}?%)?|\w+(?:[-’']\w+)*|.",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE_END: Final = re.compile(r"(?:[.!?…:][»”\"')\]]*\s+|\n+)(?=\S)")
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:kl|nr|bl\.?a|f\.eks|dvs|osv|ca|pst|prop|meld|st|innst|jf|mill|mrd|mv|m\.fl|tlf|dr|prof"
    r"|evt|inkl|ev|t\.o\.m|f\.o\.m|pkt|kap|art)|^\W*\d+|\b[A-ZÆØÅ])\.\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text that stands, was added or was removed; paragraphs are kept in it.

    What is not ``added``, joined, is the text before; what is not ``removed`` the text after.
    """

    op: Op
    text: str


def diff(before: str, after: str) -> tuple[Segment, ...]:
    """Return the segments that lead from one text to another, what was removed before its heir."""
    return tuple(_joined(_aligned(sentences(before), sentences(after))))


def paragraphs(segments: Iterable[Segment]) -> list[tuple[Segment, ...]]:
    """Return the paragraphs of a difference, those in which nothing changed too.

    A paragraph ends where the text after has an empty line; white space at its edges is left out.
    """
    found: list[list[Segment]] = [[]]
    for segment in segments:
        first, *rest = re.split(r"\n\s*\n", segment.text)
        found[-1].append(Segment(segment.op, first))
        found += ([Segment(segment.op, part)] for part in rest)
    return [told for paragraph in found if (told := tuple(_trimmed(paragraph)))]


def sentences(text: str) -> list[str]:
    """Split a text after its sentences and lines, white space kept: joined, they are the text."""
    parts, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        part = text[start : match.end()]
        if "\n" in match.group() or not _continues(part, text[match.end()]):
            parts.append(part)
            start = match.end()
    return [part for part in (*parts, text[start:]) if part]


def _continues(part: str, following: str) -> bool:
    """Tell whether a full stop is part of a word, as in «kl. 10» and «Prop. 1 S»."""
    return following.islower() or _ABBREVIATION.search(part) is not None


def tokens(text: str) -> list[str]:
    """Return words, numbers, dates, marks and white space; joined, they are the text."""
    return _TOKEN.findall(text)


def _aligned(before: Sequence[str], after: Sequence[str]) -> Iterator[Segment]:
    keys = [_key(sentence) for sentence in before], [_key(sentence) for sentence in after]
    for op, a, b, c, d in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if op == "equal":
            for old, new in zip(before[a:b], after[c:d], strict=True):
                yield from _words(old, new)
        else:
            yield from _replaced(before[a:b], after[c:d])


def _key(sentence: str) -> str:
    return " ".join(sentence.split())


def _replaced(gone: Sequence[str], come: Sequence[str]) -> Iterator[Segment]:
    """Set each sentence beside the one it came from, in order, and tell the others whole."""
    old_at = new_at = 0
    for old, new in [*_heirs(gone, come), (len(gone), len(come))]:
        yield from (Segment("removed", sentence) for sentence in gone[old_at:old])
        yield from (Segment("added", sentence) for sentence in come[new_at:new])
        if old < len(gone):
            yield from _words(gone[old], come[new])
        old_at, new_at = old + 1, new + 1


def _heirs(gone: Sequence[str], come: Sequence[str]) -> list[tuple[int, int]]:
    """Return which sentence became which: the pairs in order that have most in common."""
    if len(gone) * len(come) > _MOST_COMPARISONS:
        return []
    olds, news = [_bag(sentence) for sentence in gone], [_bag(sentence) for sentence in come]
    best: list[list[tuple[float, tuple[tuple[int, int], ...]]]] = [[(0.0, ())] * (len(news) + 1)]
    for old, mine in enumerate(olds):
        row: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())]
        for new, theirs in enumerate(news):
            alike = _alike(mine, theirs)
            score, pairs = best[old][new]
            paired = (score + alike, (*pairs, (old, new))) if alike >= ALIKE else (0.0, ())
            row.append(max(best[old][new + 1], row[new], paired, key=itemgetter(0)))
        best.append(row)
    return list(best[-1][-1][1])


def _bag(sentence: str) -> Counter[str]:
    return Counter(token.casefold() for token in tokens(sentence) if token[0].isalnum())


def _alike(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _words(before: str, after: str) -> Iterator[Segment]:
    """Compare two sentences word by word."""
    old, new = tokens(before), tokens(after)
    runs: list[tuple[bool, str, str]] = []
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (op, a, b, c, d) in enumerate(codes):
        inside = 0 < number < len(codes) - 1
        few = sum(token[0].isalnum() for token in old[a:b]) < _FEWEST_WORDS_BETWEEN
        stands = op == "equal" and not (inside and few)
        texts = "".join(old[a:b]), "".join(new[c:d])
        if runs and not stands and not runs[-1][0]:
            _, was, became = runs.pop()
            texts = was + texts[0], became + texts[1]
        runs.append((stands, *texts))
    for stands, was, became in runs:
        if stands:
            yield Segment("same", was)
        else:
            yield from (Segment("removed", was), Segment("added", became))


def _joined(segments: Iterable[Segment]) -> Iterator[Segment]:
    told = (segment for segment in segments if segment.text)
    for op, run in groupby(told, key=attrgetter("op")):
        yield Segment(op, "".join(segment.text for segment in run))


def _trimmed(paragraph: Sequence[Segment]) -> Iterator[Segment]:
    last = len(paragraph) - 1
    for number, segment in enumerate(paragraph):
        text = segment.text.lstrip() if number == 0 else segment.text
        text = text.rstrip() if number == last else text
        if text:
            yield Segment(segment.op, text)
