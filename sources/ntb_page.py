"""A release's web page at NTB, read as the text that a person sees.

The page is React with hashed class names, which say nothing and change. What stands is the order:
title, byline, lead, body, then "Kontakter", "Dokumenter", "Lenker", "Om …", "Følg …", and at the
end "Siste pressemeldinger fra …" with three to five *other* releases and their dates. So the
byline is looked for before that heading only, and each other release is read from its own link.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from pressearkiv.errors import ParseError
from sources.item import DateText, Item, Page
from sources.markup import attribute, charset_of, soup, text_of
from sources.urls import clean

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

    from sources.item import Response

_TIME: Final = r"\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d{2}:\d{2} (?:CEST|CET|EEST|EET)"
_BYLINE: Final = re.compile(rf"({_TIME})\s*\|\s*([^|\n]+?)\s*\|\s*([^|\n]+)")
_LIST_LINE: Final = re.compile(
    rf"(?P<title>.*?)(?P<date>{_TIME})\s*\|\s*(?P<type>[^|]+)$", re.DOTALL
)
_RELEASE: Final = re.compile(
    r"/(?:pressemelding|pressemeddelelse|pressmeddelande|tiedote|release)/(\d+)(?:/|\?|$)"
)
_END: Final = re.compile(
    r"^(Kontakter|Kontaktpersoner|Dokumenter|Lenker|Bilder|Nøkkelord|Om .{1,80}"
    r"|Følg pressemeldinger fra .*|Siste pressemeldinger.*|Flere pressemeldinger.*)$"
)
_OTHERS: Final = re.compile(r"^(Siste|Flere) pressemeldinger")


class Line(NamedTuple):
    """One line of a list of releases: its title, time and type, as written."""

    title: str
    date: str
    type: str


def list_line(text: str) -> Line | None:
    """Read a line of a list, where the time is glued to the title: ``…plan12.3.2026 08:39:09 CET``.

    A title that ends in a year is told from the day (``2026`` + ``12.3.2026``); other digits that
    touch the day leave no telling where the title ends, and the date is left out.
    """
    found = _LIST_LINE.fullmatch(text.strip())
    if not found:
        return None
    title, date = found["title"], found["date"]
    digits = re.search(r"\d+$", title)
    if digits and not re.fullmatch(r"(19|20)\d\d", digits.group()):
        date = ""
    return Line(title.strip(), date, found["type"].strip())


def parse(response: Response) -> Page:
    """Read a release's page: the release itself, and the others it names as list items."""
    page = soup(response.body, charset_of(response.headers.get("content-type", "")))
    address = clean(_address(page) or response.url, response.url)
    number = _RELEASE.search(address)
    lines = _lines(page)
    heading = text_of(page.find("h1"))
    if not number or not heading:
        raise ParseError("the page holds no release", url=response.url)
    return Page((_release(lines, heading, address, number.group(1)), *_others(page, response.url)))


def _address(page: BeautifulSoup) -> str:
    canonical = attribute(page.find("link", rel="canonical"), "href")
    return canonical or attribute(page.find("meta", property="og:url"), "content")


def _lines(page: BeautifulSoup) -> list[str]:
    for tag in page(["script", "style", "noscript"]):
        tag.decompose()
    whole = (text_of(t) for t in page.find_all(["h1", "h2", "h3", "p", "li", "div"]) if _is_leaf(t))
    return [line for line in whole if line]


def _is_leaf(tag: object) -> bool:
    from bs4 import Tag

    blocks = ["h1", "h2", "h3", "p", "li", "div", "ul", "ol", "section"]
    return isinstance(tag, Tag) and tag.find(blocks) is None


def _release(lines: list[str], heading: str, address: str, number: str) -> Item:
    start = lines.index(heading) + 1 if heading in lines else 0
    own = lines[: next((i for i, line in enumerate(lines) if _OTHERS.match(line)), len(lines))]
    byline = _BYLINE.search("\n".join(own))
    text = []
    for line in own[start:]:
        if _END.match(line):
            break
        if not _BYLINE.search(line):
            text.append(line)
    return Item(
        platform="ntb",
        native_id=number,
        url=address,
        origin="page",
        title=heading,
        lead=html.escape(text[0], quote=False) if text else "",
        body="".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text[1:]),
        complete=True,
        dates=(DateText(byline.group(1), "byline"),) if byline else (),
        type=byline.group(3) if byline else "",
        publisher=byline.group(2) if byline else "",
    )


def _others(page: BeautifulSoup, base: str) -> list[Item]:
    items = []
    for link in page.find_all("a", href=_RELEASE):
        line = list_line(text_of(link))
        if line is None:
            continue
        url = clean(attribute(link, "href"), base)
        items.append(
            Item(
                platform="ntb",
                url=url,
                origin="list",
                title=line.title,
                dates=(DateText(line.date, "label"),) if line.date else (),
                type=line.type,
            )
        )
    return items
