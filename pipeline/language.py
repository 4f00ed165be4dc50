"""The language of a text: bokmål, nynorsk, Northern Sami, Danish, Swedish or English; pure.

By word lists, in ``pipeline/data/languages.toml``: no kept library knows all four languages that
Norwegian publishers write. How they and the libraries do stands in ``docs/revisions.md``.
Danish and Swedish are there so that they are not taken for Norwegian.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

ENOUGH: Final = 1.2
"""The least evidence: one and a half words that no other language has."""

AHEAD: Final = 1.1
"""How many times the next language's evidence the first needs."""

SURE: Final = 6.0
SURELY_AHEAD: Final = 1.5
"""The evidence, and how many times that of the publisher's language, which overrules the publisher.
Measured with ``python -m benchmarks.language``."""

_HOME: Final = {"nb": 1.3, "nn": 1.3, "se": 1.3}
"""What is as good Danish as bokmål is bokmål, at the publishers that are read here."""

_MOST_WORDS: Final = 2000
_SHORTEST_INFLECTED: Final = 4
_SHORTEST_LAST: Final = 5
_WORD: Final = re.compile(r"[^\W\d_]+")

LanguageSource = Literal["publisher", "text", "overruled", "config", ""]
"""Who says which language a text is in: its publisher; the text, where the publisher says nothing
or is surely wrong; or the configuration of its source."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language, ``""`` where nobody knows, and who says so."""

    language: str
    source: LanguageSource


_Weights: TypeAlias = dict[str, dict[str, float]]
"""A mark (word, ending or part of a word), and what it is worth to each language that has it."""


def detect_language(text: str) -> str:
    """Return ``nb``, ``nn``, ``se``, ``da``, ``sv`` or ``en``; ``""`` where the text is undecided.

    Names and two or three words rarely settle it.
    """
    evidence = weigh(text)
    ranked = sorted(evidence, key=lambda tongue: -evidence[tongue])
    first, second = ranked[0], ranked[1]
    settled = evidence[first] >= ENOUGH and evidence[first] >= AHEAD * evidence[second]
    return first if settled else ""


def tongue_of(named: Iterable[str], text: str, usual: str) -> Tongue:
    """Return a text's language and who says so.

    Args:
        named: what the publisher says in one place or more, our codes; the first that says
            anything counts.
        text: title, lead and body.
        usual: the source's language by the configuration, for a text that settles nothing.

    The publisher's word stands unless the text is surely in another language that is known here.
    """
    publisher = next((code for code in named if code), "")
    if not publisher:
        found = detect_language(text)
        if found:
            return Tongue(found, "text")
        return Tongue(usual, "config" if usual else "")
    evidence = weigh(text)
    first = max(evidence, key=lambda tongue: evidence[tongue])
    sure = evidence[first] >= max(SURE, SURELY_AHEAD * evidence.get(publisher, evidence[first]))
    if first != publisher and sure:
        return Tongue(first, "overruled")
    return Tongue(publisher, "publisher")


def weigh(text: str) -> dict[str, float]:
    """Return the evidence for each language in the first two thousand words of a text."""
    evidence = dict.fromkeys(_lists(), 0.0)
    found = Counter(_WORD.findall(text.casefold())[:_MOST_WORDS])
    for word, times in found.items():
        for tongue, weight in _evidence_of(word):
            evidence[tongue] += weight * times
    return {tongue: weight * _HOME.get(tongue, 1.0) for tongue, weight in evidence.items()}


@lru_cache(maxsize=1024)
def _evidence_of(word: str) -> tuple[tuple[str, float], ...]:
    """Return what a word tells, language by language; most words of a text were met before."""
    words, tails, parts = _marks()
    told = list((words.get(word) or _by_ending(word, tails)).items())
    marked = f"^{word}"
    if _any_part().search(marked):
        for part, worth in parts.items():
            if part in marked:
                told += worth.items()
    return tuple(told)


@cache
def _any_part() -> re.Pattern[str]:
    """Return a pattern for any part, to ask once in place of part by part."""
    return re.compile("|".join(map(re.escape, _marks()[2])))


def _by_ending(word: str, tails: _Weights) -> dict[str, float]:
    """Return what the longest known ending of an unlisted word tells: a compound's last word."""
    if len(word) < _SHORTEST_INFLECTED:
        return {}
    for start in range(2, len(word)):
        worth = tails.get(word[start:])
        if worth:
            return worth
    return {}


@cache
def _lists() -> dict[str, dict[str, str]]:
    source = files("pipeline") / "data" / "languages.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def _marks() -> tuple[_Weights, _Weights, _Weights]:
    """Return words, what a word may end in, and parts; a spelling counts less than a known word."""
    worth = {"words": 1.0, "endings": 0.5, "parts": 0.4}
    words, endings, parts = (
        _weighed(((t, lists[kind].split()) for t, lists in _lists().items()), weight)
        for kind, weight in worth.items()
    )
    last = {word: worth for word, worth in words.items() if len(word) >= _SHORTEST_LAST}
    return words, {**endings, **last}, parts


def _weighed(lists: Iterable[tuple[str, Iterable[str]]], weight: float) -> _Weights:
    """Weigh each mark for its languages: one that two of them share tells a third as much."""
    tongues: dict[str, set[str]] = defaultdict(set)
    for tongue, marks in lists:
        for mark in marks:
            tongues[mark].add(tongue)
    return {
        mark: {tongue: weight / (2 * len(found) - 1) for tongue in sorted(found)}
        for mark, found in tongues.items()
    }
