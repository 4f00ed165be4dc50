"""Which word is this a form of? Lemmas across bokmål and nynorsk, always named in bokmål.

Three sources, widest first: simplemma's dictionaries (form to lemma, one for each language; kept
in ``data/forms.trie``, see ``make_forms``), our own tables in ``data/`` (pairs of nynorsk and
bokmål lemmas, irregular forms), and rules of spelling (``-leik`` to ``-het``) that count only where
they arrive at a word which the bokmål dictionary knows. Knowledge that no rule can check is not
guessed.
"""

from __future__ import annotations

import re
import zlib
from functools import cache, lru_cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Worked: TypeAlias = Literal["lemmas", "in_bokmaal", "parts"]

_LONGEST_ENDING, _SHORTEST_STEM = 4, 3
_MOST_RULES = 3
_FIELDS = 6
_WORKED: dict[Worked, int] = {"lemmas": 3, "in_bokmaal": 4, "parts": 5}
_BETWEEN = b"\1"
FEWEST = 2
"""What a word's length less what it loses begins at in ``data/forms.trie``: 0 and 1 part words."""

STAMP = "\x01edition"
"""The key under which that file has the edition of the tables that it was worked out with."""

_VERBS_END = ("e", "a", "i", "å", "o", "y", "ø")


def available() -> bool:
    """Tell whether marisa-trie, which reads the dictionaries, is installed."""
    return find_spec("marisa_trie") is not None


class Entry(NamedTuple):
    """What the dictionaries lead a form back to, in bokmål and in nynorsk; empty where unlisted."""

    nb: str
    nn: str


_UNLISTED = Entry("", "")


@lru_cache(maxsize=1024)
def entry(form: str) -> Entry:
    """Return a form's entries; of none where the dictionaries are missing."""
    told = _told(form)
    return Entry(_lemma(form, told[0]), _lemma(form, told[1])) if told else _UNLISTED


def forms(language: Literal["nb", "nn"]) -> list[str]:
    """Return all forms that a dictionary lists, sorted."""
    every, field = _forms(), ("nb", "nn").index(language)
    listed = every.items() if every is not None else ()
    return sorted(f for f, told in listed if f != STAMP and told.split(b"\0")[field])


def worked_out(form: str, what: Worked) -> frozenset[str] | None:
    """Return what was worked out beforehand of a listed form, ``None`` where nothing was."""
    told = _told(form)
    if len(told) < _FIELDS or not _is_fresh():
        return None
    return frozenset(_lemma(form, one) for one in told[_WORKED[what]].split(_BETWEEN) if one)


@lru_cache(maxsize=1024)
def _told(form: str) -> tuple[bytes, ...]:
    every = _forms()
    found = every.get(form) if every is not None else None
    return tuple(found[0].split(b"\0")) if found else ()


def _lemma(form: str, told: bytes) -> str:
    """Return a word kept as how many letters the form loses, and what it gains for them."""
    return form[: len(form) + FEWEST - told[0]] + told[1:].decode() if told else ""


@cache
def tables_edition() -> int:
    """Return a number for our own tables as they are today."""
    data = sorted((files("storage.norwegian") / "data").iterdir(), key=lambda file: file.name)
    return zlib.crc32(b"".join(f.read_bytes() for f in data if f.name.endswith(".tsv"))) or 1


@cache
def _is_fresh() -> bool:
    """Tell whether what was worked out beforehand was worked out with today's tables."""
    return _told(STAMP) == (str(tables_edition()).encode(),)


@cache
def _forms() -> Any:
    """Return the trie of all forms, read from the file page by page as it is asked."""
    if not available():
        return None
    from marisa_trie import BytesTrie

    return BytesTrie().mmap(str(files("storage.norwegian") / "data" / "forms.trie"))


def rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of a data file, split at tabs, without comments and empty lines."""
    text = (files("storage.norwegian") / "data" / f"{name}.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


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
    found |= {*_other_readings(word), *({word} & pairs().keys())}
    found = found or {*_inflected(word)}
    if not found and word.endswith("s") and len(word) > 4:
        return lemmas(word[:-1])
    return frozenset(found.union(*map(bokmaal, found)))


def known(word: str) -> bool:
    """Tell whether a lower-case word is one that the dictionaries or our tables have."""
    return bool(_irregular().get(word) or _dictionary_lemmas(word) or pairs().get(word))


def is_lemma(word: str) -> bool:
    """Tell whether a lower-case word is the form by which dictionaries name a word."""
    return word in pairs() or word in _bokmaal_side() or has_own_forms(word)


@lru_cache(maxsize=1024)
def bokmaal(lemma: str) -> frozenset[str]:
    """Return what a nynorsk lemma is called in bokmål; empty when it is the same or unknown."""
    if paired := pairs().get(lemma):
        return paired
    # Nynorsk infinitives end in -e or -a; the tables have them in -e.
    if lemma.endswith("a") and (paired := pairs().get(lemma[:-1] + "e")):
        return paired
    respelt = _respell(lemma, strong_only=bool(entry(lemma).nb))
    return frozenset({respelt}) if respelt else frozenset()


@cache
def pairs() -> Mapping[str, frozenset[str]]:
    """Return the nynorsk lemmas whose bokmål is another word, each with its bokmål lemmas."""
    return {nynorsk: frozenset(bokmål.split(",")) for nynorsk, bokmål in rows("pairs")}


@cache
def _bokmaal_side() -> frozenset[str]:
    return frozenset().union(*pairs().values())


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


def _other_readings(word: str) -> Iterator[str]:
    """Yield lemmas of which a word may also be a form: veier is of vei, and of veie.

    A dictionary has but one of them. The other counts where the dictionary leads another form of
    the same paradigm back to it (veien to vei).
    """
    for size in range(1, min(_LONGEST_ENDING, len(word) - _SHORTEST_STEM) + 1):
        stem = word[:-size]
        for end, others in _paradigms_by_ending().get(word[-size:], ()):
            for base in _bases(stem):
                lemma = base + end
                if _listed(lemma, lemma) and any(_listed(base + other, lemma) for other in others):
                    yield lemma
    if has_own_forms(word):
        yield word


@lru_cache(maxsize=1024)
def has_own_forms(word: str) -> bool:
    """Tell whether a dictionary leads any form to a word, which it may list as another's form."""
    told = _told(word)
    if len(told) == _FIELDS and _is_fresh():
        return bool(told[2])
    if not told:
        return False
    return _listed(word, word) or any(
        _listed(word.removesuffix(end) + ending, word)
        for end, endings in _paradigms()
        if word.endswith(end)
        for ending in endings
    )


def _bases(stem: str) -> set[str]:
    """Return a stem with its last m as other forms have it: flommer, flom; bestemt, bestemme."""
    if stem.endswith("m"):
        return {stem, stem[:-1] if stem.endswith("mm") else stem + "m"}
    return {stem}


def _listed(form: str, lemma: str) -> bool:
    return lemma in entry(form)


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


@cache
def _rules(*, strong_only: bool) -> list[tuple[str, str, str]]:
    """Return rules as pattern, what of it must stand in the word, and what takes its place."""
    return [
        (old, old.strip("^$"), new)
        for old, new, strength in rows("rules")
        if strength == "strong" or not strong_only
    ]


@cache
def _any_rule(*, strong_only: bool) -> re.Pattern[str]:
    """Return a pattern for what any rule applies to, to ask once in place of rule by rule."""
    return re.compile("|".join(old for old, _, _ in _rules(strong_only=strong_only)))


def _respell(lemma: str, *, strong_only: bool) -> str | None:
    """Return the bokmål word that at most three rules of spelling make of a nynorsk one."""
    reached = {lemma}
    if _any_rule(strong_only=strong_only).search(lemma) is None:
        return None
    rules = _rules(strong_only=strong_only)
    for _ in range(_MOST_RULES):
        reached = {
            _replace(word, old, bare, new)
            for word in reached
            for old, bare, new in rules
            if bare in word
        } - {lemma}
        for word in sorted(reached):
            if entry(word).nb and has_own_forms(word):
                return word
    return None


def _replace(word: str, old: str, bare: str, new: str) -> str:
    if old[0] == "^":
        return new + word.removeprefix(bare) if word.startswith(bare) else word
    if old[-1] == "$":
        return word.removesuffix(bare) + new if word.endswith(bare) else word
    return word.replace(bare, new)
