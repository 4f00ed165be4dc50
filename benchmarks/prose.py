"""Norwegian-like prose in any amount, whose words are spread as words of real prose are.

The first words are in most texts and most words are in few (Zipf); beyond some thousand the
frequency falls off faster, as it does in large newspaper corpora (Ferrer i Cancho and Solé 2001),
so that a million and a half running words hold about 58,000 different ones and three hundred
million about 900,000. Among the rare ones are compounds that no dictionary has, names and numbers.
"""

from __future__ import annotations

import random
import tomllib
from bisect import bisect
from itertools import accumulate
from pathlib import Path
from typing import Final

from storage.norwegian.dictionaries import forms

_COMMON_RANKS: Final = 3000
_STEEPNESS: Final = 1.8
_SMALL_WORDS: Final = Path(__file__).parents[1] / "pipeline/data/languages.toml"
_MONTHS: Final = (
    "januar februar mars april mai juni juli august september oktober november desember".split()
)
_SENTENCE: Final = (6, 22)
_PARAGRAPH: Final = (2, 5)


class Prose:
    """Draws words, sentences and paragraphs, the same for the same seed and vocabulary."""

    def __init__(self, seed: int, vocabulary: int = 300_000) -> None:
        self.words = words(vocabulary)
        self._weights = list(accumulate(map(_weight, range(1, vocabulary + 1))))
        self._random = random.Random(seed)

    def reseed(self, seed: int) -> None:
        """Begin a sequence anew, so that a text can be made without those before it."""
        self._random.seed(seed)

    def draw(self, count: int) -> list[str]:
        """Return so many words."""
        total, weights, chance = self._weights[-1], self._weights, self._random.random
        return [self.words[bisect(weights, chance() * total)] for _ in range(count)]

    def sentence(self) -> str:
        """Return a sentence; one in twelve names a day, one in fifteen quotes."""
        text = " ".join(self.draw(self._random.randint(*_SENTENCE)))
        chance = self._random.random()
        if chance < 1 / 12:
            text += f" {self._random.randint(1, 28)}. {self._random.choice(_MONTHS)}"
        elif chance < 1 / 12 + 1 / 15:
            text += f" «{' '.join(self.draw(self._random.randint(2, 6)))}»"
        return f"{text[0].upper()}{text[1:]}."

    def paragraphs(self, size: int) -> list[str]:
        """Return paragraphs of together about ``size`` bytes of UTF-8."""
        found: list[str] = []
        left = size
        while left > 0:
            sentences = [self.sentence() for _ in range(self._random.randint(*_PARAGRAPH))]
            text = " ".join(sentences)
            if len(text) > left:
                text = text[: max(left, 20)].rpartition(" ")[0] + "."
            found.append(text)
            left -= len(text.encode()) + 2
        return found

    def title(self) -> str:
        """Return a heading of four to nine words."""
        text = " ".join(self.draw(self._random.randint(4, 9)))
        return text[0].upper() + text[1:]


def words(count: int) -> list[str]:
    """Return so many different words, the most frequent first."""
    rng = random.Random(20260101)
    small = tomllib.loads(_SMALL_WORDS.read_text(encoding="utf-8"))["nb"]["words"].split()
    listed = [w for w in forms("nb") if w.isalpha() and w.islower() and len(w) < 22]
    parts = [w for w in rng.sample(listed, min(20_000, len(listed))) if 4 <= len(w) <= 9]
    rng.shuffle(listed)
    known = iter(listed)
    found = dict.fromkeys(small)
    while len(found) < count:
        found.setdefault(_rare(rng, parts) if rng.random() > 0.62 else next(known, ""))
        found.pop("", None)
    return list(found)


def _rare(rng: random.Random, parts: list[str]) -> str:
    """Return a word that no dictionary has: a compound mostly, a name or a number."""
    chance = rng.random()
    if chance < 0.75:
        return rng.choice(parts) + rng.choice(("", "", "s")) + rng.choice(parts)
    if chance < 0.92:
        return (rng.choice(parts)[:4] + rng.choice(parts)[-4:]).capitalize()
    return str(rng.randint(2, 99_999))


def _weight(rank: int) -> float:
    if rank <= _COMMON_RANKS:
        return 1 / (rank + 2.7)
    return float((_COMMON_RANKS / rank) ** _STEEPNESS / (_COMMON_RANKS + 2.7))
