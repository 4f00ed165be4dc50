"""One release, as it stands today, with all that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from storage import documents, rows
from storage.agenda import dates_of
from storage.annexes import pages_with
from storage.search import plan
from storage.site import queries
from storage.site.body import shown
from storage.site.page import Asked, Page, problem
from storage.site.query import read_query

if TYPE_CHECKING:
    import sqlite3

    from markupsafe import Markup

    from storage.agenda import Happening
    from storage.release import Release


_MOST_PAGES: Final = 12


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the archive has the text from: the address asked and when (UTC text)."""

    url: str
    fetched_at: str


@dataclass(frozen=True, slots=True)
class Hanging:
    """A document of the release, and the first pages on which what was searched for stands."""

    document: documents.Document
    found_on: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A release and what stands around it; times are UTC text.

    ``contacts_hidden`` is how many people are named whom the site does not show.
    """

    release: Release
    source_id: str
    source: str
    revision: int
    first_seen_at: str
    changed_at: str | None
    withdrawn_at: str | None
    origin: Origin | None
    contacts_hidden: int
    documents: tuple[Hanging, ...]
    dates: tuple[Happening, ...]
    others: tuple[queries.Listed, ...]
    related: tuple[queries.Listed, ...]

    @property
    def shown_html(self) -> Markup:
        """The body as it may stand in a page."""
        return shown(self.release)


def release(conn: sqlite3.Connection, asked: Asked) -> Page:
    """Return a release's page; 404 where there is none of that key."""
    kept = rows.find(conn, asked.path["key"])
    if kept is None:
        return problem(404)
    hide = asked.settings.contacts == "hide"
    names = queries.source_names(conn)
    return Page(
        "release.html",
        Standing(
            release=_without_people(kept.release) if hide else kept.release,
            source_id=kept.source_id,
            source=names.get(kept.source_id, kept.source_id),
            revision=kept.revision,
            first_seen_at=kept.first_seen_at,
            changed_at=_changed_at(conn, kept.id),
            withdrawn_at=kept.withdrawn_at,
            origin=_origin(conn, kept.id),
            contacts_hidden=len(kept.release.contacts) if hide else 0,
            documents=_documents(conn, kept.id, read_query(asked.parameters).words),
            dates=dates_of(conn, kept.id),
            others=queries.same_story(conn, kept.id),
            related=queries.related(conn, kept.id),
        ),
    )


def _without_people(release: Release) -> Release:
    """Leave out contacts, and links to write or ring, whose addresses are masked away."""
    return replace(release, contacts=(), links=tuple(link for link in release.links if link.url))


def _documents(conn: sqlite3.Connection, release_id: int, words: str) -> tuple[Hanging, ...]:
    hanging = documents.of_release(conn, release_id)
    found = pages_with(conn, release_id, plan(conn, words)) if hanging and words else {}
    return tuple(Hanging(one, tuple(found.get(one.url, ())[:_MOST_PAGES])) for one in hanging)


def _changed_at(conn: sqlite3.Connection, release_id: int) -> str | None:
    """Return when the publisher's newest edit was seen; completing a text is no edit."""
    row = conn.execute(
        "SELECT max(seen_at) FROM revisions"
        " WHERE release_id = ? AND revision > 1 AND cause = 'published'",
        (release_id,),
    ).fetchone()
    return row[0] if row else None


def _origin(conn: sqlite3.Connection, release_id: int) -> Origin | None:
    row = conn.execute(
        "SELECT c.url, c.fetched_at FROM revisions AS r"
        " JOIN captures AS c ON c.id = coalesce(r.capture_id, r.notice_capture_id)"
        " WHERE r.release_id = ? ORDER BY r.revision DESC LIMIT 1",
        (release_id,),
    ).fetchone()
    return Origin(*row) if row else None
