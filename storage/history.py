"""A release's revisions as states that can be compared, and their rewriting when older ones come.

Nothing kept is lost by it: a state that turns out to have stood earlier gets the earlier time, and
what comes before it is numbered before it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from pressearkiv import __version__
from storage import rows
from storage.release import Attachment, Contact, Provenance, Published, Release, Translation
from storage.rows import insert_into

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from storage.release import Cause, Change, Kept


@dataclass(frozen=True, slots=True)
class State:
    """A release as it stood from ``seen_at`` on (UTC text), and why that is a revision.

    ``release`` of an earlier state has no derived parts (HTML, dates in the text): they are kept
    for the newest alone.
    """

    seen_at: str
    release: Release
    cause: Cause
    changed: tuple[str, ...]
    capture_id: int | None
    notice_capture_id: int | None
    version: str = __version__

    @classmethod
    def of(cls, change: Change, told: Provenance) -> Self:
        """Return the state that a change makes."""
        return cls(
            told.seen_at,
            change.release,
            change.cause,
            change.changed,
            told.capture_id,
            told.notice_capture_id,
        )


def add(db: sqlite3.Connection, release_id: int, number: int, state: State) -> None:
    """Keep a state as a release's revision of that number."""
    release = state.release
    insert_into(
        db,
        "revisions",
        {
            "release_id": release_id,
            "revision": number,
            "seen_at": state.seen_at,
            "cause": state.cause,
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
            "changed": json.dumps(list(state.changed)),
            "content_hash": release.content_hash,
            "capture_id": state.capture_id,
            "notice_capture_id": state.notice_capture_id,
            "version": state.version,
        },
    )


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


def states(db: sqlite3.Connection, kept: Kept) -> list[State]:
    """Return a release's states, the oldest first."""
    sql = "SELECT * FROM revisions WHERE release_id = ? ORDER BY revision"
    cursor = db.execute(sql, (kept.id,))
    names = [column[0] for column in cursor.description]
    told = [dict(zip(names, row, strict=True)) for row in cursor]
    return [
        State(
            row["seen_at"],
            kept.release if row["revision"] == kept.revision else _release(kept.release.key, row),
            row["cause"],
            tuple(json.loads(row["changed"])),
            row["capture_id"],
            row["notice_capture_id"],
            row["version"],
        )
        for row in told
    ]


def _release(key: str, row: dict[str, Any]) -> Release:
    attached = json.loads(row["attached"])

    def links(name: str) -> tuple[Attachment, ...]:
        return tuple(Attachment(*one) for one in attached.get(name, ()))

    local = row["published_local"]
    same = (
        "url", "title", "lead", "body", "type", "type_text", "language", "publisher",
        "text_status", "content_hash",
    )  # fmt: skip
    return Release(
        key=key,
        **{name: row[name] for name in same},
        published=Published(
            row["published_text"],
            local=local,
            date=local[:10] if local else None,
            source=row["published_source"],
        ),
        contacts=tuple(Contact(*one) for one in attached.get("contacts", ())),
        documents=links("documents"),
        links=links("links"),
        images=links("images"),
        translations=tuple(Translation(*one) for one in attached.get("translations", ())),
    )


def rewrite(db: sqlite3.Connection, kept: Kept, told: Sequence[State], source_id: str) -> None:
    """Replace a release's revisions by ``told``, the last of which is how it stands.

    Call it in a transaction.
    """
    db.execute("DELETE FROM revisions WHERE release_id = ?", (kept.id,))
    for number, state in enumerate(told, start=1):
        add(db, kept.id, number, state)
    last = told[-1]
    where = Provenance(source_id, last.seen_at, last.capture_id, last.notice_capture_id)
    rows.update(db, kept, last.release, len(told), where)


def seen_first(db: sqlite3.Connection, release_id: int, at: str) -> None:
    """Note that a release was there earlier than was known."""
    db.execute(
        "UPDATE releases SET first_seen_at = ?1 WHERE id = ?2 AND first_seen_at > ?1",
        (at, release_id),
    )


def translated_first(
    db: sqlite3.Connection, release_id: int, languages: Sequence[str], at: str
) -> None:
    """Note that a release was there in other languages earlier than was known."""
    for language in languages:
        db.execute(
            "UPDATE translations SET first_seen_at = ?1"
            " WHERE release_id = ?2 AND language = ?3 AND first_seen_at > ?1",
            (at, release_id, language),
        )
