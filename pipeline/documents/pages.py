"""Pages of text, as a reader finds them, to the one text that is kept; pure but for the clock."""

from __future__ import annotations

import re
import time
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from storage.release import DocumentText

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE_BREAK: Final = "\f"

_HYPHEN: Final = "\x02"
"""How PDFium marks a word that was divided at the end of a line."""

_HALF_WORD: Final = re.compile(rf"{_HYPHEN}\s*(?=(?:og|eller|samt|and|or)\b)")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff\xad]")
_LINE_END: Final = re.compile(r"[ \t]*(?:\r\n?|[\n\x0b\x85\u2028\u2029])[ \t]*")
_LIGATURES: Final = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a document is read: pages, characters, and seconds."""

    pages: int
    characters: int
    seconds: float


@dataclass(slots=True)
class Collector:
    """Takes a document's pages one after the other, until a limit is reached."""

    limits: Limits
    started: float = field(default_factory=time.monotonic)
    texts: list[str] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    cut: str = ""
    _characters: int = 0

    def room(self) -> bool:
        """Tell whether another page may be read, and note why where it may not."""
        if len(self.texts) >= self.limits.pages:
            self.cut = f"read up to page {len(self.texts):,}, the most that is read"
        elif time.monotonic() - self.started > self.limits.seconds:
            self.cut = f"read up to page {len(self.texts):,}, which took {self.limits.seconds:g} s"
        return not self.cut

    def add(self, text: str) -> None:
        """Take the next page's text."""
        text = tidy(text)
        left = self.limits.characters - self._characters
        if len(text) > left:
            text = text[:left].rpartition(" ")[0]
            self.cut = f"read up to {self.limits.characters:,} characters, the most that is kept"
        self.texts.append(text)
        self._characters += len(text)

    def skip(self) -> None:
        """Note that the next page cannot be read; the others are."""
        self.texts.append("")
        self.unreadable.append(len(self.texts))

    def result(self, pages: int | None) -> DocumentText:
        """Return what was read of a document of so many pages, ``None`` where it has none."""
        if self.texts and len(self.unreadable) == len(self.texts):
            return DocumentText("broken", reason="not one of its pages can be read", pages=pages)
        text = (PAGE_BREAK if pages is not None else "\n").join(self.texts)
        if not text.strip():
            reason = self.cut or "it holds no text, as a scanned paper does"
            return DocumentText("no_text", reason=reason, pages=pages)
        reasons = [self.cut] if self.cut else []
        if self.unreadable:
            reasons.append(f"cannot be read: page {_some(self.unreadable)}")
        return DocumentText("cut" if reasons else "read", text, "; ".join(reasons), pages)


def tidy(text: str) -> str:
    """Return a page's text as it is kept: words divided at line ends joined, controls gone, NFC."""
    text = _HALF_WORD.sub("- ", text).replace(_HYPHEN, "")
    text = _LINE_END.sub("\n", text.translate(_LIGATURES))
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def _some(pages: Iterable[int]) -> str:
    first = list(pages)
    return ", ".join(map(str, first[:5])) + (" …" if len(first) > 5 else "")
