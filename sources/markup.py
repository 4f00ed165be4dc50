"""HTML read with BeautifulSoup over lxml: only the parts asked for, and addresses made absolute."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from lxml import etree

from sources.answers import is_utf8

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sources.item import Response


def soup(response: Response, wanted: etree.XPath | None = None) -> BeautifulSoup:
    """Parse a page, or only its outermost elements among those ``wanted`` finds.

    BeautifulSoup builds every element in Python, lxml in C: of a 40 kB page, most of which is
    navigation, the article alone costs a fifth of the whole.
    """
    charset = _charset_of(response)
    if wanted is None:
        return BeautifulSoup(response.body, "lxml", from_encoding=charset)
    root = etree.fromstring(response.body, etree.HTMLParser(encoding=charset, collect_ids=False))
    parts = [] if root is None else list(_outermost(wanted(root)))
    return BeautifulSoup("".join(parts), "lxml")


def with_class(*names: str) -> str:
    """Return the XPath condition that an element has one of the classes."""
    spaced = "concat(' ', normalize-space(@class), ' ')"
    return " or ".join(f"contains({spaced}, ' {name} ')" for name in names)


def _outermost(elements: Any) -> Iterator[str]:
    """Yield the HTML of each element, of those in the page's order, that stands in no other."""
    around = None
    for element in elements:
        if around is None or around not in element.iterancestors():
            around = element
            yield etree.tostring(element, encoding="unicode", method="html", with_tail=False)


def _charset_of(response: Response) -> str:
    """Return UTF-8 where the bytes are, or else what the header names, or HTML's own default."""
    if is_utf8(response.body):
        return "utf-8"
    _, _, value = response.headers.get("content-type", "").lower().partition("charset=")
    try:
        named = codecs.lookup(value.split(";")[0].strip(" \"'")).name
    except LookupError:
        return "windows-1252"
    return "windows-1252" if named in ("utf-8", "ascii", "iso8859-1") else named


def text_of(tag: Tag | None) -> str:
    """Return an element's words on one line."""
    return "" if tag is None else " ".join(tag.get_text(" ").split())


_INLINE: Final = frozenset(
    "a abbr b cite code del em font i ins mark q s small span strong sub sup time u".split()
)


def lines_of(elements: Iterable[object]) -> Iterator[list[NavigableString]]:
    """Group what stands in a page into lines: one ends where its block does, and at a ``br``."""
    line: list[NavigableString] = []
    block: Tag | None = None
    for element in elements:
        text = element if _is_shown(element) else None
        around = block if text is None else _block_of(text)
        if around is not block or (isinstance(element, Tag) and element.name == "br"):
            if words_of(line):
                yield line
            line, block = [], around
        if text is not None:
            line.append(text)
    if words_of(line):
        yield line


def words_of(strings: Iterable[str]) -> str:
    """Return strings that stand side by side as one line of words."""
    return " ".join("".join(strings).split())


def _is_shown(element: object) -> TypeGuard[NavigableString]:
    # A comment, a doctype and a script's words are strings of kinds of their own.
    return type(element) is NavigableString


def _block_of(string: NavigableString) -> Tag | None:
    return next((parent for parent in string.parents if parent.name not in _INLINE), None)


def attribute(tag: Tag | None, name: str) -> str:
    """Return an attribute as text, ``""`` where it is missing."""
    value = "" if tag is None else tag.get(name, "")
    return value if isinstance(value, str) else " ".join(value or [])


def inner_html(tag: Tag | None) -> str:
    """Return what stands inside an element, as HTML."""
    return "" if tag is None else tag.decode_contents().strip()
