"""The search index kept in step with the archive: built anew, checked, and its state told.

The text index (``releases_fts``) is kept by triggers in ``migrations/0002_search.sql``: any
program that writes a release keeps it right, in the same transaction, and a row is touched only
when its words changed. It is over the view ``searchable``, one row a release with its translations
and documents as a fourth column, so that its rowid is the release's id, words of one query may
stand in different texts of the release, and a stock client can rebuild it.

The vocabulary needs Norwegian, hence Python: see ``search_words``.
All functions here run in the caller's transaction and never commit.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.norwegian import dictionaries
from storage.norwegian.words import words
from storage.search_memory import known_words
from storage.search_words import index_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_RELEASES_A_STEP = 500
_TERMS_A_STEP = 5000
_ALL_COLUMNS = "id, title, lead, body, annexes"


@dataclass(frozen=True, slots=True)
class SearchStatus:
    """How well search can do its work here.

    Attributes:
        stemmer: PyStemmer is installed.
        dictionaries: marisa-trie, which reads the dictionaries, is installed.
        terms: word forms in the vocabulary.
        unanalysed: of these, forms kept while a package was missing: found by prefix only.
        outdated: of these, forms analysed with other linguistic data than today's.
    """

    stemmer: bool
    dictionaries: bool
    terms: int
    unanalysed: int
    outdated: int

    @property
    def degraded(self) -> bool:
        """Whether words are found by their beginnings only, some or all of them."""
        return not (self.stemmer and self.dictionaries) or self.unanalysed > 0


def lacks_words(conn: sqlite3.Connection) -> bool:
    """Tell whether there are releases and no vocabulary: an archive from before search."""
    sql = "SELECT EXISTS (SELECT 1 FROM releases) AND NOT EXISTS (SELECT 1 FROM search_terms)"
    return bool(_number(conn, sql))


def reindex(
    conn: sqlite3.Connection,
    progress: Callable[[str, int, int], None] = lambda _what, _done, _total: None,
) -> None:
    """Build index and vocabulary anew from the archive's texts, in one transaction of the caller.

    ``progress(what, done, total)`` is told of ``"releases"``, then of ``"words"``.
    """
    total = _number(conn, "SELECT count(*) FROM releases")
    conn.execute("INSERT INTO releases_fts(releases_fts) VALUES ('delete-all')")
    last, done = -1, 0
    progress("releases", done, total)
    while ids := _ids_after(conn, last):
        conn.execute(
            f"INSERT INTO releases_fts(rowid, title, lead, body, annexes) "  # noqa: S608
            f"SELECT {_ALL_COLUMNS} FROM searchable WHERE id BETWEEN ? AND ? ORDER BY id",
            (ids[0], ids[-1]),
        )
        last, done = ids[-1], done + len(ids)
        progress("releases", done, total)
    conn.execute("INSERT INTO releases_fts(releases_fts) VALUES ('optimize')")
    _rebuild_vocabulary(conn, progress)


def check(conn: sqlite3.Connection) -> list[str]:
    """Return what is wrong with the index, one English sentence each; empty when all is well.

    Reads every text again and compares (SQLite's own integrity check against the content), so it
    takes about as long as building the index. Needs a connection that may write.
    """
    problems = [
        f"{table} does not agree with what it is an index of ({why}): run reindex"
        for table in ("releases_fts", "search_trigrams")
        if (why := _disagreement(conn, table))
    ]
    missing = [
        term
        for (term,) in conn.execute(
            "SELECT term FROM releases_words WHERE term NOT IN (SELECT term FROM search_terms)"
        )
        if words(term) == [term]
    ]
    if missing:
        some = ", ".join(missing[:3])
        problems.append(
            f"{len(missing)} indexed words are not in the vocabulary ({some}): run reindex"
        )
    orphans = _number(
        conn,
        "SELECT count(*) FROM search_keys WHERE term_id NOT IN (SELECT id FROM search_terms)",
    )
    if orphans:
        problems.append(f"{orphans} keys belong to no word of the vocabulary: run reindex")
    return problems


def status(conn: sqlite3.Connection) -> SearchStatus:
    """Return what search has to work with: the packages installed, and the vocabulary's state."""
    from storage.norwegian.analysis import edition, stemmer_available

    today = edition()
    terms, unanalysed, outdated = conn.execute(
        "SELECT count(*), coalesce(sum(edition = 0), 0),"
        " coalesce(sum(edition NOT IN (0, ?)), 0) FROM search_terms",
        (today,),
    ).fetchone()
    return SearchStatus(
        stemmer=stemmer_available(),
        dictionaries=dictionaries.available(),
        terms=terms,
        unanalysed=unanalysed,
        outdated=outdated if today else 0,
    )


def _rebuild_vocabulary(
    conn: sqlite3.Connection, progress: Callable[[str, int, int], None]
) -> None:
    known_words(conn).close()
    conn.execute("DELETE FROM search_keys")
    conn.execute("DELETE FROM search_terms")
    # After the trigger took each term out: what it could not match must not stay behind.
    conn.execute("INSERT INTO search_trigrams(search_trigrams) VALUES ('delete-all')")
    terms = [term for (term,) in conn.execute("SELECT term FROM releases_words")]
    progress("words", 0, len(terms))
    for start in range(0, len(terms), _TERMS_A_STEP):
        step = terms[start : start + _TERMS_A_STEP]
        index_words(conn, step)
        progress("words", start + len(step), len(terms))
    conn.execute("INSERT INTO search_trigrams(search_trigrams) VALUES ('optimize')")


def _ids_after(conn: sqlite3.Connection, last: int) -> list[int]:
    found: Iterator[tuple[int]] = conn.execute(
        "SELECT id FROM releases WHERE id > ? ORDER BY id LIMIT ?", (last, _RELEASES_A_STEP)
    )
    return [number for (number,) in found]


def _disagreement(conn: sqlite3.Connection, table: str) -> str:
    try:
        conn.execute(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    except sqlite3.DatabaseError as error:
        return str(error)
    return ""


def _number(conn: sqlite3.Connection, sql: str) -> int:
    (number,) = conn.execute(sql).fetchone()
    return int(number)
