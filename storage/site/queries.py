"""What the pages ask the archive, one question a function. All read; rows come back typed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Listed:
    """A release in a list; fields as in ``releases``."""

    key: str
    title: str
    lead: str
    published_local: str | None
    published_precision: str | None
    source_id: str
    publisher: str
    type: str
    language: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and what the archive has of it; ``days`` are the first and last of publishing."""

    edited: int
    id: str
    name: str
    kind: str
    url: str
    first_seen_at: str
    releases: int
    first_day: str | None
    last_day: str | None
    quarantined: int


_LISTED: Final = (
    "releases.key, releases.title, substr(releases.lead, 1, 300), releases.published_local,"
    " releases.published_precision, releases.source_id, releases.publisher, releases.type,"
    " releases.language"
)


def newest(conn: sqlite3.Connection, most: int) -> tuple[Listed, ...]:
    """Return the newest releases."""
    rows = conn.execute(
        f"SELECT {_LISTED} FROM releases"  # noqa: S608
        " ORDER BY published_date DESC, published_local DESC, id DESC LIMIT ?",
        (most,),
    )
    return tuple(Listed(*row) for row in rows)


def listed(conn: sqlite3.Connection, keys: list[str]) -> dict[str, Listed]:
    """Return some releases by their keys."""
    rows = conn.execute(
        f"SELECT {_LISTED} FROM releases WHERE key IN (SELECT value FROM json_each(?))",  # noqa: S608
        (json.dumps(keys),),
    )
    return {row[0]: Listed(*row) for row in rows}


def same_story(conn: sqlite3.Connection, release_id: int) -> tuple[Listed, ...]:
    """Return the other releases that tell the same news, first told first."""
    rows = conn.execute(
        f"SELECT {_LISTED} FROM releases"  # noqa: S608
        " WHERE story_id = (SELECT story_id FROM releases WHERE id = ?1) AND id <> ?1"
        " ORDER BY published_date, published_local, id",
        (release_id,),
    )
    return tuple(Listed(*row) for row in rows)


def related(conn: sqlite3.Connection, release_id: int) -> tuple[Listed, ...]:
    """Return the releases that this one answers or that answer it, first told first."""
    rows = conn.execute(
        f"SELECT {_LISTED} FROM releases"  # noqa: S608
        " WHERE id IN (SELECT iif(release_id = ?1, other_release_id, release_id) FROM story_links"
        "  WHERE ?1 IN (release_id, other_release_id) AND kind = 'related' AND cut_at IS NULL)"
        " ORDER BY published_date, published_local, id",
        (release_id,),
    )
    return tuple(Listed(*row) for row in rows)


def source_names(conn: sqlite3.Connection) -> dict[str, str]:
    """Return what each source that the archive has met is called."""
    return dict(tuple(row) for row in conn.execute("SELECT id, name FROM sources ORDER BY id"))


def source_rows(conn: sqlite3.Connection) -> dict[str, SourceRow]:
    """Return every source with its counts."""
    # From indexes alone: the rows hold the texts, and reading them all takes a second.
    edited = dict(
        tuple(row)
        for row in conn.execute(
            "SELECT source_id, count(*) FROM releases WHERE id IN (SELECT release_id"
            " FROM revisions WHERE rowid IN (SELECT rowid FROM revisions WHERE revision > 1)"
            " AND cause = 'published')"
            " GROUP BY source_id"
        )
    )
    rows = conn.execute(
        "SELECT s.id, s.name, s.kind, s.url, s.first_seen_at,"
        " (SELECT count(*) FROM releases WHERE source_id = s.id),"
        " (SELECT min(published_date) FROM releases WHERE source_id = s.id),"
        " (SELECT max(published_date) FROM releases WHERE source_id = s.id),"
        " (SELECT count(*) FROM quarantine WHERE source_id = s.id AND resolved_at IS NULL)"
        " FROM sources AS s"
    )
    return {row[0]: SourceRow(edited.get(row[0], 0), *row) for row in rows}


def months(conn: sqlite3.Connection, source_id: str) -> dict[str, int]:
    """Return how many releases a source published each month, in order; unknown dates left out."""
    rows = conn.execute(
        "SELECT substr(published_date, 1, 7), count(*) FROM releases"
        " WHERE source_id = ? AND published_date IS NOT NULL GROUP BY 1 ORDER BY 1",
        (source_id,),
    )
    return dict(tuple(row) for row in rows)


def release_count(conn: sqlite3.Connection) -> int:
    """Return how many releases there are."""
    return int(conn.execute("SELECT count(*) FROM releases").fetchone()[0])
