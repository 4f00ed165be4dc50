"""The outbox: what somebody is to be told, from the transaction that stores it until it is sent.

A row is ``waiting`` until its message goes out, ``sending`` while it does. One that is found
``sending`` by a later run was cut off there and may have arrived: it becomes ``unsure`` and is not
sent again. Times are UTC text.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

AlertKind = Literal["release", "attention", "recovered"]
AlertState = Literal["waiting", "sending", "sent", "unsure", "given up"]


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that one recipient is to be told; ``about`` is told to each recipient once."""

    recipient: str
    about: str
    kind: AlertKind
    source_id: str
    queued_at: str
    release_id: int | None = None
    search: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An alert whose time to be sent has come, with what a message says of it."""

    id: int
    recipient: str
    about: str
    kind: AlertKind
    source_id: str
    search: str
    reason: str
    queued_at: str
    message_id: str | None
    attempts: int
    key: str | None
    title: str | None
    lead: str | None
    url: str | None
    publisher: str | None
    type: str | None
    published_local: str | None


def queue(db: sqlite3.Connection, alert: Alert) -> bool:
    """Put an alert in the outbox, inside the caller's transaction; tell whether it is news."""
    cursor = db.execute(
        "INSERT INTO alerts (recipient, about, kind, release_id, source_id, search, reason,"
        " queued_at, state, attempts, next_try_at) VALUES (:recipient, :about, :kind, :release_id,"
        " :source_id, :search, :reason, :queued_at, 'waiting', 0, :queued_at)"
        " ON CONFLICT (recipient, about) DO NOTHING",
        asdict(alert),
    )
    return cursor.rowcount > 0


def unended(db: sqlite3.Connection, recipient: str, source_id: str) -> list[str]:
    """Return the ``about`` of the calls for attention that no recovery was told after."""
    rows = db.execute(
        "SELECT about FROM alerts AS a WHERE kind = 'attention' AND recipient = ?"
        " AND source_id = ? AND NOT EXISTS (SELECT 1 FROM alerts AS b WHERE b.kind = 'recovered'"
        " AND b.recipient = a.recipient AND b.about = 'recovered:' || a.about) ORDER BY id",
        (recipient, source_id),
    )
    return [row[0] for row in rows]


def due(db: sqlite3.Connection, now: str) -> list[Waiting]:
    """Return what is to be sent at ``now``, the oldest first."""
    cursor = db.execute(
        "SELECT a.id, a.recipient, a.about, a.kind, a.source_id, a.search, a.reason, a.queued_at,"
        " a.message_id, a.attempts, r.key, r.title, r.lead, r.url, r.publisher, r.type,"
        " r.published_local FROM alerts AS a LEFT JOIN releases AS r ON r.id = a.release_id"
        # One that waits for longer than any wait is was queued by a wrong clock.
        " WHERE a.state = 'waiting' AND (a.next_try_at <= ?1"
        " OR a.next_try_at > datetime(?1, '+2 days')) ORDER BY a.id",
        (now,),
    )
    names = [column[0] for column in cursor.description]
    return [Waiting(**dict(zip(names, row, strict=True))) for row in cursor]


def cut_off(db: sqlite3.Connection) -> int:
    """Note that what an earlier run was sending when it ended may have arrived; return how many."""
    error = "cut off while it was sent; it may have arrived"
    sql = "UPDATE alerts SET state = 'unsure', error = ? WHERE state = 'sending'"
    return db.execute(sql, (error,)).rowcount


def sending(db: sqlite3.Connection, ids: Iterable[int], message_id: str) -> None:
    """Note that these go out now, in the message of that id."""
    for number in ids:
        db.execute(
            "UPDATE alerts SET state = 'sending', message_id = ? WHERE id = ?",
            (message_id, number),
        )


def ended(
    db: sqlite3.Connection,
    ids: Iterable[int],
    state: AlertState,
    *,
    sent_at: str | None = None,
    next_try_at: str | None = None,
    error: str | None = None,
) -> None:
    """Note how a try ended; with ``next_try_at`` it has failed, and counts as an attempt."""
    for number in ids:
        db.execute(
            "UPDATE alerts SET state = ?, sent_at = ?, error = ?, attempts = attempts + ?,"
            " next_try_at = coalesce(?, next_try_at) WHERE id = ?",
            (state, sent_at, error, next_try_at is not None, next_try_at, number),
        )


def counts(db: sqlite3.Connection) -> dict[str, Any]:
    """Return how many alerts are in each state."""
    return dict(db.execute("SELECT state, count(*) FROM alerts GROUP BY state").fetchall())
