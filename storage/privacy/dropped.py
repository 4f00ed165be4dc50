"""Contacts taken out of the archive in time: their rows, and their copies with each revision."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

    from storage.release import Release

_DUE: Final = """
SELECT id FROM releases
 WHERE coalesce(published_date, substr(first_seen_at, 1, 10)) < ?
   AND (id NOT IN (SELECT release_id FROM dropped_contacts)
        OR id IN (SELECT release_id FROM contacts))"""


def drop(db: sqlite3.Connection, before: str, now: str) -> dict[int, int]:
    """Drop the contacts of all releases published before a day (ISO), in the caller's transaction.

    A release of unknown date is as old as when it was first seen. Returns how many contacts each
    release had that had any, by its id; ``now`` is UTC text.
    """
    # What is deleted is to be gone from the file as well.
    db.execute("PRAGMA secure_delete = ON")
    dropped = {}
    for (release_id,) in db.execute(_DUE, (before,)).fetchall():
        copies = _drop_copies(db, release_id)
        sql = "DELETE FROM contacts WHERE release_id = ?"
        count = db.execute(sql, (release_id,)).rowcount
        db.execute(
            "INSERT INTO dropped_contacts (release_id, dropped_at, contacts) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET contacts = contacts + excluded.contacts",
            (release_id, now, count),
        )
        if count or copies:
            dropped[release_id] = count
    return dropped


def _drop_copies(db: sqlite3.Connection, release_id: int) -> int:
    """Take the contacts out of a release's revisions; return in how many there were any."""
    changed = 0
    sql = "SELECT revision, attached FROM revisions WHERE release_id = ?"
    for number, told in db.execute(sql, (release_id,)).fetchall():
        attached = json.loads(told)
        if attached.get("contacts"):
            attached["contacts"] = []
            left = json.dumps(attached, ensure_ascii=False, sort_keys=True)
            sql = "UPDATE revisions SET attached = ? WHERE release_id = ? AND revision = ?"
            db.execute(sql, (left, release_id, number))
            changed += 1
    return changed


def as_kept(db: sqlite3.Connection, release: Release) -> Release:
    """Return a release as it was told, without its contacts where those were dropped."""
    if release.contacts and _is_dropped(db, release.key):
        return replace(release, contacts=())
    return release


def _is_dropped(db: sqlite3.Connection, key: str) -> bool:
    sql = (
        "SELECT 1 FROM dropped_contacts AS d JOIN releases AS r ON r.id = d.release_id"
        " WHERE r.key = ?"
    )
    return db.execute(sql, (key,)).fetchone() is not None
