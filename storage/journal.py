"""How things went and what is to be done: runs, visits, requests, validators, doubts."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from storage.records import (
    BackfillState,
    Doubt,
    FetchRecord,
    Recheck,
    RunOutcome,
    StoredValidator,
    Visit,
    VisitOutcome,
)
from storage.rows import insert_into

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

__all__ = [
    "BackfillState",
    "Doubt",
    "FetchRecord",
    "Journal",
    "Recheck",
    "RunOutcome",
    "StoredValidator",
    "Visit",
    "VisitOutcome",
]


class Journal:
    """Reads and writes the records beside the releases, inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def meet_source(self, source_id: str, name: str, kind: str, url: str, now: str) -> None:
        """Note a source of the config; nothing is written where nothing differs."""
        self._db.execute(
            "INSERT INTO sources (id, name, kind, url, first_seen_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind,"
            " url = excluded.url WHERE (name, kind, url)"
            " IS NOT (excluded.name, excluded.kind, excluded.url)",
            (source_id, name, kind, url, now),
        )

    def begin_run(self, command: str, version: str, now: str) -> int:
        """Open a run and return its number."""
        row = {"command": command, "version": version, "started_at": now}
        return insert_into(self._db, "runs", row)

    def end_run(self, run_id: int, outcome: RunOutcome, now: str) -> None:
        """Close a run; one that was cut off keeps its NULLs."""
        self._db.execute(
            "UPDATE runs SET finished_at = ?, outcome = ? WHERE id = ?", (now, outcome, run_id)
        )

    def add_visit(self, visit: Visit) -> None:
        """Note what came of one source in a run."""
        row = asdict(visit)
        del row["seconds"]  # the difference of two columns
        insert_into(self._db, "visits", row)

    def add_fetch(self, fetch: FetchRecord) -> None:
        """Note one request."""
        insert_into(self._db, "fetches", asdict(fetch))

    def last_visits(self, source_id: str, limit: int = 50) -> list[dict[str, Any]]:
        """Return a source's visits, the newest first."""
        return self._dicts(
            "SELECT * FROM visits WHERE source_id = ? ORDER BY run_id DESC LIMIT ?",
            (source_id, limit),
        )

    def counts(self, source_id: str) -> dict[str, int]:
        """Return how many releases, releases without their text, and open doubts a source has."""
        return self._dicts(
            "SELECT (SELECT count(*) FROM releases WHERE source_id = ?1) AS releases,"
            " (SELECT count(*) FROM releases WHERE source_id = ?1 AND text_status = 'refused')"
            " AS without_text, (SELECT count(*) FROM quarantine"
            " WHERE source_id = ?1 AND resolved_at IS NULL) AS quarantined",
            (source_id,),
        )[0]

    def newest_days(self, source_id: str, limit: int) -> list[str]:
        """Return the last days on which a source published, the newest first."""
        rows = self._db.execute(
            "SELECT DISTINCT published_date FROM releases WHERE source_id = ?"
            " AND published_date IS NOT NULL ORDER BY published_date DESC LIMIT ?",
            (source_id, limit),
        )
        return [row[0] for row in rows]

    def last_success(self, source_id: str) -> str | None:
        """Return when a source was last read without fault."""
        sql = "SELECT max(finished_at) FROM visits WHERE source_id = ? AND outcome = 'ok'"
        found: str | None = self._db.execute(sql, (source_id,)).fetchone()[0]
        return found

    def failing_since(self, source_id: str) -> str | None:
        """Return when the row of failures that a source is in began."""
        sql = (
            "SELECT min(started_at) FROM visits WHERE source_id = ?1 AND run_id > coalesce("
            "(SELECT max(run_id) FROM visits WHERE source_id = ?1 AND outcome = 'ok'), 0)"
        )
        found: str | None = self._db.execute(sql, (source_id,)).fetchone()[0]
        return found

    def validator(self, source_id: str, url: str) -> StoredValidator | None:
        """Return what is known of an address's last answer."""
        rows = self._dicts(
            "SELECT * FROM validators WHERE source_id = ? AND url = ?", (source_id, url)
        )
        return StoredValidator(**rows[0]) if rows else None

    def vouch(self, validator: StoredValidator) -> None:
        """Store a validator; call it in the transaction that stores the last of its items."""
        self._db.execute(
            "INSERT INTO validators (source_id, url, etag, last_modified, sha256, capture_id,"
            " seen_at) VALUES (:source_id, :url, :etag, :last_modified, :sha256, :capture_id,"
            " :seen_at) ON CONFLICT (source_id, url) DO UPDATE SET etag = excluded.etag,"
            " last_modified = excluded.last_modified, sha256 = excluded.sha256,"
            " capture_id = excluded.capture_id, seen_at = excluded.seen_at"
            " WHERE (etag, last_modified, sha256)"
            " IS NOT (excluded.etag, excluded.last_modified, excluded.sha256)",
            asdict(validator),
        )

    def notices(self, source_id: str, seen_in: str, keys: Iterable[str]) -> dict[str, str]:
        """Return what a feed or list last said of each of these releases, by key."""
        # By way of the releases (+ keeps SQLite from the other index): a feed may have named a
        # million in its time, and a release has few sightings.
        rows = self._db.execute(
            "SELECT r.key, s.notice FROM json_each(?1) AS k CROSS JOIN releases AS r"
            " ON r.key = k.value JOIN sightings AS s ON s.release_id = r.id"
            " WHERE +s.source_id = ?2 AND +s.seen_in = ?3 ORDER BY s.last_seen_at, s.id",
            (_listed(keys), source_id, seen_in),
        )
        return dict(rows)

    def last_told(self, source_id: str, seen_in: str) -> tuple[int | None, str | None]:
        """Return the newest bytes of a feed or list that were recorded, and when it last told.

        Of what its newest answer named: all that it ever named is more with every year.
        """
        sql = (
            "SELECT max(capture_id), last_seen_at FROM sightings WHERE source_id = ?1"
            " AND seen_in = ?2 AND last_seen_at = (SELECT max(last_seen_at) FROM sightings"
            " WHERE source_id = ?1 AND seen_in = ?2)"
        )
        found: tuple[int | None, str | None] = self._db.execute(
            sql, (source_id, seen_in)
        ).fetchone()
        return found

    def share_with_text(self, source_id: str, before: str, limit: int) -> float | None:
        """Return which share of a source's newest releases met before then has its full text."""
        sql = (
            "SELECT avg(text_status = 'full') FROM (SELECT text_status FROM releases"
            " WHERE source_id = ? AND first_seen_at < ? ORDER BY id DESC LIMIT ?)"
        )
        share: float | None = self._db.execute(sql, (source_id, before, limit)).fetchone()[0]
        return share

    def standing(self, source_id: str, seen_in: str, since: str) -> set[str]:
        """Return the keys of the releases that the newest answer of a feed or list named."""
        rows = self._db.execute(
            "SELECT r.key FROM sightings AS s JOIN releases AS r ON r.id = s.release_id"
            " WHERE s.source_id = ? AND s.seen_in = ? AND s.last_seen_at >= ?",
            (source_id, seen_in, since),
        )
        return {row[0] for row in rows}

    def known(self, keys: Iterable[str]) -> set[str]:
        """Return those of ``keys`` that the archive holds."""
        sql = "SELECT key FROM releases WHERE key IN (SELECT value FROM json_each(?))"
        return {key for (key,) in self._db.execute(sql, (_listed(keys),))}

    def holds_any(self, source_id: str) -> bool:
        """Tell whether a source has ever given a release."""
        sql = "SELECT 1 FROM sightings WHERE source_id = ? LIMIT 1"
        return self._db.execute(sql, (source_id,)).fetchone() is not None

    def seen_again(self, source_id: str, seen_in: str, keys: Iterable[str], now: str) -> None:
        """Note that a changed answer still names these releases."""
        listed = _listed(keys)
        # By way of the releases, as in ``notices``.
        self._db.execute(
            "UPDATE sightings SET last_seen_at = ?1 WHERE +source_id = ?2 AND +seen_in = ?3"
            " AND +last_seen_at < ?1 AND release_id IN (SELECT id FROM releases"
            " WHERE key IN (SELECT value FROM json_each(?4)))",
            (now, source_id, seen_in, listed),
        )
        self._db.execute(
            "UPDATE releases SET last_seen_at = ?1 WHERE last_seen_at < ?1"
            " AND key IN (SELECT value FROM json_each(?2))",
            (now, listed),
        )

    def quarantine(self, doubt: Doubt) -> bool:
        """Keep what was not understood; tell whether it is the first time that it is met."""
        row = asdict(doubt)
        assertion = row.pop("assertion")
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        sql = f"INSERT INTO quarantine ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
        cursor = self._db.execute(sql, row)
        if cursor.rowcount > 0 and assertion:
            held = {"quarantine_id": cursor.lastrowid, "assertion": assertion}
            insert_into(self._db, "held_answers", held)
        return cursor.rowcount > 0

    def accept(self, source_id: str, now: str) -> None:
        """Note that a person has seen what is held back of a source, and found it right."""
        self._db.execute(
            "UPDATE quarantine SET resolved_at = ? WHERE source_id = ? AND resolved_at IS NULL"
            " AND id IN (SELECT quarantine_id FROM held_answers)",
            (now, source_id),
        )

    def resolve(self, doubt_id: int, now: str) -> None:
        """Note that what lay in quarantine is understood today."""
        self._db.execute("UPDATE quarantine SET resolved_at = ? WHERE id = ?", (now, doubt_id))

    def recheck(self, recheck: Recheck) -> None:
        """Put a release on the list of what is to be looked at again."""
        self._db.execute(
            "INSERT INTO rechecks (release_id, source_id, url, due_at, attempts, reason) VALUES"
            " (:release_id, :source_id, :url, :due_at, :attempts, :reason)"
            " ON CONFLICT (release_id) DO UPDATE SET due_at = excluded.due_at,"
            " attempts = excluded.attempts, reason = excluded.reason, url = excluded.url",
            asdict(recheck),
        )

    def planned(self, release_id: int) -> Recheck | None:
        """Return when and why a release is to be looked at again."""
        rows = self._dicts("SELECT * FROM rechecks WHERE release_id = ?", (release_id,))
        return Recheck(**rows[0]) if rows else None

    def overdue(self, reason: str, now: str) -> list[tuple[int, str]]:
        """Return what is due for that reason: each release's id, and when it was first seen."""
        return self._db.execute(
            "SELECT c.release_id, r.first_seen_at FROM rechecks AS c"
            " JOIN releases AS r ON r.id = c.release_id WHERE c.reason = ? AND c.due_at <= ?",
            (reason, now),
        ).fetchall()

    def no_recheck(self, release_id: int) -> None:
        """Take a release off that list."""
        self._db.execute("DELETE FROM rechecks WHERE release_id = ?", (release_id,))

    def rechecks_due(self, source_id: str, now: str, limit: int) -> list[tuple[str, Recheck]]:
        """Return what is due, the longest due first: each release's key, and the recheck."""
        rows = self._dicts(
            "SELECT r.key, c.* FROM rechecks AS c JOIN releases AS r ON r.id = c.release_id"
            # What is planned further ahead than any plan goes was planned by a wrong clock.
            " WHERE c.source_id = ?1 AND (c.due_at <= ?2 OR c.due_at > datetime(?2, '+60 days'))"
            " ORDER BY c.due_at LIMIT ?3",
            (source_id, now, limit),
        )
        return [(row.pop("key"), Recheck(**row)) for row in rows]

    def robots(self) -> list[tuple[str, str, int, bytes]]:
        """Return every kept robots.txt: origin, when it was fetched, status, bytes."""
        return self._db.execute("SELECT origin, fetched_at, status, body FROM robots").fetchall()

    def keep_robots(self, origin: str, fetched_at: str, status: int, body: bytes) -> None:
        """Keep an origin's robots.txt in place of any earlier one."""
        self._db.execute(
            "INSERT OR REPLACE INTO robots (origin, fetched_at, status, body) VALUES (?, ?, ?, ?)",
            (origin, fetched_at, status, body),
        )

    def backfill(self, source_id: str) -> BackfillState | None:
        """Return how far a source's catalogue has been read."""
        rows = self._dicts("SELECT * FROM backfills WHERE source_id = ?", (source_id,))
        return BackfillState(**rows[0]) if rows else None

    def keep_backfill(self, state: BackfillState) -> None:
        """Store how far a source's catalogue has been read."""
        self._db.execute(
            "INSERT OR REPLACE INTO backfills (source_id, next_url, list_number, pages,"
            " updated_at) VALUES (:source_id, :next_url, :list_number, :pages, :updated_at)",
            asdict(state),
        )

    def _dicts(self, sql: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
        cursor = self._db.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def _listed(keys: Iterable[str]) -> str:
    return json.dumps(list(keys), ensure_ascii=False)
