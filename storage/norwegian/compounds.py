"""Of which words is a compound made? Parts count only where every part is a known word.

``boligbygging`` is ``bolig`` and ``bygging``; ``lønnsforhandlinger`` has a linking s. Short words
are parts only where ``data/short_parts.tsv`` lists them (``by``, ``lov``), prefixes and suffixes
never (``til|tale``, ``vitens|kap``), and words that only look like compounds (``bok|stav``) are
listed in ``data/not_compounds.tsv``.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeAlias

from storage.norwegian.dictionaries import beginnings, rows, worked_out
from storage.norwegian.lexicon import bokmaal, is_lemma, known, lemmas, paired
from storage.norwegian.paradigms import has_own_forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Split: TypeAlias = tuple[str, str, str]
"""Head, link and tail."""

_SHORTEST_FREE = 4
_SHORTEST_PAIR = 7
_SHORTEST_DEEP = 10


@lru_cache(maxsize=1024)
def parts(word: str) -> frozenset[str]:
    """Return the bokmål lemmas of a lower-case compound's parts; empty when it is none.

    The last part of a word that no dictionary has may be inflected (``kommuneøkonomien``). A part
    that is a compound itself counts with its own parts: fylkeskommunebudsjett has ``kommune``.
    """
    ready = worked_out(word, "parts")
    if ready is not None:
        return ready
    found: set[str] = set()
    for base in _bases(word):
        if split := _best_split(base):
            head, _, tail = split
            found |= _head_names(head) | parts(head) | _last_part(tail) | parts(tail)
    return frozenset(found)


@lru_cache(maxsize=1024)
def in_bokmaal(word: str) -> frozenset[str]:
    """Return the lemma of a compound with its parts put in bokmål one by one; empty for others.

    bustadbygginga is boligbygging, although no table pairs the two.
    """
    ready = worked_out(word, "in_bokmaal")
    if ready is not None:
        return ready
    found: set[str] = set()
    for base in _bases(word):
        if split := _best_split(base):
            head, link, tail = split
            heads = bokmaal(head) | in_bokmaal(head) or {head}
            lasts = {
                name
                for lemma in lemmas(tail) or in_bokmaal(tail)
                for name in bokmaal(lemma) or {lemma}
            }
            found |= {first + link + last for first in heads for last in lasts}
    return frozenset(found)


def _bases(word: str) -> frozenset[str]:
    """Return the forms of a word to split; none so long that the word could be a part of it."""
    return frozenset(base for base in lemmas(word) if len(base) <= len(word) + 1) or frozenset(
        {word}
    )


def _last_part(tail: str) -> frozenset[str]:
    """Return the lemmas of a last part; itself alone where it is one (of asylsøker not søke)."""
    readings = lemmas(tail)
    return bokmaal(tail) | {tail} if tail in readings else readings


def rests(part: str, word: str) -> tuple[set[str], set[str]]:
    """Return what may stand before and after a part in a word, with and without a linking letter.

    Either is empty where the part begins or ends the word.
    """
    before, _, after = word.partition(part)
    befores = {before, before[:-1]} if before.endswith(("s", "e")) else {before}
    afters = {after, after[1:]} if after.startswith(("s", "e")) else {after}
    return {rest for rest in befores if rest}, {rest for rest in afters if rest}


@lru_cache(maxsize=1024)
def _best_split(word: str) -> Split | None:
    """Return head, link and tail, where both are dictionary words if that can be."""
    if len(word) < 5 or word in _listed("not_compounds"):
        return None
    ends = _lemma_ends(word)
    if not ends:
        # Of however many parts: the first is a lemma.
        return None
    listed = is_lemma(word)
    is_last = is_lemma if listed else known
    cuts = sorted({*ends, *(end + 1 for end in ends)})
    splits = [s for s in _splits(word, cuts, ends) if len(s[0]) in ends and is_last(s[2])]
    if not splits and not listed and len(word) > _SHORTEST_DEEP:
        cuts = [cut for cut in range(2, len(word)) if cut in cuts or cut > _SHORTEST_PAIR]
        splits = [s for s in _splits(word, cuts, ends) if _is_deep(s, ends)]
    return _most_even(splits)


def _lemma_ends(word: str) -> frozenset[int]:
    """Return how long the lemmas are with which a word begins, the word itself not among them.

    One question to the dictionaries in place of one for each letter.
    """
    ours = paired()
    found = {end for end in range(2, len(word)) if word[:end] in ours}
    found.update(len(form) for form in beginnings(word) if has_own_forms(form))
    return frozenset(found - {len(word)})


def _is_deep(split: Split, ends: frozenset[int]) -> bool:
    """Tell whether a split is one into parts of which one is a compound itself, or both are."""
    head, _, tail = split
    if len(head) in ends:
        return _deep(tail)
    return len(head) > _SHORTEST_PAIR and (known(tail) or _deep(tail)) and _deep(head)


def _most_even(splits: Sequence[Split]) -> Split | None:
    """Return the split with no part short; and after a compound rather s|leder than sleder."""
    if len(splits) < 2:
        return next(iter(splits), None)
    shortest = [min(len(head), len(link) + len(tail)) for head, link, tail in splits]
    even = [split for split, size in zip(splits, shortest, strict=True) if size == max(shortest)]
    return max(even, key=lambda split: bool(split[1]) == (_best_split(split[0]) is not None))


def _deep(part: str) -> bool:
    return len(part) > _SHORTEST_PAIR and _best_split(part) is not None


def _splits(word: str, cuts: Iterable[int], ends: frozenset[int]) -> Iterator[Split]:
    for cut in cuts:
        tail = word[cut:]
        if len(tail) > 1 and _may_be_tail(tail):
            for head, link in _heads(word[:cut], ends):
                yield head, link, tail


def _heads(before: str, ends: frozenset[int]) -> Iterator[tuple[str, str]]:
    last = before[-1]
    if last == "e" and _may_link_e(before, ends):
        yield before[:-1], "e"
    elif _may_be_head(before):
        yield before, ""
    if last == "s" and _may_be_head(before[:-1]):
        yield before[:-1], "s"


def _may_link_e(before: str, ends: frozenset[int]) -> bool:
    bare, end = before[:-1], len(before)
    return bare in _listed("linking_e") or (
        len(bare) >= _SHORTEST_FREE and end not in ends and end - 1 in ends
    )


def _head_names(head: str) -> frozenset[str]:
    """Return the names of a first part: streike before varsel is of streike or of streik."""
    bare = head[:-1]
    nouns = (
        {bare} if head.endswith("e") and len(head) > _SHORTEST_FREE and is_lemma(bare) else set()
    )
    return frozenset({head} | nouns | bokmaal(head))


def _may_be_head(head: str) -> bool:
    if len(head) < _SHORTEST_FREE:
        return head in _listed("short_parts")
    return head not in _listed("bound_parts")


def _may_be_tail(tail: str) -> bool:
    if tail in _listed("bound_parts"):
        return False
    return len(tail) >= _SHORTEST_FREE or tail in _listed("short_parts")


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(word for row in rows(name) for word in row[0].split())
