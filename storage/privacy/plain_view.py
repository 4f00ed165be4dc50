"""What a text reads as, and the way back from each letter of it to where that is written.

The bytes of an answer are HTML, XML or JSON: ``ø`` may stand as ``&oslash;``, ``&#248;``,
``\\u00f8`` or ``%C3%B8``. People are looked for in the view, and erased in the text itself.
"""

from __future__ import annotations

import html
import re
from array import array
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Sequence

_ESCAPE: Final = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
    r"|\\u[0-9a-fA-F]{4}|\\[nrtbf\"/\\]"
    r"|%[2-7][0-9a-fA-F]|%[c-dC-D][0-9a-fA-F]%[89abAB][0-9a-fA-F]"
    r"|%[eE][0-9a-fA-F](?:%[89abAB][0-9a-fA-F]){2}"
    "|[\u00ad\u200b-\u200f\u2060-\u206f\ufeff]"
)
_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " "}
_PASSES: Final = 3
"""Feeds escape markup that was escaped already, and what is left may be invisible."""


class View:
    """A text with its escapes resolved, three deep at most, and nothing invisible in it."""

    def __init__(self, original: str) -> None:
        self._passes = [original]
        for _ in range(_PASSES):
            again = _ESCAPE.sub(_meant, self._passes[-1])
            if again == self._passes[-1]:
                break
            self._passes.append(again)
        self.text = self._passes[-1]

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the view, which is not empty, is written."""
        return self._places[0][start], self._places[1][end - 1]

    @cached_property
    def _places(self) -> tuple[Sequence[int], Sequence[int]]:
        """Where each letter of the view begins and ends as written; most views are never asked."""
        length = len(self._passes[0])
        starts: Sequence[int] = range(length)
        ends: Sequence[int] = range(1, length + 1)
        for before in self._passes[:-1]:
            begins, stops = _places(before)
            starts = array("L", map(starts.__getitem__, begins))
            ends = array("L", (ends[stop - 1] for stop in stops))
        return starts, ends


def _places(text: str) -> tuple[array[int], array[int]]:
    """Return where each letter begins and ends in ``text`` once its escapes are resolved."""
    starts, ends, done = array("L"), array("L"), 0
    for escape in _ESCAPE.finditer(text):
        starts.extend(range(done, escape.start()))
        ends.extend(range(done + 1, escape.start() + 1))
        letters = len(_meant(escape))
        starts.extend([escape.start()] * letters)
        ends.extend([escape.end()] * letters)
        done = escape.end()
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return starts, ends


def _meant(found: re.Match[str]) -> str:
    escape = found[0]
    if escape.startswith("&"):
        return html.unescape(escape)
    if escape.startswith("\\u"):
        return chr(int(f"0x{escape[2:]}", 0))
    if escape.startswith("\\"):
        return _CONTROLS.get(escape[1], escape[1])
    return unquote(escape, errors="replace") if escape.startswith("%") else ""
