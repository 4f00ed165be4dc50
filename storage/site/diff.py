"""What was changed between two texts, word for word. Pure.

Paragraphs are compared first, so that a long text costs little and a moved comma is not drowned;
within paragraphs that differ, words are.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["same", "removed", "added"]

_TOKEN: Final = re.compile(r"\w+(?:[-'’]\w+)*|\s+|[^\w\s]")
_MOST_WORDS: Final = 4000
_TOO_DIFFERENT: Final = 0.35


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether they stand in both texts or only in the old or new one."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the difference; ``skipped`` counts unchanged ones left out in its place."""

    pieces: tuple[Piece, ...] = ()
    skipped: int = 0


def difference(old: str, new: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs that differ, each with an unchanged neighbour for the context."""
    before, after = _paragraphs(old), _paragraphs(new)
    found: list[Paragraph] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    blocks = matcher.get_opcodes()
    for place, (tag, i1, i2, j1, j2) in enumerate(blocks):
        if tag == "equal":
            found += _unchanged(before[i1:i2], first=place == 0, last=place == len(blocks) - 1)
        else:
            found += _changed(before[i1:i2], after[j1:j2])
    return tuple(found)


def words(old: str, new: str) -> tuple[Piece, ...]:
    """Return two texts as one, in pieces: what stands, what went and what came."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(before), len(after)) > _MOST_WORDS:
        return _replaced(old, new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _TOO_DIFFERENT:
        return _replaced(old, new)
    return tuple(_joined(_pieces(matcher, before, after)))


def _replaced(old: str, new: str) -> tuple[Piece, ...]:
    return tuple(Piece(kind, text) for kind, text in _sides(old, new) if text)


def _sides(old: str, new: str) -> tuple[tuple[Kind, str], ...]:
    return (("removed", old), ("added", new))


def _pieces(
    matcher: difflib.SequenceMatcher[str], before: Sequence[str], after: Sequence[str]
) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[i1:i2]))
        else:
            yield from _replaced("".join(before[i1:i2]), "".join(after[j1:j2]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield each run of changes as one removal and one addition: a space between is no anchor."""
    gone, come = "", ""
    for piece in pieces:
        if piece.kind == "same" and (not (gone or come) or piece.text.strip()):
            yield from _replaced(gone, come)
            gone, come = "", ""
            yield piece
        else:
            gone += piece.text if piece.kind != "added" else ""
            come += piece.text if piece.kind != "removed" else ""
    yield from _replaced(gone, come)


def _unchanged(paragraphs: Sequence[str], *, first: bool, last: bool) -> Iterator[Paragraph]:
    head = [] if first else paragraphs[:1]
    rest = paragraphs[len(head) :]
    tail = [] if last else rest[-1:]
    skipped = len(rest) - len(tail)
    yield from (Paragraph((Piece("same", text),)) for text in head)
    if skipped:
        yield Paragraph(skipped=skipped)
    yield from (Paragraph((Piece("same", text),)) for text in tail)


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Paragraph]:
    if len(before) == len(after):
        yield from (Paragraph(words(old, new)) for old, new in zip(before, after, strict=True))
        return
    yield from (Paragraph((Piece("removed", text),)) for text in before)
    yield from (Paragraph((Piece("added", text),)) for text in after)


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n+", text) if part.strip()]
