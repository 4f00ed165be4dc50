"""The keys of a word: what it has in common with the other forms that should find it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from storage.norwegian import dictionaries
from storage.norwegian.compounds import in_bokmaal, parts
from storage.norwegian.lexicon import lemmas
from storage.norwegian.words import NORWEGIAN, folds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Kind = Literal["lemma", "stem", "known-stem", "part", "fold"]

CODES: Final[Mapping[Kind, str]] = {
    "lemma": "l",
    "stem": "s",
    "known-stem": "k",
    "part": "p",
    "fold": "f",
}
"""What stands for each kind in the archive."""

_LONGEST = 60


class Key(NamedTuple):
    """One thing that forms of a word share: its ``kind`` and the lemma, stem, part or fold."""

    kind: Kind
    key: str


@dataclass(frozen=True, slots=True)
class Analysed:
    """A word with all that the archive keeps of it.

    Attributes:
        word: in lower case, as ``words`` cuts it.
        edition: of the linguistic data that it was analysed with; 0 where a package was missing.
        known: a dictionary or its parts tell what it is.
        keys: pairs of a code (see ``CODES``) and what forms of one word have in common.
    """

    word: str
    edition: int
    known: bool
    keys: tuple[tuple[str, str], ...]


def analysed(words: Sequence[str]) -> tuple[Analysed, ...]:
    """Return what the archive keeps of some words, in their order.

    Pure, and all that goes in and comes out can be pickled: a process pool may run it.
    """
    return tuple(_analysed(word, edition()) for word in words)


def _analysed(word: str, today: int) -> Analysed:
    found = sorted(keys(word))
    known = any(kind in ("lemma", "part") for kind, _ in found)
    return Analysed(word, today, known, tuple((CODES[kind], key) for kind, key in found))


def stemmer_available() -> bool:
    """Tell whether PyStemmer, which has the Snowball stems, is installed."""
    return find_spec("Stemmer") is not None


@cache
def edition() -> int:
    """Return a number for the linguistic data in use; 0 where a package of it is missing."""
    if not (stemmer_available() and dictionaries.available()):
        return 0
    return dictionaries.tables_edition()


@lru_cache(maxsize=1024)
def keys(word: str) -> frozenset[Key]:
    """Return the keys of a lower-case word, as far as the installed packages know them."""
    if len(word) > _LONGEST or not word.isalpha():
        return frozenset()
    names = lemmas(word) | in_bokmaal(word)
    return frozenset(
        {
            *(Key("lemma", lemma) for lemma in names),
            *(Key("part", part) for part in parts(word) - names),
            *(Key("fold", fold) for fold in _folds_of(word)),
            *(Key("known-stem" if names else "stem", stem) for stem in _stems(word)),
        }
    )


def _folds_of(word: str) -> set[str]:
    return set() if word.isascii() and NORWEGIAN.isdisjoint(word) else folds(word) - {word}


def _stems(word: str) -> set[str]:
    stem = _stemmer()
    return {stem(word)} if stem else set()


@cache
def _stemmer() -> Callable[[str], str] | None:
    if not stemmer_available():
        return None
    from Stemmer import Stemmer

    stem: Callable[[str], str] = Stemmer("norwegian").stemWord
    return stem
