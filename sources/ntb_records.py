"""The three JSON records that NTB's software writes of one release, each as an ``Item``.

Field names as in JSON v2's documentation, a capture of ``/public-website-api/pressroom/…`` and
clients of ``/public-website-api/release/{id}``. Anything may be null. A record without a number
or a title raises ``KeyError`` or ``ValueError`` and is put aside by the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from sources.item import Contact, DateText, Item, Link, Version
from sources.records import records, text
from sources.urls import absolute, clean

if TYPE_CHECKING:
    from sources.records import Record

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
            language=text(v, "language"),
            url=_release_url(v, record, base),
            # A title without a text is no translation yet: the record is asked for the rest.
            title=text(v, "title") if text(v, "body") else "",
        )
        for v in records(record, "versions")
        if text(v, "language") not in ("", text(record, "language"))
    )
    return Item(
        platform="ntb",
        native_id=_number(record),
        url=_release_url(record, record, base),
        origin="list",
        title=_title(record),
        lead=text(record, "leadtext") or text(record, "leadTextOrBodyStrip"),
        body=text(record, "body"),
        complete=True,
        dates=_dates(text(record, "published")),
        type=text(record, "type"),
        language=text(record, "language"),
        publisher=text(record.get("publisher") or {}, "name"),
        contacts=_contacts(record, "persons"),
        documents=_links(record, "documents", base),
        links=_linked(record, base),
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
    told = texts[main]
    others = tuple(
        Version(
            language=code,
            url=_release_url(other, record, base),
            title=text(other, "title") if complete else "",
            lead=_lead(other),
            body=_body(other),
        )
        for code, other in texts.items()
        if code != main
    )
    return Item(
        platform="ntb",
        native_id=_number(record),
        url=_release_url(told, record, base),
        origin="page" if complete else "list",
        title=_title(told),
        lead=_lead(told),
        body=_body(told),
        complete=complete,
        dates=_dates(text(record, "date")),
        type=text(told, "type"),
        language=main,
        publisher=text(record.get("publisher") or {}, "name"),
        contacts=_contacts(told, "cards"),
        documents=_links(told, "documents", base),
        links=_linked(told, base),
        images=_images(told, base),
        versions=others,
    )


def _number(record: Record) -> str:
    number = str(record["id"])
    if not (number.isascii() and number.isdecimal()):
        raise ValueError(f"“{number}” is no release number")
    return number


def _title(record: Record) -> str:
    title = text(record, "title")
    if not title.strip():
        raise ValueError("the release has no title")
    return title


def _lead(told: Record) -> str:
    return text(told, "leadtext") or text(told, "metadescription")


def _body(told: Record) -> str:
    """Return the HTML of a ``body`` that is a string or ``{"complete": …}``."""
    body = told.get("body")
    return text(body, "complete") if isinstance(body, dict) else text(told, "body")


def _dates(written: str) -> tuple[DateText, ...]:
    return (DateText(written, "feed"),) if written else ()


def _contacts(told: Record, field: str) -> tuple[Contact, ...]:
    """Read the persons to call, and last the words beside them ("Pressevakt: …")."""
    contacts = told.get("contacts") or {}
    persons = (
        Contact(*(text(p, name) for name in ("name", "title", "phone", "email")))
        for p in records(contacts, field)
    )
    beside = text(contacts, "text")
    return (*persons, *([Contact(beside)] if beside.strip() else []))


def _links(record: Record, field: str, base: str) -> tuple[Link, ...]:
    """Read documents (``caption``), links (``description``) or images (``normal``)."""
    found = (
        Link(
            absolute(_first(r, "url", "downloadPath", "downloadUrl", "normal", "path"), base),
            _first(r, "caption", "description", "title", "name", "text"),
        )
        for r in records(record, field)
    )
    return tuple(link for link in found if link.url)


def _linked(record: Record, base: str) -> tuple[Link, ...]:
    """Read the links, and the film, which is but an address as well."""
    film = record.get("video")
    shown = {"links": [*records(record, "links"), *([film] if film else [])]}
    return _links(shown, "links", base)


def _images(record: Record, base: str) -> tuple[Link, ...]:
    """Read the main image, under whichever of its names, and the others, each address once."""
    single = [m for m in (record.get(f) for f in ("mainImage", "leadimage", "image")) if m]
    found = _links({"images": [*single, *records(record, "images")]}, "images", base)
    return tuple({link.url: link for link in reversed(found)}.values())[::-1]


def _release_url(told: Record, record: Record, base: str) -> str:
    """Return the address people read; the website's own record says ``/release/`` for it."""
    url = clean(text(told, "url") or f"/release/{record['id']}", base)
    parts = urlsplit(url)
    if not parts.path.startswith("/release/"):
        return url
    word = _PATH_WORD.get((parts.hostname or "").removeprefix("www."), "pressemelding")
    return parts._replace(path=parts.path.replace("release", word, 1)).geturl()


def _first(record: Record, *fields: str) -> str:
    return next((t for t in (text(record, f) for f in fields) if t), "")
