"""The states of a release, one row each: added, and folded where a page changes at every look.

All functions run in the caller's transaction and never commit; times are UTC text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pressearkiv import __version__
from storage.rows import insert_into

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from storage.release import Change, Provenance, Release


_STANDS: Final = (
    "release_id, url, title, lead, body, type, type_text, language, publisher, published_text,"
    " published_local, published_source, text_status, content_hash"
)
"""The columns that a new revision has from the one before where the text stood."""


@dataclass(frozen=True, slots=True)
class Restless:
    """A release that changes at every look: its fields that do, and at how many looks in a row."""

    key: str
    looks: int
    changed: tuple[str, ...]


def add(
    db: sqlite3.Connection, release_id: int, number: int, change: Change, provenance: Provenance
) -> None:
    """Keep a release's new state as its revision ``number``."""
    row = {
        "release_id": release_id,
        "revision": number,
        "seen_at": provenance.seen_at,
        "cause": change.cause,
        "changed": json.dumps(list(change.changed)),
        **columns_of(change.release, provenance),
    }
    insert_into(db, "revisions", row)


def fold(
    db: sqlite3.Connection, release_id: int, number: int, change: Change, provenance: Provenance
) -> None:
    """Let revision ``number`` hold a later state of its day; since when it differs stands."""
    row = {"folded_at": provenance.seen_at, **columns_of(change.release, provenance)}
    assignments = ", ".join(f"{name} = :{name}" for name in row)
    db.execute(
        f"UPDATE revisions SET {assignments}, folded = folded + 1"  # noqa: S608 - names from here
        " WHERE release_id = :release_id AND revision = :revision",
        {**row, "release_id": release_id, "revision": number},
    )


def add_exchange(
    db: sqlite3.Connection, release_id: int, seen_at: str, exchanged: tuple[str, str, str, str]
) -> None:
    """Repeat the newest state as a revision in which a document is another.

    ``exchanged`` is the document's address and title, and the hashes of its bytes before and now;
    it stands in ``attached`` under that name. The text stood, so no bytes of it are named.
    """
    db.execute(
        f"INSERT INTO revisions ({_STANDS}, revision, seen_at, cause, attached, changed, version)"  # noqa: S608 - names from here
        f" SELECT {_STANDS}, revision + 1, ?2, 'published',"
        " json_set(attached, '$.exchanged', json(?3)), '[\"documents\"]', ?4"
        " FROM revisions WHERE release_id = ?1 ORDER BY revision DESC LIMIT 1",
        (release_id, seen_at, json.dumps([exchanged], ensure_ascii=False), __version__),
    )
    db.execute("UPDATE releases SET revision = revision + 1 WHERE id = ?", (release_id,))


def newest(
    db: sqlite3.Connection, release_id: int, limit: int
) -> list[tuple[str, tuple[str, ...], str]]:
    """Return the newest revisions after the first: when seen, the fields, and the cause."""
    rows = db.execute(
        "SELECT seen_at, changed, cause FROM revisions WHERE release_id = ? AND revision > 1"
        " ORDER BY revision DESC LIMIT ?",
        (release_id, limit),
    )
    return [(seen_at, tuple(json.loads(changed)), cause) for seen_at, changed, cause in rows]


def restless(db: sqlite3.Connection, source_id: str, since: str) -> list[Restless]:
    """Return a source's releases that changed at every look since then, the busiest first."""
    rows = db.execute(
        "SELECT r.key, max(v.folded) + 1 AS looks, v.changed FROM revisions AS v"
        " JOIN releases AS r ON r.id = v.release_id"
        " WHERE v.seen_at >= ? AND v.folded > 0 AND r.source_id = ?"
        " GROUP BY r.id ORDER BY looks DESC, r.key",
        (since, source_id),
    )
    return [Restless(key, looks, tuple(json.loads(changed))) for key, looks, changed in rows]


def columns_of(release: Release, provenance: Provenance) -> dict[str, Any]:
    """Return the columns of a revision that hold the state itself, and who read it from where."""
    return {
        "url": release.url,
        "title": release.title,
        "lead": release.lead,
        "body": release.body,
        "type": release.type,
        "type_text": release.type_text,
        "language": release.language,
        "publisher": release.publisher,
        "published_text": release.published.text,
        "published_local": release.published.local,
        "published_source": release.published.source,
        "text_status": release.text_status,
        "attached": json.dumps(_attached(release), ensure_ascii=False, sort_keys=True),
        "content_hash": release.content_hash,
        "capture_id": provenance.capture_id,
        "notice_capture_id": provenance.notice_capture_id,
        "version": __version__,
    }


def _attached(release: Release) -> Mapping[str, object]:
    """Return what hangs on a release, as it is kept with each revision."""
    return {
        "contacts": [[c.name, c.title, c.phone, c.email] for c in release.contacts],
        "documents": [[d.url, d.title] for d in release.documents],
        "links": [[link.url, link.title] for link in release.links],
        "images": [[image.url, image.title] for image in release.images],
        "translations": [
            [t.language, t.url, t.title, t.lead, t.body] for t in release.translations
        ],
    }
