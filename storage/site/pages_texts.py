"""The pages that are mostly words: about the archive, and help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.site.page import Asked, Page
from storage.site.visits import known_sources

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class About:
    """What is in the archive: counts, the days it reaches over, and since when it is kept."""

    sources: tuple[str, ...]
    releases: int
    revisions: int
    first_day: str | None
    last_day: str | None
    since: str | None


@dataclass(frozen=True, slots=True)
class Help:
    """The help page; ``subscriptions`` says whether there is anything to subscribe to."""

    subscriptions: tuple[str, ...]
    downloads: tuple[str, ...]


def about(conn: sqlite3.Connection, asked: Asked) -> Page:
    """Return the page about the archive."""
    row: tuple[Any, ...] = conn.execute(
        "SELECT (SELECT count(*) FROM releases), (SELECT count(*) FROM revisions),"
        " (SELECT min(published_date) FROM releases), (SELECT max(published_date) FROM releases),"
        " (SELECT min(first_seen_at) FROM sources)"
    ).fetchone()
    names = tuple(source.name for source in known_sources(conn, asked))
    return Page("about.html", About(names, *row))


def help_page(_: sqlite3.Connection, asked: Asked) -> Page:
    """Return the help page, which tells only of what this site has."""
    exports = asked.settings.exports
    return Page(
        "help.html",
        Help(
            subscriptions=tuple(e.id for e in exports if e.use == "subscribe"),
            downloads=tuple(e.id for e in exports if e.use == "download"),
        ),
    )
