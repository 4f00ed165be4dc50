"""The ministry's sample room as regjeringen.no would serve it: feeds, article pages and lists.

The article page and the listing have the structure of the real ones: the facts stand in meta
tags, in the visible line below the heading and in JSON-LD, with navigation, related articles and a
contact block round about that carry dates and names of their own.
"""

from __future__ import annotations

import hashlib
import json
from html import escape
from typing import TYPE_CHECKING, Literal

from pipeline.demo.render import (
    channel,
    element,
    gmt,
    norwegian_day,
    plain,
    template,
    tracked,
    words,
)

if TYPE_CHECKING:
    from pipeline.demo.model import Release, Room

FEED_PATH = "/no/rss/Rss/2581966/"
ENGLISH_FEED_PATH = "/en/rss/Rss/2581966/"
CALENDAR_PATH = "/no/rss/Rss/2612030/"
LISTING_PATH = "/no/aktuelt/nyheter/id2006120/"
TOPIC_PATH = "/no/tema/kommuner-og-regioner/id1238/"
OLD_TOPIC_PATH = "/no/tema/kommuner-og-regioner/regional--og-distriktspolitikk/id1239/"
FILE_PREFIX = "/contentassets/"
FEED_SIZE = 100
PAGE_SIZE = 20

DOCUMENT_TYPES = {
    "Pressemelding": "aktuelt/nyheter",
    "Nyhet": "aktuelt/nyheter",
    "Nyheit": "aktuelt/nyheter",
    "Tale/innlegg": "aktuelt/talerogartikler",
    "Kalender": "aktuelt/kalender",
    "Høring": "dokumenter/høringer",
    "Høyring": "dokumenter/høringer",
    "Brev": "dokumenter/brev",
}
"""The publisher's types and the ``documentType`` under which the feeds sort them."""

META_TYPES = {"Høring": "Horing", "Høyring": "Horing", "Tale/innlegg": "TaleArtikkel"}

Tongue = Literal["no", "en"]


def feed(room: Room, origin: str, document_type: str = "", tongue: Tongue = "no") -> bytes:
    """Return the newest hundred; an unknown ``document_type`` gives an empty feed, not an error."""
    chosen = [
        release
        for release in room.listed()
        if document_type in ("", DOCUMENT_TYPES[release.type])
        and (tongue == "no" or release.english)
    ]
    entries = [_entry(release, origin, tongue) for release in chosen[:FEED_SIZE]]
    return channel("RSS Regjeringen.no", f"{origin}/{tongue}/", entries)


def calendar(room: Room, origin: str) -> bytes:
    """Return the ministry's calendar as a feed."""
    return feed(room, origin, "aktuelt/kalender")


def empty_feed(origin: str) -> bytes:
    """Return a feed without a single item, as the publisher answers a filter it does not know."""
    return channel("RSS Regjeringen.no", f"{origin}/no/", ())


def _entry(release: Release, origin: str, tongue: Tongue) -> str:
    english = release.english if tongue == "en" else None
    title = english.title if english else release.title
    lead = english.lead if english else words(release, release.lead)
    medium = "rss-aktuelt" if release.restyled else "rss"
    fields = [
        element("title", f" {title} " if release.restyled else title),
        element("link", tracked(f"{origin}{path(release, tongue)}", title, medium)),
        element("description", f"<p>{lead}</p>" if release.id % 3 == 0 else lead),
        element("guid", str(release.id)),
        element("pubDate", f"{release.published:%a, %d %b %Y %H:%M:%S %z}"),
    ]
    return "<item>" + "".join(reversed(fields) if release.restyled else fields) + "</item>"


def path(release: Release, tongue: Tongue = "no") -> str:
    """Return the release's address on the site, without a host."""
    section = "dokumenter" if release.type in ("Høring", "Høyring", "Brev") else "aktuelt"
    slug = release.english.slug if tongue == "en" and release.english else release.slug
    return f"/{tongue}/{section}/{slug}/id{release.id}/"


def article(room: Room, release: Release, origin: str, tongue: Tongue = "no") -> bytes:
    """Return the release's page in Norwegian or English."""
    english = release.english if tongue == "en" else None
    language = "en" if english else release.language
    title = english.title if english else release.title
    lead = english.lead if english else words(release, release.lead)
    return template(
        "article.html",
        lang=language,
        locale={"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}[language],
        title=escape(title),
        description=escape(plain(lead)),
        creator=escape(release.publisher),
        subjects=_subjects(release),
        day_iso=f"{release.published:%Y-%m-%d}",
        meta_type=META_TYPES.get(release.type, release.type),
        path=path(release, tongue),
        origin=origin,
        owner=str(room.id),
        modified=gmt(release.modified),
        alternates=_alternates(release, origin),
        json_ld=_json_ld(release, title, plain(lead), f"{origin}{path(release, tongue)}", language),
        info=_info(room, release, tongue),
        lead=lead,
        body=_body(release, english.body if english else words(release, release.body)),
        contacts=_contacts(release),
    ).encode()


def _subjects(release: Release) -> str:
    topics = release.topics[::-1] if release.restyled else release.topics
    return "\n".join(f'<meta name="DC.Subject" content="{escape(topic)}">' for topic in topics)


def _alternates(release: Release, origin: str) -> str:
    tongues: list[tuple[str, Tongue]] = [(release.language, "no")]
    if release.english:
        tongues.append(("en", "en"))
    return "\n".join(
        f'<link rel="alternate" hreflang="{code}" href="{origin}{path(release, tongue)}">'
        for code, tongue in tongues
    )


def _json_ld(release: Release, title: str, lead: str, url: str, language: str) -> str:
    origin = url[: url.index("/", 8)]
    crumbs = [("Forsiden", f"{origin}/no/id4/"), ("Aktuelt", f"{origin}{LISTING_PATH}")]
    data = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": f"{origin}/id{release.id}/#webpage",
        "isPartOf": f"{origin}/#website",
        "name": title,
        "description": lead,
        "url": url,
        "inLanguage": language,
        "breadcrumb": {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": name, "item": item}
                for position, (name, item) in enumerate([*crumbs, (title, url)], start=1)
            ],
        },
    }
    return json.dumps(data).replace("<", "\\u003C")


def _info(room: Room, release: Release, tongue: Tongue) -> str:
    kind = {"Pressemelding": "Press release", "Tale/innlegg": "Speech/statement"}
    shown = kind.get(release.type, "News") if tongue == "en" else release.type
    lines = [f'<span class="type">\n                {shown}\n|            </span>']
    if release.number:
        lines.append(f"            Nr: {release.number}\n|")
    label = "Date" if tongue == "en" else "Dato"
    day = norwegian_day(release.published).replace(".", "/" if tongue == "en" else ".")
    lines.append(f'            <span class="date">{label}: {day}</span>')
    lines.append(
        f'    <span class="owner">\n        | <a href="/no/dep/kdd/id{room.id}/">'
        f"{escape(release.publisher)}</a>\n    </span>"
    )
    return "\n\n".join(lines)


def _body(release: Release, html: str) -> str:
    parts = [html]
    if release.deadline:
        nn = release.language == "nn"
        limit = f"<p><strong>{'Høyringsfrist' if nn else 'Høringsfrist'}:</strong> "
        status = f"<p><strong>Status:</strong> {'På høyring' if nn else 'På høring'}</p>"
        meta = f"{status}\n        {limit}{release.deadline:%d.%m.%Y}</p>"
        parts.insert(0, f'<div class="horing-meta content-row">\n        {meta}\n</div>')
    parts += [
        f'<p><a title="{escape(d.file)}" href="{file_path(release, d.file)}">'
        f"{escape(d.text)}</a> (pdf)</p>"
        for d in release.documents
    ]
    parts += [f'<p><a href="{escape(x.url)}">{escape(x.text)}</a></p>' for x in release.links]
    parts[1:1] = [
        f'<figure><img src="{file_path(release, i.file)}" alt="{escape(i.text)}">'
        f"<figcaption>{escape(i.text)}</figcaption></figure>"
        for i in release.images
    ]
    return "\n".join(parts)


def file_path(release: Release, file: str) -> str:
    """Return where a document or an image of the release lies."""
    folder = hashlib.md5(str(release.id).encode(), usedforsecurity=False).hexdigest()
    return f"{FILE_PREFIX}{folder}/{file}"


def _contacts(release: Release) -> str:
    return "\n".join(
        f'<p class="contact-info">{escape(p.name)}, {escape(p.title)}<br>\n'
        f'<span class="email-wrapper">E-post: <a href="mailto:{p.email}">{p.email}</a></span><br>\n'
        f"<span>Telefon:</span>\n{p.phone}        <br></p>"
        for p in release.contacts
    )


def listing(room: Room, page: int = 1) -> bytes:
    """Return a page of the ministry's list of news, counted from 1, for reaching further back."""
    news = [r for r in room.listed() if DOCUMENT_TYPES[r.type] == "aktuelt/nyheter"]
    last = max(1, -(-len(news) // PAGE_SIZE))
    chosen = news[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return template(
        "listing.html",
        count=f"Viser {(page - 1) * PAGE_SIZE + 1}-{(page - 1) * PAGE_SIZE + len(chosen)}"
        f" av {len(news)} treff.",
        rel_next=f'<link rel="next" href="{LISTING_PATH}?page={page + 1}">' if page < last else "",
        rows="\n".join(_row(release) for release in chosen),
        pagination=_pagination(page, last),
    ).encode()


def _row(release: Release) -> str:
    return template(
        "listing_row.html",
        path=path(release),
        title=escape(release.title),
        day=norwegian_day(release.published),
        type=escape(release.type),
        department=escape(release.publisher),
        lead=release.lead,
    )


def _pagination(page: int, last: int) -> str:
    steps = [f'<li class="current_0"><span>Side {page} av {last}</span></li>']
    if page > 1:
        steps.insert(0, f'<li class="prev"><a href="?page={page - 1}"></a></li>')
    if page < last:
        steps.append(
            f'<li class="next"><a href="?page={page + 1}" aria-label="Gå til neste side"></a></li>'
        )
    return "\n".join(steps)


def topic(room: Room, *, old_style: bool = False) -> bytes:
    """Return a topic page: "Aktuelt nå" with a date before the lead (old) or alone on a line."""
    entries = "\n".join(
        _topic_entry(release, old_style=old_style)
        for release in room.listed()[:8]
        if DOCUMENT_TYPES[release.type] == "aktuelt/nyheter"
    )
    return template("topic.html", entries=entries).encode()


def _topic_entry(release: Release, *, old_style: bool) -> str:
    day = norwegian_day(release.published)
    lines = f"<p>{day}: {release.lead}</p>" if old_style else f"<p>{day}</p>"
    title = f'<h3 class="title"><a href="{path(release)}">{escape(release.title)}</a></h3>'
    return f'<li class="listItem">{title}\n{lines}</li>'
