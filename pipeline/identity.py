"""Which release is this, and has it changed? Pure decisions over texts and addresses.

A release is known by its platform and the platform's own number, in whatever address it stands:
titles, slugs, query strings, hosts and paths all change, and different releases share a title.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from sources.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sources.item import Item

_NTB_HOSTS: Final = re.compile(
    r"^(?:kommunikasjon\.ntb\.no|(?:www\.)?ntbinfo\.no|via\.ritzau\.dk|via\.tt\.se"
    r"|(?:www\.)?sttinfo\.fi)$"
)
_REGJERINGEN_HOSTS: Final = re.compile(
    r"^(?:[\w-]+\.)*(?:regjeringen\.no|dxcloud\.episerver\.net)$"
)
_NTB_WORD: Final = "pressemelding|pressemeddelelse|pressmeddelande|tiedote|release"
_NTB_PATH: Final = re.compile(rf"^/(?:{_NTB_WORD})/([0-9]+)(?:/|$)")
_NTB_OLD_PATH: Final = re.compile(rf"^/(?:{_NTB_WORD})/")
_PAGE_ID: Final = re.compile(r"/id([0-9]+)(?:/|$)")
_NUMBER: Final = re.compile(r"[0-9]+")
_PART: Final = re.compile(r"[\w.-]+")
_SAME_SITE: Final = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_GLOBAL_ID: Final = re.compile(r"^(?:https?:|tag:|urn:)", re.IGNORECASE)


def key_of(url: str, base: str | None = None) -> str | None:
    """Return the key of the release that ``url`` leads to, ``None`` where it leads to none.

    Args:
        url: any of the forms that the platforms have used since before 2014.
        base: resolves a relative address; its host is trusted to be the platform's own, so that
            a mirror or a test server is read like the original.

    Returns:
        ``ntb-18307640``, ``regjeringen-3021272``; with ``-ch-2`` for a chapter and ``-uid-…`` for
        one answer to a hearing, which are pages of their own under the same number.
    """
    parts = urlsplit(absolute(url, base or ""))
    host = parts.hostname or ""
    trusted = base is not None and host == urlsplit(absolute(base)).hostname
    query = dict(parse_qsl(parts.query))
    if trusted or _NTB_HOSTS.match(host):
        number = _ntb_number(parts.path, query)
        if number:
            return f"ntb-{number}"
    if trusted or _REGJERINGEN_HOSTS.match(host):
        return _regjeringen_key(parts.path, query)
    return None


def _ntb_number(path: str, query: Mapping[str, str]) -> str | None:
    # The parameter first: an old slug may begin with digits ("/pressemelding/1-av-2-…").
    named = query.get("releaseId", "")
    if _NUMBER.fullmatch(named) and _NTB_OLD_PATH.match(path):
        return named
    found = _NTB_PATH.match(path)
    return found.group(1) if found else None


def _regjeringen_key(path: str, query: Mapping[str, str]) -> str | None:
    found = _PAGE_ID.search(path)
    old = query.get("id", "") if path.endswith((".html", ".htm")) else ""
    number = found.group(1) if found else old if _NUMBER.fullmatch(old) else ""
    named = {name: query[name] for name in ("ch", "uid") if query.get(name)}
    if not number or not all(map(_PART.fullmatch, named.values())):
        return None
    return f"regjeringen-{number}{''.join(f'-{name}-{part}' for name, part in named.items())}"


def key_for(item: Item) -> str | None:
    """Return the key of an item by its own number or its address, ``None`` where it has neither.

    A generic feed's identifier is hashed; one that is not unique in the world (no address, no
    ``tag:``, no ``urn:``) counts together with the host it stands on. An address is the same with
    and without ``www.``, over http and https: sites move, and their feeds do not begin anew.
    """
    if item.platform == "feed":
        return _feed_key(item) if item.native_id else None
    if item.native_id:
        return f"{item.platform}-{item.native_id}"
    key = key_of(item.url, base=item.url)
    return key if key is not None and key.startswith(f"{item.platform}-") else None


def _feed_key(item: Item) -> str:
    host = urlsplit(item.url).netloc.removeprefix("www.")
    scope = "" if _GLOBAL_ID.match(item.native_id) else host
    identifier = _SAME_SITE.sub("//", item.native_id)
    digest = hashlib.sha256(f"{scope}\n{identifier}".encode(errors="replace")).hexdigest()
    return f"feed-{digest[:16]}"


def native_id(key: str) -> str:
    """Return the platform's own identifier in a key: ``18307640`` of ``ntb-18307640``.

    It may have hyphens of its own: ``2925606-ch-2`` of a chapter at regjeringen.no.
    """
    return key.partition("-")[2]


def slug_of(url: str) -> str:
    """Return the words in a release's address, which change with its title: ``bygdevekst…``."""
    segments = [s for s in urlsplit(url).path.split("/") if s and not _is_number(s)]
    words = [s for s in segments[1:] if not re.fullmatch(_NTB_WORD, s)]
    return words[-1] if words else ""


def _is_number(segment: str) -> bool:
    return segment.removeprefix("id").isdecimal()
