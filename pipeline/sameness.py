"""What two states of a release are compared by: words and addresses without their dress; pure.

What markup alone can change is taken out: white space, also before a punctuation mark that lost
its tag, the marks of lists and quotations, hyphens that do not break, how an address is spelt, the
size in which an image is asked for, the grouping of a telephone number.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_UNBROKEN: Final = "\u2011"
_MARK: Final = re.compile(r"^(?:> )*(?:- )?", re.MULTILINE)
_LOOSE: Final = re.compile(r" (?=[.,;:!?)\]”»](?:\s|$))")
_SIZES: Final = frozenset("w h width height size maxwidth maxheight quality format crop".split())


def words(text: str) -> str:
    """Return a text's words and punctuation on one line, as they are compared."""
    return _LOOSE.sub("", " ".join(_MARK.sub("", text.replace(_UNBROKEN, "-")).split()))


def address(url: str) -> str:
    """Return an address as it is compared: unescaped, its parameters in order."""
    parts = urlsplit(url)
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return parts._replace(path=unquote(parts.path), query=query).geturl()


def image(url: str) -> str:
    """Return an image's address as it is compared: whatever the size it is asked for in."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name.casefold() not in _SIZES]
    return address(parts._replace(query=urlencode(kept)).geturl())


def phone(number: str) -> str:
    """Return a telephone number as it is compared: its signs without the spaces between them."""
    return "".join(number.split())
