"""What stands around a list of hits: how many there are of each kind, and what else to ask."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from storage.norwegian.words import folds
from storage.search_filters import JOINED, Filters, condition, matching
from storage.search_plan import in_archive, plan
from storage.search_query import read

if TYPE_CHECKING:
    import sqlite3

_ALL = Filters()
_CANDIDATES = 200
_ALIKE = 0.72


@dataclass(frozen=True, slots=True)
class Facets:
    """How many matching releases there are of each value, most first (months in their order).

    Each is counted as if its own filter were not set, so that a reader sees where else to look.
    Releases of unknown date have no month; those of unknown language count under ``""``.
    """

    source: dict[str, int] = field(default_factory=dict)
    type: dict[str, int] = field(default_factory=dict)
    language: dict[str, int] = field(default_factory=dict)
    month: dict[str, int] = field(default_factory=dict)


class _Group(NamedTuple):
    source: str
    type: str
    language: str
    month: str | None
    in_time: bool
    translated: bool
    releases: int


def facets(conn: sqlite3.Connection, typed: str, filters: Filters = _ALL) -> Facets:
    """Count what matches by source, type, language and month (``2026-03``)."""
    open_filters = replace(filters, source=(), type=(), since=None, until=None, language=())
    tables, where, parameters = matching(plan(conn, typed), open_filters)
    if tables == "releases_fts":
        tables, where = JOINED, f"releases.id = releases_fts.rowid AND {where}"
    in_time, time_parameters = condition(Filters(since=filters.since, until=filters.until))
    translated, language_parameters = condition(Filters(language=filters.language))
    columns = "source_id, type, language, substr(published_date, 1, 7)"
    rows = conn.execute(
        f"SELECT {columns}, coalesce({in_time}, FALSE), {translated}, count(*)"  # noqa: S608
        f" FROM {tables} WHERE {where} GROUP BY 1, 2, 3, 4, 5, 6",
        {**parameters, **time_parameters, **language_parameters},
    )
    return _counted([_Group(*row) for row in rows], filters)


def suggest(conn: sqlite3.Connection, typed: str, most: int = 5) -> tuple[str, ...]:
    """Return texts to search for instead, nearest first: what was typed, with known words in it.

    Only words that the archive does not have are replaced. Empty when all are known, or when
    nothing known is near.
    """
    asked = [one for one in read(typed) if not one.excluded]
    spoken = [word for one in asked for word in one.words]
    for place, word in enumerate(spoken):
        if not in_archive(conn, (word,)):
            return tuple(
                " ".join([*spoken[:place], near, *spoken[place + 1 :]])
                for near in _near(conn, word)[:most]
            )
    return ()


def _counted(groups: list[_Group], filters: Filters) -> Facets:
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("source", "type", "language", "month")
    }
    for group in groups:
        passed = {
            "source": not filters.source or group.source in filters.source,
            "type": not filters.type or group.type in filters.type,
            "language": bool(group.translated),
            "month": bool(group.in_time),
        }
        for name, counter in counts.items():
            value = getattr(group, name)
            if value is not None and all(ok for of, ok in passed.items() if of != name):
                counter[value] += group.releases
    by_count = {name: dict(counter.most_common()) for name, counter in counts.items()}
    return Facets(**{**by_count, "month": dict(sorted(counts["month"].items()))})


def _near(conn: sqlite3.Connection, word: str) -> list[str]:
    """Return known words that look like this one, nearest first."""
    spelt = {word, *folds(word)}
    trigrams = {one[at : at + 3] for one in spelt for at in range(len(one) - 2)}
    if not trigrams:
        return []
    candidates = conn.execute(
        "SELECT term FROM search_trigrams WHERE search_trigrams MATCH ? ORDER BY rank LIMIT ?",
        (" OR ".join(f'"{trigram}"' for trigram in sorted(trigrams)), _CANDIDATES),
    )
    scored = [(_likeness(word, term), term) for (term,) in candidates if term.isalpha()]
    return [term for score, term in sorted(scored, reverse=True) if score >= _ALIKE]


def _likeness(word: str, term: str) -> float:
    return max(
        difflib.SequenceMatcher(None, word, spelling).ratio() for spelling in {term, *folds(term)}
    )
