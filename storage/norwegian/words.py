"""Text cut into words as the index cuts it (FTS5 ``unicode61 remove_diacritics 0``)."""

from __future__ import annotations

import re
import unicodedata

# The combining marks that unicode61 counts as part of a word, once NFC has joined what it can.
_MARKS = "\u0300-\u0304\u0306-\u030c\u030f\u0311\u031b\u0323-\u0328\u032d\u032e\u0330\u0331"
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")
_FOLDED_FURTHER = {"µ": "μ", "ſ": "s", "ς": "σ"}
# Letters that FTS5 folds otherwise than str.lower() does in a whole text.
_FOLDED_APART = re.compile("[µſςΣİ]")
_TWO_LETTERS = str.maketrans({"å": "aa", "ø": "oe", "æ": "ae", "ä": "ae", "ö": "oe"})
_ONE_LETTER = str.maketrans({"ø": "o", "æ": "a", "ö": "o", "ä": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})

NORWEGIAN = frozenset("æøå")
"""The letters that whoever types one of them can type: such a word is never folded."""


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, in the order in which they stand.

    Letters and digits make words, and all else parts them, so nothing that comes out of here can
    mean anything to FTS5. Lone surrogates and control characters are no letters: they vanish.
    """
    if _FOLDED_APART.search(text) is None:
        return _WORD.findall(text.lower())
    return [_lower(word) for word in _WORD.findall(text)]


def folds(word: str) -> set[str]:
    """Return a word as a keyboard without æ, ø and å would write it: tromso and tromsoe."""
    return {_plain(word.translate(_ONE_LETTER)), _plain(word.translate(_TWO_LETTERS))}


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _lower(word: str) -> str:
    # Letter by letter, as FTS5 folds: str.lower() makes two letters of the Turkish İ.
    return "".join(map(_lower_letter, word)) if not word.isascii() else word.lower()


def _lower_letter(letter: str) -> str:
    low = letter.lower()
    return _FOLDED_FURTHER.get(low, low) if len(low) == 1 else letter
