"""Whether a text can have a date at all: asked of every paragraph, because most have none.

A form of the grammar matches only where the shape has one of its letters, and each of those comes
of a figure or of one of few words. What is told here is never less than what the grammar would
find: ``tests/dates/test_hints.py`` holds it against the grammar itself.
"""

from __future__ import annotations

import re

from pipeline.norwegian.masks import may_hold_mask
from pipeline.norwegian.words import KINDS

_FIGURES = re.compile(r"[0-9]+")
_NUMERIC = re.compile(
    r"(?<![0-9])(?:1[5-9]|2[01])[0-9]{2}(?![0-9])|[0-9]\s*[./-]\s*[0-9]|[QKWqkw][0-9]"
)
"""What makes a date of figures alone: a year, figures with a sign between them, a unit's code."""

_WORD = re.compile(r"[^\W\d_]+")
_REACH = 40
"""So many characters from its figure stands the word that makes a date of it, at the most."""


def _words_of(kinds: str) -> frozenset[str]:
    return frozenset(word for word, (kind, _) in KINDS.items() if kind in kinds and word.isalpha())


def _phrases_of(kinds: str) -> dict[str, list[str]]:
    """Return the phrases of some kinds by the longest word in them."""
    found: dict[str, list[str]] = {}
    for phrase, (kind, _) in KINDS.items():
        if kind in kinds and not phrase.isalpha():
            found.setdefault(max(_WORD.findall(phrase), key=len), []).append(phrase)
    return found


def _last_words_of(kinds: str) -> frozenset[str]:
    """Return the words that stand last in the words and phrases of some kinds."""
    return frozenset(_WORD.findall(key)[-1] for key, (kind, _) in KINDS.items() if kind in kinds)


_BY_THEMSELVES = _words_of("Rre")
"""Words that always are a date: "yesterday", "idag"."""

_ALONE = _words_of("MWSRre")
"""Words that make a date without a figure: "i mai", "på fredag", "til våren"."""

_PHRASES = _phrases_of("MWSRre")
"""The same of several words: "i dag"."""

_TOGETHER = (
    (_words_of("sU"), _words_of("PNA") | {"in"}),
    (_words_of("QHT"), _words_of("ocN")),
    (_words_of("mw"), _words_of("oc")),
)
"""Words that make one only beside others: "om to dager", "forrige uke", "tjuende okt"."""

_WITH_FIGURES = _words_of("MmWwSQHTUKsLRreA")
"""Words that make one beside a figure: "12. mai", "kl. 10", "uke 7"."""

_SIGNAL = _ALONE | _WITH_FIGURES | _PHRASES.keys()
"""Words of which a text has one, if there is a date in it that is not of figures alone."""

_CUES = {
    "M": _last_words_of("v≈beo"),
    "m": _last_words_of("o"),
    "W": _last_words_of("vN"),
    "S": _last_words_of("vtN"),
    "Q": _last_words_of("o"),
    "H": _last_words_of("o"),
    "T": _last_words_of("o"),
    "U": _last_words_of("ctN"),
    "s": _last_words_of("ctN"),
}
"""Which words have to stand before a word of a kind to make a date of it without figures."""

_CUES_OF = {word: _CUES[kind] for word, (kind, _) in KINDS.items() if kind in _CUES}
"""The same for each word."""


def may_hold_date(text: str) -> bool:
    """Tell whether cleaned text has figures or words of which some form makes a date."""
    lower = text.lower()
    words = _WORD.findall(lower)
    signals = _SIGNAL.intersection(words)
    if may_hold_mask(text):
        return _NUMERIC.search(text) is not None or (
            bool(signals) and _may_be_of_words_and_figures(lower, set(words))
        )
    return bool(signals) and (
        not _BY_THEMSELVES.isdisjoint(signals)
        or _has_phrase(lower, signals)
        or _has_cued(words)
    )


def _may_be_of_words_and_figures(lower: str, words: set[str]) -> bool:
    return (
        not _ALONE.isdisjoint(words)
        or _has_phrase(lower, words)
        or any(not (a.isdisjoint(words) or b.isdisjoint(words)) for a, b in _TOGETHER)
        or _stands_by_a_figure(lower)
    )


def _has_phrase(lower: str, words: set[str] | frozenset[str]) -> bool:
    return any(phrase in lower for word in _PHRASES.keys() & words for phrase in _PHRASES[word])


def _has_cued(words: list[str]) -> bool:
    """Whether a word has its cue before it, or the word before that: "første of May".

    Only asked where nothing is masked, because a mask could end within a word and leave a cue.
    """
    before = last = ""
    for word in words:
        cues = _CUES_OF.get(word)
        if cues is not None and (last in cues or before in cues):
            return True
        before, last = last, word
    return False


def _stands_by_a_figure(lower: str) -> bool:
    return any(
        not _WITH_FIGURES.isdisjoint(
            _WORD.findall(lower, max(0, figures.start() - _REACH), figures.end() + _REACH)
        )
        for figures in _FIGURES.finditer(lower)
    )
