"""Which words the vocabulary is known to have, so that each release need not ask for all of its.

Of a release's 250 words some six are new to an archive and a dozen are rare: asking for all took
0.4 ms. What is remembered hangs on the connection that it was seen through, and holds only as long
as nothing can have taken a word away again:

- another connection that commits changes ``PRAGMA data_version``;
- a transaction or savepoint undone takes the rows numbered highest, and so lowers the highest
  number. The next word is not added before that was looked at, so no number can hide it;
- building the vocabulary anew gives out its numbers again: a connection through which that was
  done remembers nothing from then on.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection

_MOST: Final = 50_000
"""Some 6 MB; of a million words the 50,000 that came last are nearly all that a text has."""


class KnownWords:
    """What one connection knows to be in the vocabulary as it sees it now."""

    __slots__ = ("_closed", "_highest", "_version", "_words")

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._version = self._highest = -1
        self._closed = False

    def unmet(self, conn: sqlite3.Connection, met: Collection[str]) -> Collection[str]:
        """Return the words to ask for: those not known to be there."""
        if self._closed:
            return met
        (version,) = conn.execute("PRAGMA data_version").fetchone()
        (highest,) = conn.execute("SELECT max(id) FROM search_terms").fetchone()
        if (version, highest) != (self._version, self._highest):
            self._words.clear()
            self._version, self._highest = version, highest
        return frozenset(met) - self._words

    def found(self, there: set[str]) -> None:
        """Remember words that were asked for and are there; to be called after ``unmet``."""
        if self._closed:
            return
        if len(self._words) + len(there) > _MOST:
            self._words.clear()
        self._words |= there

    def added(self, words: set[str], highest: int) -> None:
        """Remember words that were added, the last of them under the number ``highest``."""
        # Not the version of now: what another connection did since ``unmet`` is to be noticed.
        self._highest = highest
        self.found(words)

    def close(self) -> None:
        """Remember nothing any more: the vocabulary is built anew."""
        self._words.clear()
        self._closed = True


class Connection(sqlite3.Connection):
    """A connection that remembers words; through any other all are asked for each time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_words = KnownWords()


def known_words(conn: sqlite3.Connection) -> KnownWords:
    """Return what a connection remembers; nothing, and nothing kept, where it cannot."""
    return conn.known_words if isinstance(conn, Connection) else KnownWords()
