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
from sources.markup import attribute, lines_of, soup, text_of, words_of
from sources.urls import clean

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

    from sources.item import Response

_TIME: Final = r"\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d{2}:\d{2} (?:CEST|CET|EEST|EET)"
_BYLINE: Final = re.compile(rf"({_TIME})\s*\|\s*([^|\n]+?)\s*\|\s*([^|\n]+)")
_LIST_LINE: Final = re.compile(
    r"(?P<title>.*?)(?P<digits>\d+)(?P<rest>\.\d{1,2}\.\d{4} \d{1,2}:\d{2}:\d{2} [A-Z]{3,4})"
    r"\s*\|\s*(?P<type>[^|]+)",
    re.DOTALL,
)
_WORD: Final = "pressemelding|pressemeddelelse|pressmeddelande|tiedote|release"
_RELEASE: Final = re.compile(rf"/(?:{_WORD})/(\d+)(?:/|\?|$)")
_OLD_RELEASE: Final = re.compile(rf"/(?:{_WORD})/[^?]*\?(?:.*&)?releaseId=(\d+)")
_END: Final = re.compile(
    r"^(Kontakter|Kontaktpersoner|Dokumenter|Lenker|Bilder|Nøkkelord"
    r"|Følg pressemeldinger fra .*|Siste pressemeldinger.*|Flere pressemeldinger.*)$"
)
_OTHERS: Final = re.compile(r"^(Siste|Flere) pressemeldinger")
_PUBLISHER: Final = re.compile(r"^(?:Følg|Siste|Flere) pressemeldinger fra (.+)$")


class Line(NamedTuple):
    """One line of a list of releases: its title, time and type, as written."""

    title: str
    date: str
    type: str


def list_line(text: str) -> Line | None:
    """Read a line of a list, where the time is glued to the title: ``…plan12.3.2026 08:39:09 CET``.

    A title that ends in a year is told from the day (``2026`` + ``12.3.2026``), and so are digits
    that leave but one possible day (``54`` + ``5.3.2026``). Others leave no telling where the title
    ends: it is read as far as it is certain, and the date is left out.
    """
    found = _LIST_LINE.fullmatch(text.strip())
    if not found:
        return None
    before, day = _parted(found["digits"])
    date = f"{day}{found['rest']}" if day else ""
    return Line(f"{found['title']}{before}".strip(), date, found["type"].strip())


def _parted(digits: str) -> tuple[str, str]:
    """Part digits into those of the title and those of the day, ``""`` where that is not told."""
    if _is_day(digits):
        return "", digits
    readings = [(digits[:-n], digits[-n:]) for n in (2, 1) if _is_day(digits[-n:])]
    years = [reading for reading in readings if re.fullmatch(r"(?:19|20)\d\d", reading[0])]
    if len(readings) == 1 or years:
        return (years or readings)[0]
    return (readings[0][0] if readings else digits), ""


def _is_day(digits: str) -> bool:
    return not digits.startswith("0") and 1 <= int(digits) <= 31


def parse(response: Response) -> Page:
    """Read a release's page: the release itself, and the others it names as list items."""
    page = soup(response)
    address = clean(_address(page) or response.url, response.url)
    number = _number(address)
    lines = _lines(page)
    heading = text_of(page.find("h1"))
    if not number or not heading:
        raise ParseError("the page holds no release", url=response.url)
    return Page((_release(lines, heading, address, number), *_others(page, response.url)))


def _number(address: str) -> str:
    # The parameter first: an old slug may begin with digits.
    found = _OLD_RELEASE.search(address) or _RELEASE.search(address)
    return found.group(1) if found else ""


def _address(page: BeautifulSoup) -> str:
    canonical = attribute(page.find("link", rel="canonical"), "href")
    return canonical or attribute(page.find("meta", property="og:url"), "content")


def _lines(page: BeautifulSoup) -> list[str]:
    for tag in page(["script", "style", "noscript", "button", "svg"]):
        tag.decompose()
    return [words_of(line) for line in lines_of(page.descendants)]


def _release(lines: list[str], heading: str, address: str, number: str) -> Item:
    start = lines.index(heading) + 1 if heading in lines else 0
    own = lines[: next((i for i, line in enumerate(lines) if _OTHERS.match(line)), len(lines))]
    byline = _BYLINE.search("\n".join(own))
    publishers = {byline.group(2)} if byline else set()
    publishers |= {m.group(1) for m in map(_PUBLISHER.match, lines) if m}
    about = {f"Om {name}" for name in publishers}
    text = []
    for line in own[start:]:
        if _END.match(line) or line in about:
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
    for link in page.find_all("a", href=True):
        url = clean(attribute(link, "href"), base)
        line = list_line(words_of(link.strings))
        if line is None or not _number(url):
            continue
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
