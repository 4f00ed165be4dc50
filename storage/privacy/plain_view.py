"""A text with its escapes resolved, and the way back from each letter to where it is written.

The bytes of an answer are HTML, XML or JSON: ``ø`` may stand as ``&oslash;``, ``&#248;``,
``\\u00f8`` or ``%C3%B8``. People are looked for in the view, and erased in the text itself.
"""

from __future__ import annotations

import html
import re
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Sequence

_ESCAPE: Final = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
    r"|\\u[0-9a-fA-F]{4}|\\[nrtbf\"/\\]"
    r"|%[2-7][0-9a-fA-F]|%[c-dC-D][0-9a-fA-F]%[89abAB][0-9a-fA-F]"
    r"|%[eE][0-9a-fA-F](?:%[89abAB][0-9a-fA-F]){2}"
)
_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " "}
_PASSES: Final = 2
"""Feeds escape markup that was escaped already."""


@dataclass(frozen=True, slots=True)
class View:
    """What a text reads as; ``starts`` and ``ends`` tell where each letter of it is written."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the view, which is not empty, is written."""
        return self.starts[start], self.ends[end - 1]


def view(text: str) -> View:
    """Resolve a text's escapes, twice over."""
    seen = View(text, range(len(text)), range(1, len(text) + 1))
    for _ in range(_PASSES):
        again = _resolved(seen.text)
        if again is None:
            break
        seen = View(
            again.text,
            array("L", map(seen.starts.__getitem__, again.starts)),
            array("L", (seen.ends[end - 1] for end in again.ends)),
        )
    return seen


def _resolved(text: str) -> View | None:
    """Return the view after one pass; ``None`` where nothing is escaped."""
    pieces: list[str] = []
    starts, ends, done = array("L"), array("L"), 0
    for escape in _ESCAPE.finditer(text):
        meant = _meant(escape[0])
        if meant == escape[0]:
            continue
        _as_it_is(text, done, escape.start(), pieces, starts, ends)
        pieces.append(meant)
        starts.extend([escape.start()] * len(meant))
        ends.extend([escape.end()] * len(meant))
        done = escape.end()
    if not pieces:
        return None
    _as_it_is(text, done, len(text), pieces, starts, ends)
    return View("".join(pieces), starts, ends)


def _as_it_is(
    text: str, start: int, end: int, pieces: list[str], starts: array[int], ends: array[int]
) -> None:
    pieces.append(text[start:end])
    starts.extend(range(start, end))
    ends.extend(range(start + 1, end + 1))


def _meant(escape: str) -> str:
    if escape.startswith("&"):
        return html.unescape(escape)
    if escape.startswith("\\u"):
        return chr(int(f"0x{escape[2:]}", 0))
    if escape.startswith("\\"):
        return _CONTROLS.get(escape[1], escape[1])
    return unquote(escape, errors="replace")
