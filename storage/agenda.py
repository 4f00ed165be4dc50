"""What is coming: the events and deadlines that releases told of, as the archive holds them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Coming:
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
    url: str


def coming(
    db: sqlite3.Connection, roles: Sequence[str], since: str | None, until: str | None
) -> list[Coming]:
    """Return dates of these roles that end on ``since`` or later and begin by ``until``.

    Days are Oslo's, ``YYYY-MM-DD``; the soonest come first. What a withdrawn release told is left
    out.
    """
    rows = db.execute(
        "SELECT starts, ends, precision, role, text, place, key, title, publisher, url"
        " FROM dates JOIN releases ON releases.id = dates.release_id"
        " WHERE role IN (SELECT value FROM json_each(:roles)) AND withdrawn_at IS NULL"
        " AND (:since IS NULL OR substr(coalesce(ends, starts), 1, 10) >= :since)"
        " AND (:until IS NULL OR substr(starts, 1, 10) <= :until)"
        " ORDER BY starts, key, position",
        {"roles": json.dumps(list(roles)), "since": since, "until": until},
    )
    return [Coming(*row) for row in rows]
