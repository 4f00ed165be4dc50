"""From typed text to FTS5 expressions, by what the vocabulary knows of the words.

Each word becomes the forms of it that the archive has, in quotation marks and joined by OR; words
are joined by AND. The tiers: (1) the word as typed and its inflected forms, bokmål and nynorsk
alike; (2) also compounds that have it as a part; (3) for a word typed without æ, ø and å of which
neither the archive nor a dictionary knows anything: what it is when these are put back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.norwegian import dictionaries
from storage.norwegian.analysis import CODES, Key, Kind, keys, stemmer_available
from storage.norwegian.compounds import rests
from storage.norwegian.lexicon import known
from storage.norwegian.words import NORWEGIAN
from storage.search_query import Asked, read

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Set

_MANY_FORMS = 20
_MOST_FORMS = 200
_MOST_COMPOUNDS = 300
_MOST_CANDIDATES = 2000
_SHORTEST_PART = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing asked for and what will be looked for in its place.

    Attributes:
        asked: what was typed.
        forms: the words that count as it; of a phrase, forms of its last word.
        compounds: longer words in which it is a part.
        folded: nothing was known of it, and the forms are what it may mean with æ, ø and å.
        prefix: a package is missing, so the beginning of a word is enough.
    """

    asked: Asked
    forms: tuple[str, ...]
    compounds: tuple[str, ...] = ()
    folded: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of the search: its number (1, 2, 3) and its MATCH expression."""

    number: int
    match: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be searched for.

    Attributes:
        wanted: the things asked for, excluded ones too, as they will be looked for.
        tiers: the strictest first; a later one finds all that those before it find, and more.
            Empty when nothing is asked for, or only that something must not be there.
        exclude: a MATCH expression for what must not be there when there are no tiers; or empty.
    """

    wanted: tuple[Wanted, ...]
    tiers: tuple[Tier, ...]
    exclude: str = ""

    @property
    def match(self) -> str:
        """The expression of everything that is found; empty when there are no tiers."""
        return self.tiers[-1].match if self.tiers else ""

    @property
    def costly(self) -> bool:
        """Whether it is quicker to sort out which forms are there than to mark them all."""
        return sum(len(w.forms) + len(w.compounds) for w in self.wanted) > _MANY_FORMS

    def match_among(self, words: Set[str]) -> str:
        """Return what matches as ``match`` does in texts that have no words but these."""
        positive = [w for w in self.wanted if not w.asked.excluded]
        return _all([_either(w, _there(w, words)) for w in positive], "") if self.tiers else ""


def plan(conn: sqlite3.Connection, typed: str) -> Plan:
    """Return how to search for what somebody typed. Any text will do; none raises.

    Reads the vocabulary, and the dictionaries for the words typed.
    """
    wanted = tuple(_wanted(conn, asked) for asked in read(typed))
    positive = [thing for thing in wanted if not thing.asked.excluded]
    unwanted = " OR ".join(_either(w, w.forms) for w in wanted if w.asked.excluded)
    if not positive:
        return Plan(wanted, (), exclude=unwanted)
    narrow = _all([_either(w, w.forms) for w in positive], unwanted)
    wide = _all([_either(w, w.forms + w.compounds) for w in positive], unwanted)
    first = Tier(3 if any(w.folded for w in positive) else 1, narrow)
    return Plan(wanted, (first,) if wide == narrow else (first, Tier(max(first.number, 2), wide)))


def _there(wanted: Wanted, words: Set[str]) -> tuple[str, ...]:
    every = wanted.forms + wanted.compounds
    if wanted.prefix:
        return every
    return tuple(form for form in every if form in words) or every


def _all(expressions: list[str], unwanted: str) -> str:
    together = " AND ".join(expressions)
    return f"({together}) NOT ({unwanted})" if unwanted else together


def _either(wanted: Wanted, last_words: Iterable[str]) -> str:
    before = wanted.asked.words[:-1]
    star = " *" if wanted.prefix else ""
    phrases = (_quoted(*before, word) + star for word in last_words)
    return "(" + " OR ".join(phrases) + ")"


def _quoted(*words: str) -> str:
    return '"' + " ".join(words).replace('"', '""') + '"'


def _wanted(conn: sqlite3.Connection, asked: Asked) -> Wanted:
    word = asked.words[-1]
    if asked.exact:
        return Wanted(asked, (word,))
    word_keys = set(keys(word))
    forms = _forms(conn, word, word_keys)
    single = len(asked.words) == 1 and not asked.excluded
    compounds = _compounds(conn, word, word_keys, forms) if single else ()
    if not compounds and not in_archive(conn, forms) and (folded := _unfolded(conn, word)):
        return Wanted(asked, folded, folded=True)
    return Wanted(asked, forms, compounds, prefix=_by_prefix(conn, word))


def _forms(conn: sqlite3.Connection, word: str, word_keys: set[Key]) -> tuple[str, ...]:
    found = {word} | _terms(conn, "lemma", [key for kind, key in word_keys if kind == "lemma"])
    for kind, key in word_keys:
        # Between two words that dictionaries know, a stem in common proves nothing (nytt, nyttig).
        if kind == "stem":
            found |= _terms(conn, "stem", [key]) | _terms(conn, "known-stem", [key])
        elif kind == "known-stem":
            found |= _terms(conn, "stem", [key])
    others = sorted(found - {word}, key=lambda form: (len(form), form))
    return (word, *others[: _MOST_FORMS - 1])


def _terms(conn: sqlite3.Connection, kind: Kind, of: list[str]) -> set[str]:
    return {
        term
        for (term,) in conn.execute(
            "SELECT term FROM search_keys JOIN search_terms ON search_terms.id = term_id"
            " WHERE kind = ? AND key IN (SELECT value FROM json_each(?)) LIMIT ?",
            (CODES[kind], _json(of), _MOST_CANDIDATES),
        )
    }


def _compounds(
    conn: sqlite3.Connection, word: str, word_keys: set[Key], forms: tuple[str, ...]
) -> tuple[str, ...]:
    lemmas = [key for kind, key in word_keys if kind == "lemma"]
    found = _terms(conn, "part", lemmas or [word]) | _longer_words(conn, {word, *lemmas})
    return tuple(sorted(found - set(forms), key=lambda term: (len(term), term))[:_MOST_COMPOUNDS])


def _longer_words(conn: sqlite3.Connection, inside: set[str]) -> set[str]:
    """Return words that hold one of these, and beside it only words of the vocabulary.

    For names and new words, of which no dictionary knows that they are parts: Ruterrapporten.
    """
    held = [
        (term, *rests(part, term))
        for part in inside
        if len(part) >= _SHORTEST_PART
        for term in _holding(conn, part)
    ]
    heard = _heard(conn, set().union(*(before | after for _, before, after in held)))
    return {
        term
        for term, before, after in held
        if (not before or before & heard) and (not after or after & heard)
    }


def _heard(conn: sqlite3.Connection, pieces: set[str]) -> set[str]:
    found = conn.execute(
        "SELECT term FROM search_terms WHERE term IN (SELECT value FROM json_each(?))",
        (_json(pieces),),
    )
    return {term for (term,) in found}


def _holding(conn: sqlite3.Connection, part: str) -> list[str]:
    trigrams = {part[start : start + 3] for start in range(len(part) - 2)}
    return [
        term
        for (term,) in conn.execute(
            "SELECT search_terms.term FROM search_trigrams"
            " JOIN search_terms ON search_terms.id = search_trigrams.rowid"
            " WHERE search_trigrams MATCH ? AND instr(search_terms.term, ?)"
            " AND NOT search_terms.known LIMIT ?",
            (" AND ".join(map(_quoted, sorted(trigrams))), part, _MOST_CANDIDATES),
        )
    ]


def in_archive(conn: sqlite3.Connection, forms: tuple[str, ...]) -> bool:
    """Tell whether the vocabulary has any of a word's forms (all others than it are from there)."""
    return (
        len(forms) > 1
        or conn.execute("SELECT 1 FROM search_terms WHERE term = ?", forms).fetchone() is not None
    )


def _unfolded(conn: sqlite3.Connection, word: str) -> tuple[str, ...]:
    """Return what a word means with its æ, ø and å put back, all forms; empty when it is a word."""
    if not NORWEGIAN.isdisjoint(word) or known(word):
        return ()
    # Without a dictionary a short word is too often a word itself: far is not får.
    if not dictionaries.available() and len(word) < _SHORTEST_PART:
        return ()
    meant = sorted(_terms(conn, "fold", [word]))
    every = dict.fromkeys(form for m in meant for form in _forms(conn, m, set(keys(m))))
    return tuple(every)[:_MOST_FORMS]


def _by_prefix(conn: sqlite3.Connection, word: str) -> bool:
    if stemmer_available() and dictionaries.available():
        return False
    analysed = conn.execute(
        "SELECT 1 FROM search_terms WHERE term = ? AND edition <> 0", (word,)
    ).fetchone()
    return analysed is None


def _json(texts: Iterable[str]) -> str:
    return json.dumps(sorted(texts), ensure_ascii=False)
