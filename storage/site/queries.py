"""What the pages ask the archive, one question a function. All read; rows come back typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
class Happening:
    """A date in a release's text: what happens when; fields as in ``dates``."""

    key: str
    title: str
    publisher: str
    language: str
    text: str
    starts: str
    ends: str | None
    precision: str
    role: str
    place: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and what the archive has of it; ``days`` are the first and last of publishing."""

    id: str
    name: str
    kind: str
    url: str
    first_seen_at: str
    releases: int
    edited: int
    first_day: str | None
    last_day: str | None
    quarantined: int


_LISTED = (
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


_HAPPENING = (
    "SELECT releases.key, releases.title, releases.publisher, releases.language, dates.text,"
    " dates.starts, dates.ends, dates.precision, dates.role, dates.place"
    " FROM dates JOIN releases ON releases.id = dates.release_id"
    " WHERE dates.role IN ('event', 'deadline') AND releases.withdrawn_at IS NULL"
)


def coming(conn: sqlite3.Connection, today: str, most: int, skip: int = 0) -> tuple[Happening, ...]:
    """Return what happens from a day on, soonest first; what lasts is shown until it is over."""
    rows = conn.execute(
        f"{_HAPPENING} AND substr(coalesce(ends, starts), 1, 10) >= ?"
        " ORDER BY starts, dates.id LIMIT ? OFFSET ?",
        (today, most, skip),
    )
    return tuple(Happening(*row) for row in rows)


def past(conn: sqlite3.Connection, today: str, most: int, skip: int = 0) -> tuple[Happening, ...]:
    """Return what happened before a day, latest first."""
    rows = conn.execute(
        f"{_HAPPENING} AND substr(coalesce(ends, starts), 1, 10) < ?"
        " ORDER BY starts DESC, dates.id DESC LIMIT ? OFFSET ?",
        (today, most, skip),
    )
    return tuple(Happening(*row) for row in rows)


def dates_of(conn: sqlite3.Connection, release_id: int) -> tuple[Happening, ...]:
    """Return the events and deadlines in one release."""
    rows = conn.execute(
        f"{_HAPPENING.replace(' AND releases.withdrawn_at IS NULL', '')}"
        " AND releases.id = ? ORDER BY dates.starts, dates.id",
        (release_id,),
    )
    return tuple(Happening(*row) for row in rows)


def has_agenda(conn: sqlite3.Connection) -> bool:
    """Tell whether any release has an event or a deadline."""
    row = conn.execute("SELECT 1 FROM dates WHERE role IN ('event', 'deadline') LIMIT 1").fetchone()
    return row is not None


def source_names(conn: sqlite3.Connection) -> dict[str, str]:
    """Return what each source that the archive has met is called."""
    return dict(tuple(row) for row in conn.execute("SELECT id, name FROM sources ORDER BY id"))


def source_rows(conn: sqlite3.Connection) -> dict[str, SourceRow]:
    """Return every source with its counts."""
    rows = conn.execute(
        "SELECT s.id, s.name, s.kind, s.url, s.first_seen_at, count(r.id),"
        " coalesce(sum(r.revision > 1), 0), min(r.published_date), max(r.published_date),"
        " (SELECT count(*) FROM quarantine WHERE source_id = s.id AND resolved_at IS NULL)"
        " FROM sources AS s LEFT JOIN releases AS r ON r.source_id = s.id GROUP BY s.id"
    )
    return {row[0]: SourceRow(*row) for row in rows}


def months(conn: sqlite3.Connection, source_id: str) -> dict[str, int]:
    """Return how many releases a source published each month, in order; unknown dates left out."""
    rows = conn.execute(
        "SELECT published_month, count(*) FROM releases"
        " WHERE source_id = ? AND published_month IS NOT NULL GROUP BY 1 ORDER BY 1",
        (source_id,),
    )
    return dict(tuple(row) for row in rows)


def release_count(conn: sqlite3.Connection) -> int:
    """Return how many releases there are."""
    return int(conn.execute("SELECT count(*) FROM releases").fetchone()[0])
