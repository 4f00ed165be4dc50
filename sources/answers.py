"""What an answer is before anybody reads it: empty, a challenge, hostile, or worth parsing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pressearkiv.errors import ChallengePage, EmptyAnswer, ParseError

if TYPE_CHECKING:
    from sources.item import Response

MAX_DEPTH: Final = 500
"""Deeper nesting than any feed has; 50,000 levels cost the parser seconds."""

# "Just a moment…" is translated with the browser's language; the script's address is not. Below
# /cdn-cgi/challenge-platform/ stands a script of ordinary pages as well.
_CHALLENGE_SCRIPT: Final = re.compile(rb"/cdn-cgi/challenge-platform/[^\"'\s]*orchestrate/")
_CHALLENGE_MARKS: Final = (
    b"cf-chl",
    b"_cf_chl_opt",
    b"<title>just a moment",
    b"<title>attention required!",
    b"ray id:",
)
_PAGE: Final = re.compile(
    rb"(?:\xef\xbb\xbf|\s|(?><\?.*?\?>)|(?><!--.*?-->))*+"
    rb"<(?:!doctype\s+html|(?:html|head|title|meta|body|script)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
# The one document type that real feeds carry (RSS 0.91); it declares nothing by itself.
_NETSCAPE: Final = re.compile(
    rb"<!DOCTYPE\s+rss\s+PUBLIC\s+[\"']-//Netscape Communications//DTD RSS 0\.91//EN[\"'][^\[>]*>",
    re.IGNORECASE,
)
_DECLARATION: Final = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
# What holds no markup. All in one: a comment may hold what looks like the start of the others.
_OPAQUE: Final = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_TAG: Final = re.compile(rb"<(/?)[^\s<>!?/](?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*?(/?)>")
_FEED_START: Final = re.compile(rb"<(?:rss|feed|(?:\w+:)?RDF)[\s>]", re.IGNORECASE)
_FEED_END: Final = re.compile(
    rb"</(rss|feed|(?:\w+:)?RDF)\s*>\s*(?:<!--.*?-->\s*)*\Z", re.DOTALL | re.IGNORECASE
)


def looks_like_json(body: bytes) -> bool:
    """Tell whether ``body`` begins as a JSON object or list does."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def looks_like_html(body: bytes) -> bool:
    """Tell whether ``body`` begins as a web page does; a feed may well have one in it."""
    return _PAGE.match(body[:4096]) is not None


def is_utf8(body: bytes) -> bool:
    """Tell whether ``body`` is UTF-8: words in another charset are so by chance alone.

    Asked before any label is believed, because labels are wrong more often.
    """
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def require_content(response: Response) -> bytes:
    """Return the body; raise ``EmptyAnswer`` or ``ChallengePage`` where there is nothing to read.

    A challenge is told by its script and its "Ray ID", with status 200 as well as 403.
    """
    body = response.body
    if not body.strip():
        raise EmptyAnswer(
            "the answer is empty",
            hint="Look at the address in a browser; the publisher may have moved the feed.",
            url=response.url,
        )
    if looks_like_html(body) and _is_challenge(body[:20_000].lower()):
        raise ChallengePage(
            "a robot check stands where the page should be",
            hint="The publisher refuses this network; it is tried again on a growing delay.",
            url=response.url,
        )
    return body


def _is_challenge(head: bytes) -> bool:
    # One expression for all, whatever the case, costs eleven times this: a ninth of an article.
    found = any(mark in head for mark in _CHALLENGE_MARKS)
    return found or _CHALLENGE_SCRIPT.search(head) is not None


def require_safe_xml(response: Response) -> bytes:
    """Return the body without RSS 0.91's document type; raise ``ParseError`` on hostile XML.

    Entities (billion laughs), any other document type, nesting beyond ``MAX_DEPTH`` and a feed
    cut off before its end tag are refused before a parser sees them.
    """
    body = _NETSCAPE.sub(b"", require_content(response), count=1)
    markup = _OPAQUE.sub(b"", body)
    found = _DECLARATION.search(markup)
    if found:
        word = found.group(1).decode().upper()
        raise ParseError(f"the feed declares a {word}, which is refused", url=response.url)
    if not _FEED_START.search(markup):
        raise ParseError("the answer is no feed", url=response.url)
    if not _FEED_END.search(body[-4096:]):
        raise ParseError(
            "the feed breaks off before its end",
            hint="Nothing of it is stored; the next run asks again.",
            url=response.url,
        )
    if _depth(markup) > MAX_DEPTH:
        raise ParseError(f"the feed nests deeper than {MAX_DEPTH} levels", url=response.url)
    return body


def _depth(markup: bytes) -> int:
    deepest = depth = 0
    for closing, empty in _TAG.findall(markup):
        if closing:
            depth = max(0, depth - 1)
        elif not empty:
            depth += 1
            deepest = max(deepest, depth)
    return deepest
