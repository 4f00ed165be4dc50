"""What publishers changed or took away after publishing: the list, and one release's history."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from storage import rows
from storage.site.page import Asked, Page, problem
from storage.site.queries import LATER
from storage.site.query import read_page
from storage.site.revisions import Step, steps

if TYPE_CHECKING:
    import sqlite3

PAGE_SIZE: Final = 30


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: ``at`` is UTC text, ``changed`` names fields, none where it was withdrawn."""

    changed: tuple[str, ...]
    at: str
    key: str
    title: str
    publisher: str
    language: str
    published_local: str | None
    published_precision: str | None


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


_CHANGES: Final = f"""\
SELECT v.changed, v.seen_at AS at, r.key, r.title, r.publisher, r.language, r.published_local,
       r.published_precision
  FROM revisions AS v JOIN releases AS r ON r.id = v.release_id
 WHERE v.rowid IN ({LATER}) AND v.cause = 'published'
UNION ALL
SELECT '[]', r.withdrawn_at, r.key, r.title, r.publisher, r.language, r.published_local,
       r.published_precision
  FROM releases AS r WHERE r.withdrawn_at IS NOT NULL
 ORDER BY at DESC, key LIMIT ? OFFSET ?"""  # noqa: S608


def changes(conn: sqlite3.Connection, asked: Asked) -> Page:
    """Return the page of all that was changed after publishing."""
    number = read_page(asked.parameters)
    found = conn.execute(_CHANGES, (PAGE_SIZE + 1, (number - 1) * PAGE_SIZE)).fetchall()
    shown = tuple(_row(*row) for row in found[:PAGE_SIZE])
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


def _row(changed: str, *rest: Any) -> ChangeRow:
    return ChangeRow(tuple(json.loads(changed)), *rest)
