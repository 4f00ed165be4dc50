"""How lemmas are inflected: what other words a form may be of, and whether a word is a lemma.

A dictionary gives one lemma a form (veier is of veie). The endings of ``data/paradigms.tsv`` tell
what it might also be of (vei); they count where the dictionary leads another form of the same
paradigm (veien) back to that.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from storage.norwegian.dictionaries import entry, is_listed, rows, worked_out_own_forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LONGEST_ENDING, _SHORTEST_STEM = 4, 3


@cache
def _paradigms() -> list[tuple[str, tuple[str, ...]]]:
    """Return what lemmas end in, and how their other forms end instead."""
    return [(lemma.strip("-"), tuple(endings.split())) for lemma, endings in rows("paradigms")]


@cache
def _paradigms_by_ending() -> Mapping[str, list[tuple[str, tuple[str, ...]]]]:
    table: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for lemma, endings in _paradigms():
        for ending in endings:
            others = tuple(other for other in endings if other != ending)
            table.setdefault(ending, []).append((lemma, others))
    return table


def other_readings(word: str) -> Iterator[str]:
    """Yield lemmas of which a word may also be a form: veier is of vei, and of veie."""
    for size in range(1, min(_LONGEST_ENDING, len(word) - _SHORTEST_STEM) + 1):
        stem = word[:-size]
        for end, others in _paradigms_by_ending().get(word[-size:], ()):
            for base in _bases(stem):
                lemma = base + end
                if _leads(lemma, lemma) and any(_leads(base + other, lemma) for other in others):
                    yield lemma
    if has_own_forms(word):
        yield word


@lru_cache(maxsize=1024)
def has_own_forms(word: str) -> bool:
    """Tell whether a dictionary leads any form to a word, which it may list as another's form."""
    if not is_listed(word):
        return False
    ready = worked_out_own_forms(word)
    if ready is not None:
        return ready
    return _leads(word, word) or any(
        _leads(word.removesuffix(end) + ending, word)
        for end, endings in _paradigms()
        if word.endswith(end)
        for ending in endings
    )


def _bases(stem: str) -> set[str]:
    """Return a stem with its last m as other forms have it: flommer, flom; bestemt, bestemme."""
    if stem.endswith("m"):
        return {stem, stem[:-1] if stem.endswith("mm") else stem + "m"}
    return {stem}


def _leads(form: str, lemma: str) -> bool:
    return lemma in entry(form)
