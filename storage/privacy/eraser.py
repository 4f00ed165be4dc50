"""Erases people from texts and bytes, by whatever way their names and numbers are written there.

Who is meant is asked of a function, because the same work is done by the command that forgets
somebody, who is named to it, and by every later run, which knows digests alone.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from storage.privacy.plain_view import View
from storage.privacy.spelling import addresses, email_of, folded, number_runs, phone_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Kind = Literal["name", "email", "phone"]

PLACEHOLDERS: Final[dict[Kind, str]] = {
    "name": "[navn fjernet]",
    "email": "[e-post fjernet]",
    "phone": "[telefon fjernet]",
}

_LETTERS: Final = r"[^\W\d_](?:[^\W\d_]+|[\u0300-\u036f]+)*"
_WORD: Final = re.compile(rf"{_LETTERS}(?:['’-]{_LETTERS})*")
_TOKEN: Final = re.compile(rf"<[^<>]{{0,2000}}>|{_WORD.pattern}")
_BETWEEN: Final = re.compile(r"[.,]?(?:[\s\u200b\u00ad]|<[^<>]{0,2000}>){1,20}")
_GROUP: Final = re.compile(r"\d+")
_PART: Final = re.compile(r"(?:[\w=#&]|[A-Za-z][/-])\Z")
"""What stands before digits that are a part of something else: ``ntb-91726622``."""

_HREF: Final = re.compile(
    r"""\shref\s*=\s*(["'])\s*(?:mailto|tel|sms|callto):[^"'<>]{0,400}\1""", re.IGNORECASE
)
_UTF_16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_FEWEST, _MOST = 8, 17
_folded_word = lru_cache(maxsize=65_536)(folded)


@dataclass(frozen=True, slots=True)
class Known:
    """Whom to erase.

    Attributes:
        name_lengths: how many words their names have.
        is_theirs: whether a spelling of a kind, as ``spelling`` makes it, is theirs.
        hints: where known, folded words of which a text that names them holds one at least.
    """

    name_lengths: frozenset[int]
    is_theirs: Callable[[Kind, str], bool]
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    put: str


class Eraser:
    """Erases the people that ``known`` tells of; ``found`` are the spellings that were erased."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._lengths = sorted(known.name_lengths, reverse=True)
        self.found: set[str] = set()

    def text(self, text: str) -> str:
        """Return a text with placeholders for them; the very same text where they are not in it."""
        seen = View(text)
        edits = [*self._emails(seen), *self._phones(seen), *self._names(seen)]
        if not edits:
            return text
        edits += self._targets(seen)
        return _applied(text, edits)

    def body(self, body: bytes) -> bytes:
        """Return an answer's bytes likewise, in the encoding that they came in."""
        for encoding in _encodings(body):
            # Bytes that the encoding does not know stand as they are, and are written back so.
            before = body.decode(encoding, "surrogateescape")
            after = self.text(before)
            if after != before:
                body = after.encode(encoding, "surrogateescape")
        return body

    def _emails(self, seen: View) -> Iterator[_Edit]:
        for start, _, end in addresses(seen.text):
            address = seen.text[start:end].strip("'’-.")
            if self.known.is_theirs("email", email_of(address)):
                start = seen.text.index(address, start)
                yield self._put("email", seen, start, start + len(address))

    def _phones(self, seen: View) -> Iterator[_Edit]:
        for run in number_runs(seen.text):
            groups = [group.span() for group in _GROUP.finditer(seen.text, *run)]
            done = 0
            while done < len(groups):
                last = self._number(seen.text, groups, done)
                if last is not None:
                    start = self._with_prefix(seen.text, groups[done][0])
                    yield self._put("phone", seen, start, groups[last][1])
                    done = last
                done += 1

    def _number(self, text: str, groups: list[tuple[int, int]], first: int) -> int | None:
        """Return the last group of a number of theirs that begins with the group ``first``."""
        if _PART.search(text, max(0, groups[first][0] - 2), groups[first][0]):
            return None
        for last in range(first, len(groups)):
            if text[groups[last][1] : groups[last][1] + 1].isalpha():
                continue
            written = text[groups[first][0] : groups[last][1]]
            digits = sum(map(str.isdigit, written))
            if digits > _MOST:
                return None
            if digits >= _FEWEST and self.known.is_theirs("phone", phone_of(written)):
                return last
        return None

    @staticmethod
    def _with_prefix(text: str, start: int) -> int:
        return start - 1 if text[max(0, start - 1) : start] == "+" else start

    def _names(self, seen: View) -> Iterator[_Edit]:
        if not self.known.name_lengths or not self._may_name(seen.text):
            return
        for words in _lanes(seen.text):
            spelt = [_folded_word(word[0]) for word in words]
            index = 0
            while index < len(words):
                length = self._name(seen.text, words, spelt, index)
                if length:
                    yield from self._name_put(seen, words[index : index + length])
                index += length or 1

    def _may_name(self, text: str) -> bool:
        if not self.known.hints:
            return True
        small = folded(text)
        return any(hint in small for hint in self.known.hints)

    def _name(
        self, text: str, words: list[re.Match[str]], spelt: list[str], first: int
    ) -> int | None:
        """Return how many words a name of theirs has that begins with the word ``first``."""
        for length in self._lengths:
            if first + length > len(words):
                continue
            part = words[first : first + length]
            between = [text[a.end() : b.start()] for a, b in pairwise(part)]
            forms = _forms(spelt[first : first + length], surname_first="," in between[0])
            if any(self.known.is_theirs("name", name) for name in forms) and all(
                map(_BETWEEN.fullmatch, between)
            ):
                return length
        return None

    def _name_put(self, seen: View, words: list[re.Match[str]]) -> Iterator[_Edit]:
        """Put the placeholder for the first word, and take out the others; tags between stay."""
        self.found.add(seen.text[words[0].start() : words[-1].end()])
        yield _Edit(*seen.written(*words[0].span()), PLACEHOLDERS["name"])
        for one, other in pairwise(words):
            has_tags = "<" in seen.text[one.end() : other.start()]
            start = other.start() if has_tags else one.end()
            yield _Edit(*seen.written(start, other.end()), "")

    def _targets(self, seen: View) -> Iterator[_Edit]:
        """Take the target from links that write to them or ring them."""
        if ":" not in seen.text:
            return
        for href in _HREF.finditer(seen.text):
            within = View(href[0])
            if any(self._emails(within)) or any(self._phones(within)):
                yield _Edit(*seen.written(*href.span()), "")

    def _put(self, kind: Kind, seen: View, start: int, end: int) -> _Edit:
        self.found.add(seen.text[start:end])
        return _Edit(*seen.written(start, end), PLACEHOLDERS[kind])


def _lanes(text: str) -> Iterator[list[re.Match[str]]]:
    """Yield the words outside of tags, and then those of each tag that may hold a name."""
    outside, tags = [], []
    for token in _TOKEN.finditer(text):
        if token[0].startswith("<"):
            tags.append(token)
        else:
            outside.append(token)
    yield outside
    for tag in tags:
        if " " in tag[0]:
            yield list(_WORD.finditer(text, tag.start() + 1, tag.end()))


def _forms(spelt: list[str], *, surname_first: bool) -> Iterator[str]:
    """Yield the names that words may be: as they stand, in the genitive, surname first."""
    name = " ".join(spelt)
    yield name
    if name.endswith("s"):
        yield name[:-1]
    if surname_first:
        yield " ".join((*spelt[1:], spelt[0]))


def _applied(text: str, edits: list[_Edit]) -> str:
    pieces, done = [], 0
    # Of two that overlap the one that begins first, and of those the longer.
    for edit in sorted(edits, key=lambda one: (one.start, -one.end)):
        if edit.start >= done:
            pieces += [text[done : edit.start], edit.put]
            done = edit.end
    return "".join([*pieces, text[done:]])


def _encodings(body: bytes) -> tuple[str, ...]:
    """Return how the bytes may be meant: what is not quite UTF-8 may be Latin-1 here and there."""
    meant = _UTF_16.get(body[:2], "utf-8")
    try:
        body.decode(meant)
    except UnicodeDecodeError:
        return ("utf-8", "latin-1")
    return (meant,)
