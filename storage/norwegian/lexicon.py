"""Which word is this a form of? Lemmas across bokmål and nynorsk, always named in bokmål.

Three sources, widest first: the dictionaries (``dictionaries``, and ``paradigms`` for what they
imply), our own tables in ``data/`` (pairs of nynorsk and bokmål lemmas, irregular forms), and rules
of spelling (``spelling``).
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from storage.norwegian.dictionaries import entry, is_listed, rows, worked_out
from storage.norwegian.paradigms import has_own_forms, other_readings
from storage.norwegian.spelling import respelt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_VERBS_END = ("e", "a", "i", "å", "o", "y", "ø")


@lru_cache(maxsize=1024)
def lemmas(word: str) -> frozenset[str]:
    """Return the bokmål lemmas of which a lower-case word may be a form; empty when unknown.

    A nynorsk lemma stands beside its bokmål one, so that a word of either language that no table
    pairs still finds its own forms.
    """
    ready = worked_out(word, "lemmas")
    if ready is not None:
        return ready
    found = {*_irregular().get(word, ()), *_dictionary_lemmas(word), *_prefixed(word)}
    found |= {*other_readings(word), *({word} & pairs().keys())}
    found = found or {*_inflected(word)}
    if not found and word.endswith("s") and len(word) > 4:
        return lemmas(word[:-1])
    return frozenset(found.union(*map(bokmaal, found)))


def known(word: str) -> bool:
    """Tell whether a lower-case word is one that the dictionaries or our tables have."""
    return is_listed(word) or word in _irregular() or word in pairs()


def is_lemma(word: str) -> bool:
    """Tell whether a lower-case word is the form by which dictionaries name a word."""
    return word in paired() or has_own_forms(word)


@lru_cache(maxsize=1024)
def bokmaal(lemma: str) -> frozenset[str]:
    """Return what a nynorsk lemma is called in bokmål; empty when it is the same or unknown."""
    if paired := pairs().get(lemma):
        return paired
    # Nynorsk infinitives end in -e or -a; the tables have them in -e.
    if lemma.endswith("a") and (paired := pairs().get(lemma[:-1] + "e")):
        return paired
    found = respelt(lemma, strong_only=bool(entry(lemma).nb))
    return frozenset({found}) if found else frozenset()


@cache
def pairs() -> Mapping[str, frozenset[str]]:
    """Return the nynorsk lemmas whose bokmål is another word, each with its bokmål lemmas."""
    return {nynorsk: frozenset(bokmål.split(",")) for nynorsk, bokmål in rows("pairs")}


@cache
def paired() -> frozenset[str]:
    """Return the words of both sides of our pairs."""
    return frozenset(pairs()).union(*pairs().values())


@cache
def _irregular() -> Mapping[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for lemma, forms in rows("irregular"):
        for form in (lemma, *forms.split()):
            table.setdefault(form, set()).add(lemma)
    return {form: frozenset(lemmas) for form, lemmas in table.items()}


def _dictionary_lemmas(word: str) -> set[str]:
    nb, nn = entry(word)
    # A word that bokmål lists as itself is not another word's form because nynorsk has it so.
    if nb == word != nn:
        nn = ""
    return {lemma.lower() for lemma in (nb, nn) if lemma}


def _prefixed(word: str) -> Iterator[str]:
    """Yield the verbs that are an irregular one with something before it: deltek is del and tek."""
    for cut in range(2, min(len(word) - 1, 8)):
        for lemma in _irregular().get(word[cut:], ()):
            verb = word[:cut] + lemma
            if entry(verb).nb == verb and lemma.endswith(_VERBS_END):
                yield verb


@cache
def _endings() -> list[tuple[str, tuple[str, ...]]]:
    table = [
        (ending, tuple(stems.replace("-", "").split(","))) for ending, stems in rows("endings")
    ]
    return sorted(table, key=lambda row: -len(row[0]))


def _inflected(word: str) -> Iterator[str]:
    """Yield the lemmas that the endings of nynorsk (and bokmål) lead back to, longest first."""
    for ending, stems in _endings():
        if not word.endswith(ending) or len(word) - len(ending) < 3:
            continue
        stem = word.removesuffix(ending)
        candidates = [stem + tail for tail in stems]
        if found := [lemma for lemma in candidates if is_lemma(lemma) or bokmaal(lemma)]:
            yield from found
            return
