"""Norwegian full-text search: what somebody typed, to releases with the words marked.

``search`` finds, ``ids`` names all that it would find, ``facets`` counts, ``suggest`` helps when
nothing was found; all read only, take any text, and share ``plan`` (see ``search_plan``), whose
expressions any SQLite client can use: ``SELECT … FROM releases JOIN releases_fts ON
releases_fts.rowid = releases.id WHERE releases_fts MATCH ?``. Writers use ``index_words`` (see
``search_words``).
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from storage.search_counts import Facets, facets, suggest
from storage.search_filters import JOINED, Filters, condition, matching, matching_words
from storage.search_hits import Hit, Segment, read_hits
from storage.search_index import SearchStatus, check, reindex, status
from storage.search_plan import Plan, plan
from storage.search_words import index_words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

__all__ = [
    "Facets",
    "Filters",
    "Hit",
    "Plan",
    "Results",
    "SearchStatus",
    "Segment",
    "check",
    "facets",
    "ids",
    "index_words",
    "plan",
    "reindex",
    "search",
    "status",
    "suggest",
]

Order = Literal["relevance", "newest"]

_ALL = Filters()

RANKED = 200
"""So many of the best by words alone are ranked again by age."""

COMMON = 10_000
"""A query that finds more is not ranked: where most releases match, ranking means nothing."""


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits.

    Attributes:
        hits: at most ``limit`` of them.
        total: how many releases match, all pages together.
        order: ``newest`` also where relevance was asked for and means nothing (see ``COMMON``).
        plan: what was searched for.
    """

    hits: tuple[Hit, ...]
    total: int
    order: Order
    plan: Plan


class _Found(NamedTuple):
    id: int
    score: float
    tier: int


def search(
    conn: sqlite3.Connection,
    typed: str,
    filters: Filters = _ALL,
    *,
    today: datetime.date,
    order: Order = "relevance",
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """Return the releases that match what somebody typed, a page at a time.

    By relevance the word itself comes before compounds; within these bm25 (title 10, lead 4, body
    1, annexes 0.5), and of the best 200 the newer ones gain: twice the score today, a half more
    after a year. Where nothing is asked for, everything that the filters let through comes, newest
    first. ``today`` is the Oslo day to reckon age from.
    """
    asked = plan(conn, typed)
    total = _count(conn, asked, filters)
    order = _meaningful(order, asked, total)
    if order == "newest":
        found = _newest(conn, asked, filters, limit, offset, common=total > COMMON)
    else:
        found = _ranked(conn, asked, filters, today, offset + limit)[offset:]
    return Results(_hits(conn, asked, found), total, order, asked)


def ids(
    conn: sqlite3.Connection,
    typed: str,
    filters: Filters = _ALL,
    *,
    today: datetime.date,
    order: Order = "newest",
    limit: int | None = None,
) -> Iterator[int]:
    """Yield ``releases.id`` of all that ``search`` finds, in its order, however many they are.

    Read from the database as they are asked for; ``COMMON`` bounds what ranking holds in memory.
    """
    asked = plan(conn, typed)
    total = _count(conn, asked, filters)
    most = total if limit is None else min(limit, total)
    if _meaningful(order, asked, total) == "relevance":
        yield from (found.id for found in _ranked(conn, asked, filters, today, most))
    else:
        rows = _newest_ids(conn, asked, filters, most, 0, common=total > COMMON)
        yield from (number for (number,) in rows)


def _meaningful(order: Order, asked: Plan, total: int) -> Order:
    return order if asked.tiers and total <= COMMON else "newest"


def _count(conn: sqlite3.Connection, asked: Plan, filters: Filters) -> int:
    tables, where, parameters = matching(asked, filters)
    sql = f"SELECT count(*) FROM {tables} WHERE {where}"  # noqa: S608
    (total,) = conn.execute(sql, parameters).fetchone()
    return int(total)


def _ranked(
    conn: sqlite3.Connection, asked: Plan, filters: Filters, today: datetime.date, enough: int
) -> list[_Found]:
    """Return at least the ``enough`` best, tier by tier, if there are so many."""
    found: list[_Found] = []
    stricter = ""
    for tier in asked.tiers:
        if len(found) >= enough:
            break
        only_here = f"({tier.match}) NOT ({stricter})" if stricter else tier.match
        found += _best(conn, only_here, tier.number, filters, today, enough - len(found))
        stricter = tier.match
    return found[:enough]


def _best(
    conn: sqlite3.Connection,
    match: str,
    tier: int,
    filters: Filters,
    today: datetime.date,
    enough: int,
) -> list[_Found]:
    tables, where, parameters = matching_words(match, filters)
    rows = conn.execute(
        f"SELECT releases_fts.rowid, releases_fts.rank FROM {tables} WHERE {where}"  # noqa: S608
        " ORDER BY releases_fts.rank LIMIT :most",
        {**parameters, "most": max(enough, RANKED)},
    ).fetchall()
    days = _days(conn, [number for number, _ in rows[:RANKED]])
    by_age = [
        _Found(number, -rank * _freshness(days.get(number), today), tier)
        for number, rank in rows[:RANKED]
    ]
    by_age.sort(key=lambda found: (-found.score, -found.id))
    return by_age + [_Found(number, -rank, tier) for number, rank in rows[RANKED:]]


def _freshness(day: str | None, today: datetime.date) -> float:
    if not day:
        return 1.0
    age = (today - datetime.date.fromisoformat(day)).days / 365.25
    return 1 + 1 / (1 + max(age, 0.0))


def _days(conn: sqlite3.Connection, ids: list[int]) -> dict[int, str | None]:
    return dict(
        conn.execute(
            "SELECT id, published_date FROM releases INDEXED BY releases_facets"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        ).fetchall()
    )


def _newest(
    conn: sqlite3.Connection,
    asked: Plan,
    filters: Filters,
    limit: int,
    offset: int,
    *,
    common: bool,
) -> list[_Found]:
    found = [n for (n,) in _newest_ids(conn, asked, filters, limit, offset, common=common)]
    strict = _matching_among(conn, asked.tiers[0].match, found) if asked.tiers else set(found)
    first, last = (asked.tiers[0].number, asked.tiers[-1].number) if asked.tiers else (1, 1)
    return [_Found(number, 0.0, first if number in strict else last) for number in found]


def _newest_ids(
    conn: sqlite3.Connection,
    asked: Plan,
    filters: Filters,
    limit: int,
    offset: int,
    *,
    common: bool,
) -> sqlite3.Cursor:
    tables, where, parameters = matching(asked, filters)
    if not asked.tiers:
        tables = "releases"
    elif common:
        # What matches is gathered once, then told off along the index of days: to ask the text
        # index of one release after the other costs a hundred times as much.
        chosen, parameters = condition(filters)
        tables = "releases INDEXED BY releases_published"
        matched = "SELECT rowid FROM releases_fts WHERE releases_fts MATCH :match"
        where = f"releases.id IN ({matched}) AND {chosen}"
        parameters["match"] = asked.match
    elif tables == "releases_fts":
        tables, where = JOINED, f"releases_fts.rowid = releases.id AND {where}"
    return conn.execute(
        f"SELECT releases.id FROM {tables} WHERE {where}"  # noqa: S608
        " ORDER BY published_date DESC, published_local DESC, releases.id DESC"
        " LIMIT :limit OFFSET :offset",
        {**parameters, "limit": limit, "offset": offset},
    )


def _matching_among(conn: sqlite3.Connection, match: str, ids: list[int]) -> set[int]:
    rows = conn.execute(
        "SELECT rowid FROM releases_fts WHERE releases_fts MATCH ?"
        " AND rowid IN (SELECT value FROM json_each(?))",
        (match, json.dumps(ids)),
    )
    return {number for (number,) in rows}


def _hits(conn: sqlite3.Connection, asked: Plan, found: list[_Found]) -> tuple[Hit, ...]:
    rows = read_hits(conn, asked, [one.id for one in found])
    return tuple(Hit(**rows[one.id], score=one.score, tier=one.tier) for one in found)
