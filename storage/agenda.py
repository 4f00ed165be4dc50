"""What is coming and what was: the dates that releases told of, as the archive holds them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

EVENTS: Final = ("event", "deadline")
"""What a reader of the agenda looks for; a ``mention`` is neither."""

_SELECT: Final = (
    "SELECT starts, ends, precision, role, text, place, key, title, publisher, language, url"
    " FROM dates JOIN releases ON releases.id = dates.release_id"
    " WHERE role IN (SELECT value FROM json_each(:roles))"
)
_STANDING: Final = " AND withdrawn_at IS NULL"
_LAST_DAY: Final = "substr(coalesce(ends, starts), 1, 10)"


@dataclass(frozen=True, slots=True)
class Happening:
    """One date, and the release that told of it; ``starts`` and ``ends`` as in ``dates``."""

    starts: str
    ends: str | None
    precision: str
    role: str
    text: str
    place: str
    key: str
    title: str
    publisher: str
    language: str
    url: str


def coming(
    db: sqlite3.Connection,
    since: str,
    until: str | None = None,
    *,
    roles: Sequence[str] = EVENTS,
    most: int = -1,
    skip: int = 0,
) -> tuple[Happening, ...]:
    """Return dates that end on ``since`` or later and begin by ``until``, the soonest first.

    Days are Oslo's, ``YYYY-MM-DD``. What lasts is there until it is over; what began over a year
    before is not looked for, nor what a withdrawn release told. ``most`` below nought is all.
    """
    return _read(
        db,
        # The first bound is what the index on starts can be read by.
        f"{_STANDING} AND starts >= date(:since, '-1 year') AND {_LAST_DAY} >= :since"
        " AND (:until IS NULL OR substr(starts, 1, 10) <= :until)"
        " ORDER BY starts, key, position LIMIT :most OFFSET :skip",
        {"roles": roles, "since": since, "until": until, "most": most, "skip": skip},
    )


def past(
    db: sqlite3.Connection, before: str, *, most: int = -1, skip: int = 0
) -> tuple[Happening, ...]:
    """Return what was over before a day, the latest first."""
    return _read(
        db,
        f"{_STANDING} AND starts < :before AND {_LAST_DAY} < :before"
        " ORDER BY starts DESC, dates.id DESC LIMIT :most OFFSET :skip",
        {"roles": EVENTS, "before": before, "most": most, "skip": skip},
    )


def dates_of(db: sqlite3.Connection, release_id: int) -> tuple[Happening, ...]:
    """Return the events and deadlines in one release, a withdrawn one included."""
    conditions = " AND release_id = :release_id ORDER BY starts, dates.id"
    return _read(db, conditions, {"roles": EVENTS, "release_id": release_id})


def _read(
    db: sqlite3.Connection, conditions: str, values: dict[str, object]
) -> tuple[Happening, ...]:
    rows = db.execute(_SELECT + conditions, {**values, "roles": json.dumps(values["roles"])})
    return tuple(Happening(*row) for row in rows)
