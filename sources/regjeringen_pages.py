"""regjeringen.no's pages: articles, listing pages and topic pages.

The forms stand in two captures of 2026 (an article and a listing) and in older pages' text. An
article's visible line "Pressemelding | Nr: 25 | Dato: 03.07.2026" holds a serial number that
looks like part of a date: the date is taken from ``DC.Date`` and from the labelled span alone.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from itertools import takewhile
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bs4 import Tag
from lxml import etree

from pressearkiv.errors import EmptyAnswer, ParseError
from sources.item import DateText, Item, Page, Reject, Request, Version
from sources.markup import attribute, inner_html, lines_of, soup, text_of, with_class, words_of
from sources.urls import clean, parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import BeautifulSoup
    from bs4.element import NavigableString

    from sources.item import Response

_ID: Final = re.compile(r"/id(\d+)/?(?:[?#]|$)|[?&]id=(\d+)")
_ARTICLE: Final = re.compile(rb"class=[\"'][^\"']*\barticle-(?:info|body)\b")
_LANGUAGE: Final = re.compile(rb"<html\b[^>]*?\blang=[\"']([\w-]+)", re.IGNORECASE)
_META: Final = ("DC.Date", "DC.Type", "DC.Creator", "DC.Language", "DC.Identifier.URL")
_PARTS: Final = ("article-header", "article-info", "article-ingress", "article-body")
# The attributes that name a part are few: found first, they spare the look at every element.
_IN_ARTICLE: Final = etree.XPath(
    f"//meta[{' or '.join(f'@name={name!r}' for name in _META)}] | //link[@hreflang]"
    f" | //@class[contains(., 'article-')]/parent::*[{with_class(*_PARTS)}]"
)
_IN_LISTING: Final = etree.XPath(f"//title | //ul[{with_class('listing', 'pagination')}]")
_NEWS: Final = re.compile(r"^\s*Aktuelt (nå|no)\s*$")
_DATED: Final = re.compile(r"^(?:Dato:\s*)?(\d{1,2}\.\d{1,2}\.\d{4})(?::\s*(.*))?$")
_PUBLISHED_BY: Final = re.compile(r"(?:Utgiver|Utgjevar|Published by):\s*([^|]*[^|\s])")


def parse(response: Response) -> Page:
    """Tell the page's form and read it; raises ``ParseError`` where it has none of the three."""
    if _ARTICLE.search(response.body):
        return _article(response)
    if b"listItem" in response.body:
        return _listing(soup(response, _IN_LISTING), response)
    page = soup(response)
    for heading in page(["h2", "h3"]):
        if _NEWS.match(text_of(heading)):
            return _topic(heading, response)
    if page.select_one("ul.listing") is not None:
        raise EmptyAnswer("the listing page holds no release", url=response.url)
    raise ParseError("the page is no article, listing or topic page", url=response.url)


def _article(response: Response) -> Page:
    page = soup(response, _IN_ARTICLE)
    parts = _by_class(page)
    title = page.select_one(".article-header h1")
    if title is None or not text_of(title):
        raise ParseError("the article has no heading", url=response.url)
    info = next(iter(parts["article-info"]), None)
    named = _ID.search(_meta(page, "DC.Identifier.URL")) or _ID.search(response.url)
    number = next((g for g in named.groups() if g), "") if named else ""
    is_part = any(parameter(response.url, name) for name in ("uid", "ch"))
    language = _meta(page, "DC.Language") or _language(response.body)
    item = Item(
        platform="regjeringen",
        native_id="" if is_part else number,
        url=clean(response.url),
        origin="page",
        title=text_of(title),
        lead=inner_html(next(iter(parts["article-ingress"]), None)),
        body=_body(parts["article-body"]),
        complete=True,
        dates=tuple(_dates(page, info)),
        type=_type(page, info),
        language=language,
        publisher=_publisher(page, info),
        versions=() if is_part else tuple(_versions(page, response.url, number, language)),
    )
    return Page((item,), title=item.publisher)


def _versions(page: BeautifulSoup, url: str, number: str, language: str) -> Iterator[Version]:
    """Yield where the same page stands in other languages, as its head announces them."""
    own = (clean(url), language.casefold().partition("-")[0])
    site = urlsplit(url).netloc
    for link in page.find_all("link", hreflang=True):
        address, code = clean(attribute(link, "href"), url), attribute(link, "hreflang").casefold()
        named = _ID.search(address)
        same_page = named is not None and number in named.groups()
        if same_page and urlsplit(address).netloc == site and not {address, code} & set(own):
            yield Version(code, address)


def _meta(page: BeautifulSoup, name: str) -> str:
    return attribute(page.find("meta", attrs={"name": name}), "content").strip()


def _by_class(page: BeautifulSoup) -> defaultdict[str, list[Tag]]:
    """Return the elements by class, gone through once where each selector would do it again."""
    found = defaultdict[str, list[Tag]](list)
    for tag in page.find_all(True):
        for name in tag.get_attribute_list("class"):
            found[str(name)].append(tag)
    return found


def _body(parts: list[Tag]) -> str:
    return "\n".join(inner_html(p) for p in parts if p.find_parent(class_="article-body") is None)


def _language(body: bytes) -> str:
    found = _LANGUAGE.search(body)
    return found.group(1).decode("ascii", "replace") if found else ""


def _dates(page: BeautifulSoup, info: Tag | None) -> Iterator[DateText]:
    if meta := _meta(page, "DC.Date"):
        yield DateText(meta, "meta")
    if label := text_of(info.select_one(".date") if info else None):
        yield DateText(label, "label")


def _type(page: BeautifulSoup, info: Tag | None) -> str:
    """Return the visible word ("Pressemelding"), which is finer than ``DC.Type`` ("Nyhet")."""
    visible = text_of(info.select_one(".type") if info else None)
    return visible.split("|")[0].strip() or _meta(page, "DC.Type")


def _publisher(page: BeautifulSoup, info: Tag | None) -> str:
    """Return the ministry's name at the time: an archived page names it in words of its own."""
    for line in lines_of(info.descendants if info else ()):
        if found := _PUBLISHED_BY.search(words_of(line)):
            return found.group(1)
    return text_of(info.select_one(".owner a") if info else None) or _meta(page, "DC.Creator")


def _listing(page: BeautifulSoup, response: Response) -> Page:
    items: list[Item] = []
    rejects: list[Reject] = []
    for li in page.select("ul.listing li.listItem"):
        link = li.select_one(".title a[href]")
        if link is None:
            rejects.append(Reject("the line has no link", str(li).encode(), response.url))
        else:
            items.append(_line(li, link, response.url))
    if not items:
        raise EmptyAnswer("the listing page holds no release", url=response.url)
    following = page.select_one("ul.pagination li.next:not(.disabled) a[href]")
    more = clean(attribute(following, "href"), response.url)
    after = Request(more, "list") if more not in ("", clean(response.url)) else None
    return Page(tuple(items), after, tuple(rejects), title=text_of(page.find("title")))


def _line(li: Tag, link: Tag, base: str) -> Item:
    date = text_of(li.select_one(".date"))
    return Item(
        platform="regjeringen",
        url=clean(attribute(link, "href"), base),
        origin="list",
        title=text_of(link),
        lead=inner_html(li.select_one(".excerpts")),
        dates=(DateText(date, "label"),) if date else (),
        type=text_of(li.select_one(".type")),
        publisher=text_of(li.select_one(".department")),
    )


def _topic(heading: Tag, response: Response) -> Page:
    items = tuple(
        Item(
            platform="regjeringen",
            url=clean(attribute(link, "href"), response.url),
            origin="list",
            title=title,
            lead=html.escape(lead, quote=False),
            dates=(DateText(date, "label"),),
        )
        for link, title, date, lead in _news(heading)
    )
    if not items:
        raise EmptyAnswer("the topic page lists no news", url=response.url)
    return Page(items, title=text_of(heading))


def _news(heading: Tag) -> Iterator[tuple[Tag, str, str, str]]:
    """Yield link, title, date and lead of each piece of news under "Aktuelt nå", to the next part.

    Until 2020 a line "12.08.2016: <lead>" stands under the title, later the date alone; what has
    no date (a "Se alle" link) is no news.
    """
    link, title = None, ""
    section = takewhile(lambda e: not _ends(heading, e), heading.next_elements)
    for line in lines_of(section):
        dated = _DATED.match(words_of(line))
        anchor = next((a for a in (string.find_parent("a") for string in line) if a), None)
        if dated is None and anchor is not None and anchor is not link:
            link = anchor if _ID.search(attribute(anchor, "href")) else None
            title, dated = _titled(line)
        if link is not None and dated is not None:
            yield link, title, dated.group(1), dated.group(2) or ""
            link = None


def _titled(line: list[NavigableString]) -> tuple[str, re.Match[str] | None]:
    """Part a title from the date beside it, where that has an element of its own or none."""
    for n, string in enumerate(line):
        marked = string.find_parent(["em", "strong", "b", "i"])
        if n and marked is None and (dated := _DATED.match(words_of(line[n:]))):
            return words_of(line[:n]), dated
    return words_of(line), None


def _ends(heading: Tag, element: object) -> bool:
    """Tell whether a part of the page begins that stands beside the heading's own."""
    parts = ("h1", "h2", heading.name)
    return isinstance(element, Tag) and element.name in parts and element is not heading
