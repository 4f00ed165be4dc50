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
    candidates = sorted(met)
    there = {
        term
        for (term,) in conn.execute(
            "SELECT term FROM search_terms WHERE term IN (SELECT value FROM json_each(?))",
            (json.dumps(candidates, ensure_ascii=False),),
        )
    }
    return [word for word in candidates if word not in there]


def _insert(conn: sqlite3.Connection, found: Sequence[Analysed]) -> int:
    (first,) = conn.execute("SELECT coalesce(max(id), 0) + 1 FROM search_terms").fetchone()
    numbered = list(enumerate(found, first))
    conn.executemany(
        "INSERT INTO search_terms(id, term, edition, known) VALUES (?, ?, ?, ?)",
        ((number, one.word, one.edition, one.known) for number, one in numbered),
    )
    conn.executemany(
        "INSERT INTO search_keys(kind, key, term_id) VALUES (?, ?, ?)",
        ((code, key, number) for number, one in numbered for code, key in one.keys),
    )
    return len(numbered)
