"""What an export knows of a release and of a date in it, and the SQL that reads them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.release import Attachment, Contact

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class ExportedRelease:
    """A release as it stands; the columns of ``releases`` under their own names.

    ``publisher`` is the source's name where the publisher's is not known; ``revised_at`` is when
    the newest revision was first seen. Times are UTC ``YYYY-MM-DDTHH:MM:SSZ`` but
    ``published_local``, which is Oslo wall clock or the day alone.
    """

    key: str
    source_id: str
    publisher: str
    type: str
    language: str
    title: str
    lead: str
    body: str
    body_html: str
    url: str
    published_at: str | None
    published_local: str | None
    published_date: str | None
    published_precision: str | None
    revision: int
    revised_at: str
    first_seen_at: str
    withdrawn_at: str | None
    documents: tuple[Attachment, ...]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """A date in a release's text: the columns of ``dates``, and what a calendar says beside."""

    position: int
    text: str
    starts: str
    ends: str | None
    role: str
    place: str
    key: str
    title: str
    lead: str
    url: str
    type: str
    publisher: str
    revision: int
    revised_at: str
    withdrawn_at: str | None


_PUBLISHER = "coalesce(nullif(releases.publisher, ''), sources.name) AS publisher"
_REVISED_AT = "coalesce(revisions.seen_at, releases.first_seen_at)"
_CHOSEN = (
    "json_each(:ids) AS chosen CROSS JOIN releases ON releases.id = chosen.value"
    " JOIN sources ON sources.id = releases.source_id"
    " LEFT JOIN revisions ON revisions.release_id = releases.id"
    " AND revisions.revision = releases.revision"
)


def _list_of(table: str, columns: str) -> str:
    return (
        f"(SELECT json_group_array(json_array({columns})) FROM (SELECT {columns} FROM {table}"  # noqa: S608
        " WHERE release_id = releases.id ORDER BY position))"
    )


def _releases_sql(*, contacts: bool) -> str:
    persons = _list_of("contacts", "name, title, phone, email") if contacts else "'[]'"
    return (
        f"SELECT releases.key, releases.source_id, {_PUBLISHER}, releases.type, releases.language,"  # noqa: S608
        " releases.title, releases.lead, releases.body, releases.body_html, releases.url,"
        " published_at, releases.published_local, published_date, published_precision,"
        f" releases.revision, {_REVISED_AT}, releases.first_seen_at, withdrawn_at,"
        f" {_list_of('documents', 'url, title')}, {persons} FROM {_CHOSEN} ORDER BY chosen.key"
    )


_RELEASES = {contacts: _releases_sql(contacts=contacts) for contacts in (False, True)}
_AGENDA = (
    "SELECT dates.position, text, starts, ends, role, place, releases.key, releases.title,"  # noqa: S608
    f" releases.lead, releases.url, releases.type, {_PUBLISHER}, releases.revision,"
    f" {_REVISED_AT}, withdrawn_at FROM {_CHOSEN} JOIN dates ON dates.release_id = releases.id"
    " WHERE role IN ('event', 'deadline') ORDER BY chosen.key, starts, dates.id"
)
_NEWEST_CHANGE = f"SELECT max({_REVISED_AT}) FROM {_CHOSEN}"  # noqa: S608


def releases(conn: sqlite3.Connection, ids: str, *, contacts: bool) -> Iterator[ExportedRelease]:
    """Yield the releases of a JSON list of ids, in its order."""
    for row in conn.execute(_RELEASES[contacts], {"ids": ids}):
        documents = tuple(Attachment(*one) for one in json.loads(row[-2]))
        people = tuple(Contact(*one) for one in json.loads(row[-1]))
        fields: tuple[Any, ...] = (*row[:-2], documents, people)
        yield ExportedRelease(*fields)


def agenda(conn: sqlite3.Connection, ids: str) -> Iterator[AgendaEntry]:
    """Yield the events and deadlines of a JSON list of ids of releases, in its order."""
    for row in conn.execute(_AGENDA, {"ids": ids}):
        yield AgendaEntry(*row)


def newest_change(conn: sqlite3.Connection, ids: str) -> str | None:
    """Return the newest ``revised_at`` of a JSON list of ids of releases."""
    found: str | None = conn.execute(_NEWEST_CHANGE, {"ids": ids}).fetchone()[0]
    return found
