"""What the three rooms' markup has in common: escaping, clocks, addresses and another dress."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import format_datetime
from html import escape, unescape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from pipeline.demo.model import Release

_TAG = re.compile(r"<[^>]*>")
_TAG_KEPT = re.compile(r"(<[^>]*>)")
_ATTRIBUTES = re.compile(r'<(a|img) ([^>]*?)="([^"]*)" ([^>]*?)="([^"]*)"')


def gmt(moment: datetime) -> str:
    """Return ``Sat, 20 Jun 2026 11:55:07 GMT``, as HTTP headers and NTB's feeds write time."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def norwegian_day(moment: datetime) -> str:
    """Return ``03.07.2026``, the local day as the ministry writes it."""
    return f"{moment:%d.%m.%Y}"


def plain(html: str) -> str:
    """Return the words of ``html`` on one line."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def words(release: Release, html: str) -> str:
    """Return ``html`` in the dress the release wears: every word the same, the markup not."""
    return restyle(html) if release.restyled else html


def restyle(html: str) -> str:
    """Return the same words in other markup: entities, white space, attribute order, classes."""
    html = _ATTRIBUTES.sub(r'<\1 \4="\5" \2="\3"', html)
    pieces = _TAG_KEPT.split(html)
    pieces[::2] = [_respaced(text) for text in pieces[::2]]
    html = "".join(pieces).replace("<strong>", "<b>").replace("</strong>", "</b>")
    return html.replace("<p>", '<p class="MsoNormal">').replace("</p>", "&nbsp;</p>\n\n")


def _respaced(text: str) -> str:
    text = re.sub(r"(\d) (\w)", r"\1&nbsp;\2", text)
    text = re.sub(r"([.:]) ([A-ZÆØÅ])", r"\1  \2", text)
    return text.replace(", ", ",\n    ").replace("ø", "&oslash;")


def template(name: str, /, **values: str) -> str:
    """Return a page made from ``templates/NAME``; values are inserted as they are.

    Raises:
        KeyError: the template has a place for which there is no value.
    """
    return Template(as_written(name)).substitute(values)


def as_written(name: str) -> str:
    """Return ``templates/NAME`` as it stands."""
    return files("pipeline.demo").joinpath("templates", name).read_text(encoding="utf-8")


def element(name: str, text: str) -> str:
    """Return an XML element with ``text`` escaped inside."""
    return f"<{name}>{escape(text, quote=False)}</{name}>"


def channel(title: str, link: str, entries: Iterable[str]) -> bytes:
    """Return an RSS 2.0 document with these items in it."""
    inside = "\n".join(
        (element("title", title), element("link", link), element("description", title), *entries)
    )
    document = f'<rss version="2.0">\n<channel>\n{inside}\n</channel>\n</rss>\n'
    return ('<?xml version="1.0" encoding="utf-8"?>\n' + document).encode()


def tracked(url: str, campaign: str, medium: str = "rss") -> str:
    """Return ``url`` with the parameters by which publishers count clicks."""
    return f"{url}?utm_source=sample&utm_medium={medium}&utm_campaign={quote(campaign, safe='')}"
