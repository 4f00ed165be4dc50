"""Where words stand in a capture's bytes, and in which element or field of them; pure."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_AROUND: Final = 60
_LONGEST: Final = 160
_SHORTEST_RUN: Final = 8
_LOOKED_BACK: Final = 2_000
_ENTRY: Final = re.compile(rb"<(item|entry)\b.*?</\1>", re.DOTALL)
_TAG: Final = re.compile(rb"<[A-Za-z][^<>]*>")
_NAME: Final = re.compile(rb"\"([^\"\\]{1,60})\"\s*:")
_MARKUP: Final = re.compile(r"<[^>]*>|&[#\w]+;|\\.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: ``offset`` and ``length`` in bytes, and the bytes around them as text.

    ``element`` is the tag or the JSON field that they stand in, as written there. ``times`` is how
    often they stand in the part of the capture that tells of the release; this is the first.
    ``whole`` is false where only the words' beginning could be found as it is written.
    """

    offset: int
    length: int
    excerpt: str
    element: str
    times: int
    whole: bool


def find(body: bytes, written: str, marks: tuple[str, ...] = ()) -> Place | None:
    """Return where ``written`` stands in ``body``; ``None`` where it does not stand so.

    ``marks`` are what names the release (its number, its address): of a feed or a list only the
    entry that holds one of them is looked in.
    """
    start, stop = _part(body, marks)
    for words, whole in _possible(written):
        for form in _forms(words):
            at = body.find(form, start, stop)
            if at >= 0:
                times = body.count(form, start, stop)
                element = _element(body, at)
                return Place(at, len(form), _excerpt(body, at, len(form)), element, times, whole)
    return None


def _possible(written: str) -> Iterator[tuple[str, bool]]:
    """Yield the words as they are, and then their first run without markup."""
    if written.strip():
        yield written, True
        yield written.strip(), True
    runs = [run.strip() for run in _MARKUP.split(written)]
    first = next((run for run in runs if len(run) >= _SHORTEST_RUN), "")
    if first:
        yield first, False
        yield first.split("\n")[0][:_AROUND], False


def _forms(words: str) -> list[bytes]:
    """Return how words may be written: as they are, escaped for markup or JSON, in Latin-1."""
    escaped = html.escape(words, quote=False)
    texts = (
        words,
        escaped,
        html.escape(words),
        html.escape(escaped, quote=False),
        json.dumps(words, ensure_ascii=False)[1:-1],
        json.dumps(words)[1:-1],
        json.dumps(words, ensure_ascii=False)[1:-1].replace("/", "\\/"),
        escaped.encode("ascii", "xmlcharrefreplace").decode(),
    )
    forms = [text.encode(errors="replace") for text in dict.fromkeys(texts)]
    return [*forms, words.encode("latin-1", "replace")]


def _part(body: bytes, marks: tuple[str, ...]) -> tuple[int, int]:
    for mark in marks:
        for form in _forms(mark) if mark else ():
            if (at := body.find(form)) < 0:
                continue
            for entry in _ENTRY.finditer(body):
                if entry.start() <= at < entry.end():
                    return entry.span()
            if body.lstrip()[:1] in (b"{", b"["):
                return _record(body, mark)
    return 0, len(body)


def _record(body: bytes, mark: str) -> tuple[int, int]:
    """Return the innermost JSON object that has ``mark`` among its own values."""
    text = body.decode(errors="replace")
    decoder = json.JSONDecoder()
    for found in re.finditer(re.escape(mark), text):
        at = found.start()
        while (at := text.rfind("{", 0, at)) >= 0:
            try:
                value, stop = decoder.raw_decode(text, at)
            except (ValueError, RecursionError):
                continue
            own = [str(one) for one in value.values()] if isinstance(value, dict) else []
            if stop > found.start() and any(mark in one for one in own[:50] if len(one) < 500):
                before = len(text[:at].encode())
                return before, before + len(text[at:stop].encode())
    return 0, len(body)


def _element(body: bytes, at: int) -> str:
    """Return the field or tag that the byte at ``at`` stands in, as it is written."""
    before = body[max(0, at - _LOOKED_BACK) : at]
    if body.lstrip()[:1] in (b"{", b"["):
        names = _NAME.findall(before)
        return f"“{_text(names[-1])}”" if names else ""
    if (opened := before.rfind(b"<")) > before.rfind(b">"):
        end = body.find(b">", at)
        return _short(_text(before[opened:] + body[at : end + 1]))
    tags = [tag for tag in _TAG.findall(before) if not tag.endswith(b"/>")]
    return _short(_text(tags[-1])) if tags else ""


def _excerpt(body: bytes, at: int, length: int) -> str:
    return _text(body[max(0, at - _AROUND) : at + min(length, _LONGEST) + _AROUND])


def _text(raw: bytes) -> str:
    return " ".join(raw.decode(errors="replace").strip("\ufffd").split())


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
