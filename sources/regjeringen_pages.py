"""regjeringen.no's pages: articles, listing pages and topic pages.

The forms stand in two captures of 2026 (an article and a listing) and in older pages' text. An
article's visible line "Pressemelding | Nr: 25 | Dato: 03.07.2026" holds a serial number that
looks like part of a date: the date is taken from ``DC.Date`` and from the labelled span alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from bs4 import Tag
from bs4.element import NavigableString

from pressearkiv.errors import EmptyAnswer, ParseError
from sources.item import DateText, Item, Page, Request
from sources.markup import attribute, charset_of, inner_html, soup, text_of
from sources.urls import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bs4 import BeautifulSoup

    from sources.item import Response

_ID: Final = re.compile(r"/id(\d+)/?(?:[?#]|$)|[?&]id=(\d+)")
_ARTICLE: Final = re.compile(rb'class="[^"]*\barticle-(?:info|body)\b')
_ARTICLE_PARTS: Final = frozenset(
    {"article-header", "article-info", "article-ingress", "article-body"}
)
_META: Final = frozenset({"DC.Date", "DC.Type", "DC.Creator", "DC.Language", "DC.Identifier.URL"})
_NEWS: Final = re.compile(r"^\s*Aktuelt (nå|no)\s*$")
_DATED: Final = re.compile(r"^(\d{1,2}\.\d{1,2}\.\d{4})(?::\s*(.*))?$", re.DOTALL)
_PUBLISHED_BY: Final = re.compile(r"(?:Utgiver|Utgjevar|Published by):\s*(\S.*)")


def parse(response: Response) -> Page:
    """Tell the page's form and read it; raises ``ParseError`` where it has none of the three."""
    if _ARTICLE.search(response.body):
        return _article(response)
    charset = charset_of(response.headers.get("content-type", ""))
    if b"listItem" in response.body:
        return _listing(soup(response.body, charset, _in_listing), response)
    page = soup(response.body, charset)
    heading = page.find(["h2", "h3"], string=_NEWS)
    if not isinstance(heading, Tag):
        raise ParseError("the page is no article, listing or topic page", url=response.url)
    return _topic(heading, response)


def _classes(attributes: Mapping[Any, str]) -> set[str]:
    return set(attributes.get("class", "").split())


def _in_article(name: str, attributes: Mapping[Any, str]) -> bool:
    if name == "meta":
        return attributes.get("name") in _META
    return not _ARTICLE_PARTS.isdisjoint(_classes(attributes))


def _in_listing(name: str, attributes: Mapping[Any, str]) -> bool:
    return name in ("ul", "title") and (
        name == "title" or not {"listing", "pagination"}.isdisjoint(_classes(attributes))
    )


def _article(response: Response) -> Page:
    charset = charset_of(response.headers.get("content-type", ""))
    page = soup(response.body, charset, _in_article)
    title = page.select_one(".article-header h1")
    if title is None or not text_of(title):
        raise ParseError("the article has no heading", url=response.url)
    info = page.select_one(".article-info")
    named = _ID.search(_meta(page, "DC.Identifier.URL")) or _ID.search(response.url)
    number = next((g for g in named.groups() if g), "") if named else ""
    item = Item(
        platform="regjeringen",
        native_id=number if "uid=" not in response.url and "ch=" not in response.url else "",
        url=clean(response.url),
        origin="page",
        title=text_of(title),
        lead=inner_html(page.select_one(".article-ingress")),
        body=inner_html(page.select_one(".article-body")),
        complete=True,
        dates=tuple(_dates(page, info)),
        type=_type(page, info),
        language=_meta(page, "DC.Language"),
        publisher=_publisher(page, info),
    )
    return Page((item,), title=item.publisher)


def _meta(page: BeautifulSoup, name: str) -> str:
    return attribute(page.find("meta", attrs={"name": name}), "content").strip()


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
    line = text_of(info)
    if found := _PUBLISHED_BY.search(line):
        return found.group(1).split("|")[0].strip()
    return text_of(info.select_one(".owner a") if info else None) or _meta(page, "DC.Creator")


def _listing(page: BeautifulSoup, response: Response) -> Page:
    items = tuple(_line(li, response.url) for li in page.select("ul.listing li.listItem"))
    following = page.select_one("ul.pagination li.next:not(.disabled) a[href]")
    more = clean(attribute(following, "href"), response.url)
    found = tuple(item for item in items if item is not None)
    if not found:
        raise EmptyAnswer("the listing page holds no release", url=response.url)
    return Page(found, Request(more, "list") if more else None, title=text_of(page.find("title")))


def _line(li: Tag, base: str) -> Item | None:
    link = li.select_one(".title a[href]")
    if link is None:
        return None
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
            title=text_of(link),
            lead=lead,
            dates=(DateText(date, "label"),),
        )
        for link, date, lead in _news(heading)
    )
    if not items:
        raise EmptyAnswer("the topic page lists no news", url=response.url)
    return Page(items, title=text_of(heading))


def _news(heading: Tag) -> Iterator[tuple[Tag, str, str]]:
    """Yield link, date and lead of each piece of news under "Aktuelt nå", up to the next heading.

    Until 2020 a line "12.08.2016: <lead>" stands under the title, later the date alone; what has
    no date (a "Se alle" link) is no news.
    """
    link: Tag | None = None
    for element in heading.next_elements:
        if isinstance(element, Tag):
            if element.name in ("h1", "h2") and element is not heading:
                return
            if element.name == "a" and _ID.search(attribute(element, "href")):
                link = element
        elif isinstance(element, NavigableString) and link is not None:
            dated = _DATED.match(str(element).strip())
            if dated and link not in element.parents:
                yield link, dated.group(1), (dated.group(2) or "").strip()
                link = None
