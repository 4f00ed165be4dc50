"""The three JSON records that NTB's software writes of one release, each as an ``Item``.

Field names as in JSON v2's documentation, a capture of ``/public-website-api/pressroom/…`` and
clients of ``/public-website-api/release/{id}``. Anything may be null. A record without a number
or a title raises ``KeyError`` or ``ValueError`` and is put aside by the caller.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from sources.item import Contact, DateText, Item, Link, Version
from sources.urls import absolute, clean

Record = dict[str, Any]

_PATH_WORD: Final = {
    "via.ritzau.dk": "pressemeddelelse",
    "via.tt.se": "pressmeddelande",
    "sttinfo.fi": "tiedote",
}
"""What the sister sites call a release in its address; NTB's own word elsewhere."""


def json_v2(record: Record, base: str) -> Item:
    """Read one of ``releases[]`` of ``/json/v2/releases``: the whole text, in one language."""
    versions = tuple(
        Version(
            language=_text(v, "language"),
            url=_release_url(v, record, base),
            # A title without a text is no translation yet: the record is asked for the rest.
            title=_text(v, "title") if _text(v, "body") else "",
        )
        for v in _records(record, "versions")
        if _text(v, "language") not in ("", _text(record, "language"))
    )
    return Item(
        platform="ntb",
        native_id=_number(record),
        url=_release_url(record, record, base),
        origin="list",
        title=_title(record),
        lead=_text(record, "leadtext") or _text(record, "leadTextOrBodyStrip"),
        body=_text(record, "body"),
        complete=True,
        dates=_dates(_text(record, "published")),
        type=_text(record, "type"),
        language=_text(record, "language"),
        publisher=_text(record.get("publisher") or {}, "name"),
        contacts=_contacts((record.get("contacts") or {}).get("persons")),
        documents=_links(record, "documents", base),
        links=_links(record, "links", base),
        images=_images(record, base),
        versions=versions,
    )


def public_list(record: Record, base: str) -> Item:
    """Read one of ``releases[]`` of the public list: title, description and time, no text."""
    return _by_language(record, base, complete=False)


def detail(record: Record, base: str) -> Item:
    """Read ``/public-website-api/release/{id}``: the whole text in every language."""
    return _by_language(record, base, complete=True)


def _by_language(record: Record, base: str, *, complete: bool) -> Item:
    texts = {k: v for k, v in record["versions"].items() if isinstance(v, dict)}
    main = next((code for code in ("no", "nb", "nn") if code in texts), next(iter(texts), ""))
    if not main:
        raise ValueError("no language version in the record")
    text = texts[main]
    others = tuple(
        Version(
            language=code,
            url=_release_url(other, record, base),
            title=_text(other, "title") if complete else "",
            lead=_lead(other),
            body=_body(other),
        )
        for code, other in texts.items()
        if code != main
    )
    return Item(
        platform="ntb",
        native_id=_number(record),
        url=_release_url(text, record, base),
        origin="page" if complete else "list",
        title=_title(text),
        lead=_lead(text),
        body=_body(text),
        complete=complete,
        dates=_dates(_text(record, "date")),
        type=_text(text, "type"),
        language=main,
        publisher=_text(record.get("publisher") or {}, "name"),
        contacts=_contacts((text.get("contacts") or {}).get("cards")),
        documents=_links(text, "documents", base),
        links=_links(text, "links", base),
        images=_images(text, base),
        versions=others,
    )


def _number(record: Record) -> str:
    number = str(record["id"])
    if not number.isdecimal():
        raise ValueError(f"“{number}” is no release number")
    return number


def _title(record: Record) -> str:
    title = _text(record, "title")
    if not title.strip():
        raise ValueError("the release has no title")
    return title


def _lead(text: Record) -> str:
    return _text(text, "leadtext") or _text(text, "metadescription")


def _body(text: Record) -> str:
    """Return the HTML of a ``body`` that is a string or ``{"complete": …}``."""
    body = text.get("body")
    return _text(body, "complete") if isinstance(body, dict) else _text(text, "body")


def _dates(text: str) -> tuple[DateText, ...]:
    return (DateText(text, "feed"),) if text else ()


def _contacts(persons: object) -> tuple[Contact, ...]:
    return tuple(
        Contact(*(_text(p, field) for field in ("name", "title", "phone", "email")))
        for p in (persons if isinstance(persons, list) else [])
        if isinstance(p, dict)
    )


def _links(record: Record, field: str, base: str) -> tuple[Link, ...]:
    """Read documents (``caption``), links (``description``) or images (``normal``)."""
    found = (
        Link(
            absolute(_first(r, "url", "downloadPath", "downloadUrl", "normal", "path"), base),
            _first(r, "caption", "description", "title", "name", "text"),
        )
        for r in _records(record, field)
    )
    return tuple(link for link in found if link.url)


def _images(record: Record, base: str) -> tuple[Link, ...]:
    """Read the main image, under whichever of its names, and the others, each address once."""
    single = [m for m in (record.get(f) for f in ("mainImage", "leadimage", "image")) if m]
    found = _links({"images": [*single, *_records(record, "images")]}, "images", base)
    return tuple({link.url: link for link in reversed(found)}.values())[::-1]


def _release_url(text: Record, record: Record, base: str) -> str:
    """Return the address people read; the website's own record says ``/release/`` for it."""
    url = clean(_text(text, "url") or f"/release/{record['id']}", base)
    parts = urlsplit(url)
    if not parts.path.startswith("/release/"):
        return url
    word = _PATH_WORD.get((parts.hostname or "").removeprefix("www."), "pressemelding")
    return parts._replace(path=parts.path.replace("release", word, 1)).geturl()


def _records(record: Record, field: str) -> list[Record]:
    found = record.get(field)
    return [r for r in found if isinstance(r, dict)] if isinstance(found, list) else []


def _first(record: Record, *fields: str) -> str:
    return next((t for t in (_text(record, f) for f in fields) if t), "")


def _text(record: Record, field: str) -> str:
    value = record.get(field)
    return "" if value is None else str(value)
