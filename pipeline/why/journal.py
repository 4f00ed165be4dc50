"""The fields that no publisher wrote: what our own looking and reckoning found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage.stories import story_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from storage.release import Kept


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: what it gives, the record of it, the rule, and what noted it."""

    gives: str
    written: str
    rule: str
    by: str


def told(db: sqlite3.Connection, kept: Kept, field: str) -> tuple[str, list[Found]]:
    """Return what a field of ``FIELDS`` says, and the findings behind it."""
    return _RULES[field](db, kept)


def _source(db: sqlite3.Connection, kept: Kept) -> tuple[str, list[Found]]:
    rows = db.execute(
        "SELECT source_id, seen_in, first_seen_at FROM sightings WHERE release_id = ?"
        " ORDER BY first_seen_at, id",
        (kept.id,),
    )
    rule = "source: whose feed or list named it first; others that name it are sightings"
    found = [Found(source, f"named in {where}", rule, at) for source, where, at in rows]
    return kept.source_id, found


def _first_seen(db: sqlite3.Connection, kept: Kept) -> tuple[str, list[Found]]:
    rows = db.execute(
        "SELECT c.id, c.url, c.fetched_at FROM revisions AS v"
        " JOIN captures AS c ON c.id IN (v.capture_id, v.notice_capture_id)"
        " WHERE v.release_id = ? AND v.revision = 1",
        (kept.id,),
    )
    rule = "first_seen_at: when the answer that first told of it was fetched"
    found = [Found(at, f"capture {n}, {url}", rule, "the run's clock") for n, url, at in rows]
    return kept.first_seen_at, found


def _text_status(db: sqlite3.Connection, kept: Kept) -> tuple[str, list[Found]]:
    rule = (
        "text_status: full where a page or record had the whole text; refused where the publisher"
        " would not give it; else feed"
    )
    rows = db.execute(
        "SELECT fetched_at, outcome, coalesce(status, ''), coalesce(error, '') FROM fetches"
        " WHERE url = ? ORDER BY id DESC LIMIT 5",
        (kept.release.url,),
    )
    found = [
        Found(outcome, f"{status} {error}".strip(), rule, at) for at, outcome, status, error in rows
    ]
    return kept.release.text_status, found or [Found(kept.release.text_status, "", rule, "run")]


def _withdrawn(db: sqlite3.Connection, kept: Kept) -> tuple[str, list[Found]]:
    rule = "withdrawn_at: 404 or 410 at two looks a day or more apart; the text is kept"
    periods = db.execute(
        "SELECT withdrawn_at, returned_at FROM withdrawals WHERE release_id = ? ORDER BY id",
        (kept.id,),
    )
    found = [
        Found(f"withdrawn {gone}", f"there again {back}" if back else "gone since", rule, "run")
        for gone, back in periods
    ]
    looks = db.execute(
        "SELECT fetched_at, status, url FROM (SELECT fetched_at, status, url FROM fetches"
        " UNION ALL SELECT fetched_at, status, url FROM imports)"
        " WHERE url = ? AND status IN (404, 410) ORDER BY fetched_at",
        (kept.release.url,),
    )
    found += [Found(f"look {at}", f"status {status}, {url}", rule, at) for at, status, url in looks]
    return kept.withdrawn_at or "not withdrawn", found


def _story(db: sqlite3.Connection, kept: Kept) -> tuple[str, list[Found]]:
    story = story_of(db, kept.id)
    found = [
        Found(
            f"{link.kind} as {link.key}",
            link.evidence,
            f"story: {link.reason}, sure to {link.confidence:.2f}; docs/stories.md",
            "a person" if link.made_by == "hand" else "rule",
        )
        for link in story.links
    ]
    return story.first_key or "none", found


_RULES: Final[dict[str, Callable[[sqlite3.Connection, Kept], tuple[str, list[Found]]]]] = {
    "source_id": _source,
    "first_seen_at": _first_seen,
    "text_status": _text_status,
    "withdrawn_at": _withdrawn,
    "story": _story,
}
FIELDS: Final = tuple(_RULES)
"""The fields that are told here."""
