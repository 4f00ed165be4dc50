"""Whether a text can have a date at all: asked of every paragraph, because most have none.

A form of the grammar matches only where the shape has one of its letters, and each of those comes
of a figure or of one of few words, most of which make a date only beside another. What is told
here is never less than what the grammar would find: ``tests/dates/test_hints.py`` holds it against
the grammar itself.
"""

from __future__ import annotations

import re

from pipeline.norwegian.words import KINDS

_DIGITS = frozenset("0123456789")
_NUMERIC = re.compile(
    # Each begins with a figure, so that what stands between figures is passed over quickly.
    r"[0-9](?:\s*[./-]\s*[0-9]|(?<=[QKWqkw][0-9])"
    r"|(?:(?<=1)[5-9]|(?<=2)[01])(?<![0-9]..)[0-9]{2}(?![0-9]))"
)
"""What makes a date of figures alone: figures with a sign between them, a unit's code, a year."""

_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"[^\W\d_]+|[0-9]+")


def _words_of(kinds: str) -> frozenset[str]:
    return frozenset(word for word, (kind, _) in KINDS.items() if kind in kinds and word.isalpha())


def _last_words_of(kinds: str) -> frozenset[str]:
    """Return the words that stand last in the words and phrases of some kinds."""
    return frozenset(_WORD.findall(key)[-1] for key, (kind, _) in KINDS.items() if kind in kinds)


def _phrases_of(kinds: str) -> dict[str, list[str]]:
    """Return the phrases of some kinds by the longest word in them."""
    found: dict[str, list[str]] = {}
    for phrase, (kind, _) in KINDS.items():
        if kind in kinds and not phrase.isalpha():
            found.setdefault(max(_WORD.findall(phrase), key=len), []).append(phrase)
    return found


_ALONE = _words_of("Rre")
"""Words that always make a date: "yesterday", "idag"."""

_PHRASES = _phrases_of("Rre")
"""The same of several words: "i dag"."""

_A_DAY = frozenset({*map(str, range(100)), *(f"0{n}" for n in range(10))})
"""The figures that may be a day, a week, a quarter or a count."""

_CUES = {
    "M": _last_words_of("v≈beo") | _A_DAY,
    "m": _last_words_of("o") | _A_DAY,
    "W": _last_words_of("vN"),
    "S": _last_words_of("vtN"),
    "Q": _last_words_of("o") | _A_DAY,
    "H": _last_words_of("o") | _A_DAY,
    "T": _last_words_of("o") | _A_DAY,
    "U": _words_of("PN") | {"in"},
    "s": _words_of("PN") | {"in"},
    "A": _words_of("sU"),
}
"""What stands before a word of a kind that makes a date: "i mai", "12. mai", "om to uker"."""

_REACH = 3
"""The cue is one of so many words and figures before: "5 | th | of | June"."""

_REACH_OF_A_MASK = 5
"""A mask that ends within a word can leave a cue of it; its last figure is no farther off."""

_CUES_OF = {word: _CUES[kind] for word, (kind, _) in KINDS.items() if kind in _CUES}
_BEFORE_FIGURES = _words_of("MmUK")
"""Words that make a date with the figure after them: "uke 7", "kl. 14", "August 12"."""

_SIGNALS = _ALONE | _PHRASES.keys() | _CUES_OF.keys() | _BEFORE_FIGURES


def may_hold_date(text: str) -> bool:
    """Tell whether cleaned text has figures or words of which some form makes a date."""
    lower = text.lower()
    pieces = _PIECE.findall(lower)
    signals = _SIGNALS.intersection(pieces)
    if signals and (
        "@" in text
        or not _ALONE.isdisjoint(signals)
        or any(phrase in lower for word in _PHRASES.keys() & signals for phrase in _PHRASES[word])
        or _has_cue(pieces)
    ):
        return True
    return _NUMERIC.search(text) is not None


def _has_cue(pieces: list[str]) -> bool:
    """Whether among words and figures one has beside it what makes a date of it."""
    for index, piece in enumerate(pieces):
        if piece[0] in _DIGITS:
            cues = _BEFORE_FIGURES
        elif piece in _CUES_OF:
            cues = _CUES_OF[piece]
            before = pieces[max(0, index - _REACH_OF_A_MASK) : max(0, index - 1)]
            if any(one[0] in _DIGITS for one in before):
                return True
        else:
            continue
        if not cues.isdisjoint(pieces[max(0, index - _REACH) : index]):
            return True
    return False
