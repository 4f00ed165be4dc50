"""What publishers changed or took away after publishing: the list, and one release's history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage import changes as storage_changes
from storage import rows
from storage.site import queries
from storage.site.page import Asked, Page, problem
from storage.site.query import read_page
from storage.site.revisions import Step, steps

if TYPE_CHECKING:
    import sqlite3

    from storage.changes import Changed

PAGE_SIZE: Final = 30


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change, and the release as it stands today."""

    change: Changed
    release: queries.Listed


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of changes, newest first."""

    rows: tuple[ChangeRow, ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class History:
    """One release's changes, newest first."""

    key: str
    title: str
    language: str
    url: str
    publisher: str
    first_seen_at: str
    withdrawn_at: str | None
    steps: tuple[Step, ...]


def changes(conn: sqlite3.Connection, asked: Asked) -> Page:
    """Return the page of all that was changed after publishing."""
    number = read_page(asked.parameters)
    found = storage_changes.changes(conn, limit=PAGE_SIZE + 1, offset=(number - 1) * PAGE_SIZE)
    releases = queries.listed(conn, [one.key for one in found])
    shown = tuple(ChangeRow(one, releases[one.key]) for one in found[:PAGE_SIZE])
    return Page("changes.html", Changes(shown, number, len(found) > PAGE_SIZE))


def of_release(conn: sqlite3.Connection, asked: Asked) -> Page:
    """Return one release's history; 404 where there is none of that key."""
    kept = rows.find(conn, asked.path["key"])
    if kept is None:
        return problem(404)
    release = kept.release
    return Page(
        "history.html",
        History(
            key=release.key,
            title=release.title,
            language=release.language,
            url=release.url,
            publisher=release.publisher,
            first_seen_at=kept.first_seen_at,
            withdrawn_at=kept.withdrawn_at,
            steps=steps(conn, kept.id, contacts=asked.settings.contacts == "show"),
        ),
    )
