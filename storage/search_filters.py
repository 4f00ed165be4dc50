"""The filters of a search, and the SQL that they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

    from storage.search_plan import Plan

_COVERED = "releases INDEXED BY releases_facets"

JOINED = f"releases_fts CROSS JOIN {_COVERED}"
"""What matches, each with its release's row in the index that spares reading through the texts."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a release must be, beside matching the words. An empty filter lets everything through.

    Attributes:
        source: ids of sources; a release belongs to the source that told of it first.
        type: words of ``releases.type``.
        since: the first day of publishing, Oslo time, included.
        until: the last day, included. With either, releases of unknown date are left out.
        language: of the release or of one of its translations.
    """

    source: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    language: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Filters()


def matching(asked: Plan, filters: Filters) -> tuple[str, str, dict[str, str]]:
    """Return the tables, condition and parameters of all that matches words and filters."""
    if asked.tiers:
        return matching_words(asked.match, filters)
    where, parameters = condition(filters)
    if asked.exclude:
        where += (
            " AND releases.id NOT IN"
            " (SELECT rowid FROM releases_fts WHERE releases_fts MATCH :exclude)"
        )
        parameters["exclude"] = asked.exclude
    return _COVERED, where, parameters


def matching_words(match: str, filters: Filters) -> tuple[str, str, dict[str, str]]:
    """Return the same for one MATCH expression; ``releases`` is among the tables if need be."""
    if not filters:
        return "releases_fts", "releases_fts MATCH :match", {"match": match}
    where, parameters = condition(filters)
    return (
        JOINED,
        f"releases_fts MATCH :match AND releases.id = releases_fts.rowid AND {where}",
        {**parameters, "match": match},
    )


def condition(filters: Filters) -> tuple[str, dict[str, str]]:
    """Return SQL over ``releases`` that is true for what the filters let through, parameters."""
    terms, parameters = [], {}
    if filters.source:
        terms.append("releases.source_id IN (SELECT value FROM json_each(:source))")
        parameters["source"] = json.dumps(filters.source)
    if filters.type:
        terms.append("releases.type IN (SELECT value FROM json_each(:type))")
        parameters["type"] = json.dumps(filters.type)
    if filters.language:
        terms.append(
            "(releases.language IN (SELECT value FROM json_each(:language)) OR EXISTS (SELECT 1"
            " FROM translations WHERE release_id = releases.id"
            " AND translations.language IN (SELECT value FROM json_each(:language))))"
        )
        parameters["language"] = json.dumps(filters.language)
    if filters.since:
        terms.append("releases.published_date >= :since")
        parameters["since"] = filters.since.isoformat()
    if filters.until:
        terms.append("releases.published_date <= :until")
        parameters["until"] = filters.until.isoformat()
    return " AND ".join(terms) or "TRUE", parameters
