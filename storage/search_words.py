"""The vocabulary: every word form met, kept in the transaction that writes the texts it stands in.

``index_words`` does it all. What it costs is the analysing, which is pure (``analysed`` in
``storage.norwegian.analysis``) and may be done beforehand in other processes: ``new_words`` tells
which words, and ``add_words`` takes what was found. Nothing here commits.
"""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from storage.norwegian.words import words
from storage.search_memory import known_words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from storage.norwegian.analysis import Analysed

_NONE: Final[Mapping[str, Analysed]] = MappingProxyType({})


def index_words(conn: sqlite3.Connection, texts: Iterable[str]) -> int:
    """Add the words of some texts, those that changed, to the vocabulary, as ``add_words`` does."""
    return add_words(conn, words_of(texts))


def add_words(
    conn: sqlite3.Connection,
    met: Collection[str],
    prepared: Mapping[str, Analysed] = _NONE,
) -> int:
    """Add words to the vocabulary; return how many were new.

    To be called in the transaction that writes the texts they stand in. Where all are known
    nothing is written and no linguistic package is loaded.

    Args:
        conn: a connection that may write.
        met: the words of the texts, as ``words_of`` cuts them.
        prepared: what ``analysed`` made of some of them beforehand. The others are analysed here,
            as are those that were analysed with other linguistic data than this process has.
    """
    new = new_words(conn, met)
    if not new:
        return 0
    from storage.norwegian.analysis import analysed, edition

    today = edition()
    ready = {w: prepared[w] for w in new if w in prepared and prepared[w].edition == today}
    ready |= {one.word: one for one in analysed([word for word in new if word not in ready])}
    return _insert(conn, [ready[word] for word in new])


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the different words of some texts: titles, leads, bodies."""
    return frozenset(word for text in texts for word in words(text))


def new_words(conn: sqlite3.Connection, met: Collection[str]) -> list[str]:
    """Return the words that the vocabulary lacks, sorted; reads only."""
    if not met:
        return []
    memory = known_words(conn)
    asked = sorted(memory.unmet(conn, met))
    if not asked:
        return []
    there = {
        term
        for (term,) in conn.execute(
            "SELECT term FROM search_terms WHERE term IN (SELECT value FROM json_each(?))",
            (json.dumps(asked, ensure_ascii=False),),
        )
    }
    memory.found(there)
    return [word for word in asked if word not in there]


def _insert(conn: sqlite3.Connection, found: Sequence[Analysed]) -> int:
    (first,) = conn.execute("SELECT coalesce(max(id), 0) + 1 FROM search_terms").fetchone()
    numbered = list(enumerate(found, first))
    terms = [(number, one.word, one.edition, one.known) for number, one in numbered]
    # In one statement: after each, FTS5 writes what it gathered of search_trigrams as a segment of
    # its own. One by one, twenty words took 0.4 ms more, a twentieth of a new release's time.
    conn.execute(
        "INSERT INTO search_terms(id, term, edition, known)"
        " SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)",
        (json.dumps(terms, ensure_ascii=False),),
    )
    conn.executemany(
        "INSERT INTO search_keys(kind, key, term_id) VALUES (?, ?, ?)",
        ((code, key, number) for number, one in numbered for code, key in one.keys),
    )
    known_words(conn).added({one.word for one in found}, first + len(numbered) - 1)
    return len(numbered)
