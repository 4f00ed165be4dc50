"""A release's revisions as states that can be compared, and their rewriting when older ones come.

Nothing kept is lost by it: a state that turns out to have stood earlier gets the earlier time, and
what comes before it is numbered before it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pressearkiv import __version__
from storage import revisions, rows
from storage.release import (
    Attachment,
    Change,
    Contact,
    Provenance,
    Published,
    Release,
    Translation,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from storage.release import Cause, Kept


@dataclass(frozen=True, slots=True)
class State:
    """A release as it stood from ``seen_at`` on (UTC text), and why that is a revision.

    ``number`` is that of the row that keeps it; 0 where none does yet.
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
    number: int = 0


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
            row["revision"],
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
    """Give a release's revisions the numbers they have in ``told``; the last is how it stands.

    Rows that keep one of the states stay, with what else they hold; a row whose state is not among
    them has been found to say the same as the one before it. Call it in a transaction.
    """
    known = {state.number: state for state in states(db, kept)}
    db.execute("UPDATE revisions SET revision = -revision WHERE release_id = ?", (kept.id,))
    for number, state in enumerate(told, start=1):
        where = Provenance(source_id, state.seen_at, state.capture_id, state.notice_capture_id)
        if state.number:
            _renumber(db, kept.id, number, known[state.number], state, where)
        else:
            change = Change("revised", state.release, state.changed, state.cause)
            revisions.add(db, kept.id, number, change, where)
    db.execute("DELETE FROM revisions WHERE release_id = ? AND revision < 0", (kept.id,))
    rows.update(db, kept, told[-1].release, len(told), where)


def _renumber(
    db: sqlite3.Connection, release_id: int, number: int, was: State, now: State, where: Provenance
) -> None:
    row: dict[str, Any] = {"revision": number}
    if was != now:
        row |= {
            "seen_at": now.seen_at,
            "cause": now.cause,
            "changed": json.dumps(list(now.changed)),
            "capture_id": now.capture_id,
            "notice_capture_id": now.notice_capture_id,
        }
    if was.release != now.release:
        row |= revisions.columns_of(now.release, where)
    assignments = ", ".join(f"{name} = :{name}" for name in row)
    db.execute(
        f"UPDATE revisions SET {assignments}"  # noqa: S608 - names from this package
        " WHERE release_id = :release_id AND revision = :was",
        {**row, "release_id": release_id, "was": -now.number},
    )


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
