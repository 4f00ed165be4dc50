"""What somebody typed, taken apart: words, phrases in quotation marks, and what must not be there.

Everything may be typed and nothing is an error: what is no word, no quotation mark and no minus
in front of a word has no meaning here, FTS5's own operators included.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.norwegian.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = re.compile(
    r"""(?P<minus>[-−–]?)(?:["«»“”„](?P<phrase>[^"«»“”„]*)["«»“”„]?|(?P<bare>[^\s"«»“”„]+))"""
)
_MOST_PIECES = 24
_MOST_WORDS = 16
_LONGEST_TYPED = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked for: one word, or several that must stand side by side.

    Attributes:
        words: in lower case, at least one.
        exact: it stood in quotation marks: only the words as typed will do.
        excluded: a minus stood before it.
    """

    words: tuple[str, ...]
    exact: bool = False
    excluded: bool = False


def read(typed: str) -> tuple[Asked, ...]:
    """Return what is asked for, in the order typed, each thing once; at most 24 things."""
    return tuple(dict.fromkeys(_pieces(typed)))[:_MOST_PIECES]


def _pieces(typed: str) -> Iterator[Asked]:
    for piece in _PIECE.finditer(_clean(typed)):
        phrase = piece["phrase"]
        found = words(piece["bare"] if phrase is None else phrase)[:_MOST_WORDS]
        if found:
            yield Asked(tuple(found), exact=phrase is not None, excluded=bool(piece["minus"]))


def _clean(typed: str) -> str:
    # A lone surrogate is nothing that SQLite could be asked for, nor json write as UTF-8.
    whole = typed[:_LONGEST_TYPED].encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", whole)
