"""Markup to what is kept of it: clean words, plain text with its paragraphs, and safe HTML.

Sanitising is nh3's (the ``ammonia`` library); how paragraphs, lists and quotes read without markup
is ours, because words and dates are searched for in it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

from lxml import html as lxml_html

from sources.urls import absolute, clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    import nh3

_BLOCKS: Final = frozenset(
    "address article aside blockquote caption center dd details div dl dt figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr "
    "ul".split()
)
_KEPT_TAGS: Final = _BLOCKS | frozenset("a b br code em i strong sub sup td th".split())
_DROPPED_WITH_CONTENT: Final = frozenset(
    {"script", "style", "noscript", "template", "svg", "select"}
)
_NEVER_NESTED: Final = frozenset(
    "area base br col dd dt hr img input li link meta p source tbody td th thead tr wbr".split()
)
_MAX_DEPTH: Final = 200
"""Below 255 levels the parser drops what stands there, and 20,000 cost the sanitiser seconds."""

_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
_LINE_END: Final = "\v"  # stands in no markup: HTML's own white space means nothing
_TAG: Final = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)[^<>]*>")
_RELATIVE: Final = re.compile(r"href(?!=[\"']https?://)")
"""An address that is not surely absolute, in markup in small letters."""

_DOCUMENT: Final = re.compile(r"\.(pdf|docx?|pptx?|xlsx?|odt|ods|odp|rtf|csv|zip)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link in a text: its absolute address, its words, and whether it leads to a document."""

    url: str
    text: str
    is_document: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of markup as it is kept: plain text, safe HTML, and the links in it."""

    plain: str
    html: str
    anchors: tuple[Anchor, ...] = ()


def words(text: str) -> str:
    """Return one line of clean words: NFC, no invisible characters, white space folded."""
    # What can be printed has nothing invisible: told in a tenth of the time, and so most lines.
    shown = text if text.isprintable() else _INVISIBLE.sub("", text)
    return " ".join(unicodedata.normalize("NFC", shown).split())


def line(markup: str) -> str:
    """Return markup or escaped text as one line of words; a lone ``<`` or ``&`` stands.

    Feeds escape a lead that was escaped already, so that ``&nbsp;`` is left over after reading.
    """
    plain = read(markup).plain if _TAG.search(markup) else html.unescape(markup)
    return words(html.unescape(plain))


def read(markup: str, base: str = "", without: str = "") -> Text:
    """Return the text and the safe HTML of ``markup``, addresses made absolute against ``base``.

    Paragraphs are parted by an empty line; a list's items begin with "- " or their number, a
    quote's lines with "> ". A first block or line whose words are ``without`` (the lead, told again
    at the top of many bodies) is left out of both.
    """
    if not markup.strip():
        return Text("", "")
    markup = _INVISIBLE.sub("", markup)
    # Each release has another base, and to make a sanitiser takes longer than to use it.
    safe = _cleaner(base if _RELATIVE.search(markup.lower()) else "").clean(_shallow(markup))
    root = lxml_html.fragment_fromstring(safe, create_parent="div")
    # The parser leaves out the end tags of empty items: what the sanitiser wrote is better formed.
    shown = _inner(root) if without and _drop_first(root, without) else safe.strip()
    return Text(_plain(root), unicodedata.normalize("NFC", shown), tuple(_anchors(root, base)))


@lru_cache(maxsize=16)
def _cleaner(base: str) -> nh3.Cleaner:
    import nh3

    relative: Any = ("rewrite_with_base", base) if absolute(base) else "deny"
    return nh3.Cleaner(
        tags=_KEPT_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        url_relative=relative,
        link_rel=None,
    )


def _shallow(markup: str) -> str:
    """Return markup that nests beyond all reason as lines of words, other markup as it is."""
    deepest = depth = 0
    for tag in _TAG.finditer(markup):
        if tag[1].lower() not in _NEVER_NESTED:
            depth = max(0, depth - 1) if tag[0].startswith("</") else depth + 1
            deepest = max(deepest, depth)
    return markup if deepest <= _MAX_DEPTH else _TAG.sub(_flat, markup)


def _flat(tag: re.Match[str]) -> str:
    name = tag[1].lower()
    if name in _DROPPED_WITH_CONTENT:
        return tag[0]
    return "<br>" if name in _BLOCKS or name == "br" else ""


def _drop_first(root: Any, lead: str) -> bool:
    """Take the first words out of the tree if they are the lead: a whole block, or its line."""
    block = next((b for b in root.iter("div", *_BLOCKS) if _begins_with_words(b)), None)
    if block is None:
        return False
    nodes = list(takewhile(lambda child: child.tag not in _BLOCKS, block))
    line = list(takewhile(lambda child: child.tag != "br", nodes))
    found = next((run for run in (nodes, line) if _run_words(block, run) == lead), None)
    if found is None:
        return False
    block.text = None
    for node in found:
        block.remove(node)
    if block is not root and not words(block.text_content()):
        block.drop_tree()
    return True


def _begins_with_words(block: Any) -> bool:
    """Tell whether words stand in a block before any block within it."""
    return bool(_run_words(block, takewhile(lambda child: child.tag not in _BLOCKS, block)))


def _run_words(block: Any, nodes: Iterable[Any]) -> str:
    run = (block.text or "") + "".join(_inline(n) + (n.tail or "") for n in nodes)
    return words(run.replace(_LINE_END, " "))


def _inner(root: Any) -> str:
    whole = lxml_html.tostring(root, encoding="unicode")
    return str(whole).removeprefix("<div>").removesuffix("</div>").strip()


def _anchors(root: Any, base: str) -> list[Anchor]:
    found = {}
    for a in root.iterdescendants("a"):
        url = clean(a.get("href"), base) if a.get("href") else ""
        # A link to a place in this very text leads nowhere else.
        if url and url not in found and url != clean(base):
            is_document = bool(_DOCUMENT.search(url.partition("?")[0]))
            found[url] = Anchor(url, _run_words(a, a), is_document)
    return list(found.values())


def _plain(root: Any) -> str:
    blocks = _blocks(root, "")
    return "\n".join(block for block in _spaced(blocks)).strip()


def _spaced(blocks: list[tuple[str, bool]]) -> list[str]:
    """Part paragraphs by an empty line, but keep the items of one list together."""
    lines: list[str] = []
    previous_was_item = False
    for text, is_item in blocks:
        if lines and not (is_item and previous_was_item):
            lines.append("")
        lines.append(text)
        previous_was_item = is_item
    return lines


def _blocks(element: Any, prefix: str) -> list[tuple[str, bool]]:
    """Return the element's blocks of words in order, and of each whether it is a list's item."""
    found: list[tuple[str, bool]] = []
    inline: list[str] = [element.text or ""]
    number = 0

    def flush() -> None:
        lines = [t for t in map(words, "".join(inline).split(_LINE_END)) if t]
        if lines:
            found.append((prefix + f"\n{prefix}".join(lines), False))
        inline.clear()

    for child in element:
        if child.tag in _BLOCKS:
            flush()
            number += child.tag == "li"
            found.extend(_child_blocks(element, child, prefix, number))
        else:
            inline.append(_inline(child))
        inline.append(child.tail or "")
    flush()
    return found


def _child_blocks(parent: Any, child: Any, prefix: str, number: int) -> list[tuple[str, bool]]:
    if child.tag == "blockquote":
        return _blocks(child, prefix + "> ")
    if child.tag == "tr":
        cells = (_blocks(cell, "") for cell in child if cell.tag in ("td", "th"))
        row = " | ".join(words(" ".join(text for text, _ in cell)) for cell in cells if cell)
        return [(prefix + row, True)] if row else []
    inner = _blocks(child, prefix)
    if child.tag == "li" and inner:
        mark = f"{number}. " if parent.tag == "ol" else "- "
        head = prefix + mark + inner[0][0].removeprefix(prefix)
        return [
            (head, True),
            *((prefix + "  " + t.removeprefix(prefix), True) for t, _ in inner[1:]),
        ]
    return inner


def _inline(element: Any) -> str:
    """Return an inline element's words, with ``_LINE_END`` for ``br`` and around a block in it."""
    if element.tag == "br":
        return _LINE_END
    inner = "".join(_inline(child) + (child.tail or "") for child in element)
    edge = _LINE_END if element.tag in _BLOCKS else ""
    return edge + (element.text or "") + inner + edge
