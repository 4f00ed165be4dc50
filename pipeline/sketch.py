"""What a text can be recognised by: its words, their shingles, and a sketch in bands; pure.

The sketch is one-permutation MinHash (Li, Owen and Zhang 2012) with empty slots filled by probing
(Shrivastava 2017): each shingle is hashed once, two texts agree in a slot as often as their
shingles overlap, and texts that agree in a whole band are worth comparing word for word. It is
written here because the library for it, datasketch, brings scipy and numpy: 170 MB on disk and
two seconds of import for the arithmetic below.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

SHINGLE: Final = 3
"""Words in a shingle: letters that share half their words share a quarter of these."""

BANDS: Final = 20
ROWS: Final = 3
"""Slots in a band. A pair whose shingles overlap by 0.6 meets in one of twenty bands with
probability 0.99, by 0.5 with 0.93, by 0.25 with 0.27; by 0.1 with 0.02."""

_SPACES: Final = " \u00a0\u2009\u202f"
_WORD: Final = re.compile(rf"\d+(?:[{_SPACES}]\d{{3}}(?!\d))+(?:,\d+)?|\d+(?:[.,:]\d+)*|[^\W\d_]+")
_GROUPING: Final = re.compile(rf"[{_SPACES}]")


def words(text: str) -> list[str]:
    """Return the words of a text, case folded, numbers whole: ``1 600 000`` is ``1600000``."""
    return [_GROUPING.sub("", word) for word in _WORD.findall(text.casefold())]


def shingles(found: Sequence[str]) -> frozenset[str]:
    """Return every run of three words; of a shorter text, the text."""
    last = max(len(found) - SHINGLE, 0)
    return frozenset(" ".join(found[at : at + SHINGLE]) for at in range(last + 1)) - {""}


def overlap(one: Collection[str], other: Collection[str]) -> float:
    """Return the Jaccard index of two collections, 0.0 to 1.0; two empty ones share nothing."""
    first, second = frozenset(one), frozenset(other)
    union = len(first | second)
    return len(first & second) / union if union else 0.0


def bands(of: Collection[str]) -> tuple[int, ...]:
    """Return a text's bands as numbers below 2⁶³, fit for an index; none for no shingles.

    Two texts with a number in common are worth comparing. The numbers are the same on every
    machine and in every run.
    """
    if not of:
        return ()
    slots = _filled(_least(of))
    return tuple(
        _hash(",".join(map(str, (band, *slots[band * ROWS : (band + 1) * ROWS])))) >> 1
        for band in range(BANDS)
    )


def _least(of: Collection[str]) -> list[int | None]:
    least: list[int | None] = [None] * (BANDS * ROWS)
    for shingle in of:
        value, slot = divmod(_hash(shingle), BANDS * ROWS)
        known = least[slot]
        if known is None or value < known:
            least[slot] = value
    return least


def _filled(least: Sequence[int | None]) -> list[int]:
    """Fill each empty slot from one found by probing in an order that is the slot's own."""
    filled = []
    for slot, value in enumerate(least):
        attempt = 0
        while value is None:
            attempt += 1
            value = least[_hash(f"{slot}.{attempt}") % len(least)]
        filled.append(value)
    return filled


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
