"""The search page: hits, filters with counts, a bar a month, and a way on when nothing is found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from storage.search import search, suggest
from storage.site import queries
from storage.site.charts import Chart, chart
from storage.site.counts import counts
from storage.site.formats import OSLO
from storage.site.links import Links
from storage.site.page import Asked, Page
from storage.site.query import UNKNOWN, Query, read_day, read_query

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from storage.search import Facets, Hit

PAGE_SIZE: Final = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: how many releases it would show, and whether it is chosen."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter with its values; ``parameter`` is its name in the address."""

    parameter: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Removable:
    """A filter that is set, and the query without it. ``kind`` says how to name ``value``."""

    kind: str
    value: str
    without: Query


@dataclass(frozen=True, slots=True)
class Period:
    """A bar's link: the query narrowed to the bar's month or year, and whether it already is."""

    query: Query
    chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """All that the search page shows. ``order`` is the one in use, ``pages`` how many there are."""

    query: Query
    total: int
    order: str
    pages: int
    hits: tuple[Hit, ...]
    filters: tuple[Filter, ...]
    chosen: tuple[Removable, ...]
    chart: Chart
    periods: tuple[Period, ...]
    suggestions: tuple[Query, ...]
    instead: tuple[str, ...]
    sources: dict[str, str]


def search_page(conn: sqlite3.Connection, asked: Asked) -> Page:
    """Return the search page for what the address asks."""
    query = read_query(asked.parameters)
    if _untidy(asked) and not query.misread:
        return Page("search.html", query, redirect=Links(asked.settings.base).search(query))
    results = search(
        conn,
        query.words,
        query.filters,
        today=asked.today,
        order=query.order,
        limit=PAGE_SIZE,
        offset=(query.page - 1) * PAGE_SIZE,
    )
    settings = asked.settings
    counted = counts(conn, settings.archive, query, results.total, settings.clock())
    drawn = chart(counted.month)
    nearest = suggest(conn, query.words) if not results.total else ()
    return Page(
        "search.html",
        Found(
            query=query,
            total=results.total,
            order=results.order,
            pages=-(-results.total // PAGE_SIZE),
            hits=results.hits,
            filters=_filters(counted, query),
            chosen=_chosen(query),
            chart=drawn,
            periods=tuple(period_of(query, bar.period) for bar in drawn.bars),
            suggestions=tuple(replace(query, words=words, page=1) for words in nearest),
            instead=_folded(results.plan),
            sources=_names(conn, asked),
        ),
    )


def warm(conn: sqlite3.Connection) -> None:
    """Search for a word that no archive has, so that the dictionaries are read."""
    from datetime import datetime

    search(conn, "kommunestyremøteprotokoll", today=datetime.now(OSLO).date(), limit=1)


def _untidy(asked: Asked) -> bool:
    """Tell whether the address holds what a form sends though nothing was filled in.

    The reader is sent to the same search without it, so that what is shared and kept is short.
    """
    values = [value for of in asked.parameters.values() for value in of]
    return "" in values or "relevans" in asked.parameters.get("sortering", ())


def _names(conn: sqlite3.Connection, asked: Asked) -> dict[str, str]:
    return {**queries.source_names(conn), **{s.id: s.name for s in asked.settings.sources}}


def _filters(counted: Facets, query: Query) -> tuple[Filter, ...]:
    chosen = query.filters
    return (
        Filter("avsender", _choices(counted.source, chosen.source)),
        Filter("type", _choices(counted.type, chosen.type)),
        Filter("sprak", _choices(counted.language, chosen.language)),
    )


def _choices(counts: dict[str, int], chosen: tuple[str, ...]) -> tuple[Choice, ...]:
    values = (*counts, *(value for value in chosen if value not in counts))
    return tuple(Choice(v or UNKNOWN, counts.get(v, 0), v in chosen) for v in values)


def _chosen(query: Query) -> tuple[Removable, ...]:
    filters = query.filters
    removable = [
        Removable(kind, value, query.narrowed(**{name: tuple(v for v in values if v != value)}))
        for kind, name, values in (
            ("avsender", "source", filters.source),
            ("type", "type", filters.type),
            ("sprak", "language", filters.language),
        )
        for value in values
    ]
    if filters.since:
        removable.append(_removable_day("fra", filters.since, query.narrowed(since=None)))
    if filters.until:
        removable.append(_removable_day("til", filters.until, query.narrowed(until=None)))
    return tuple(removable)


def _removable_day(kind: str, day: date, without: Query) -> Removable:
    return Removable(kind, day.isoformat(), without)


def period_of(query: Query, period: str) -> Period:
    """Return where a bar leads: the query in that month (``2026-11``) or year alone."""
    since, until = read_day(period), read_day(period, last=True)
    chosen = (query.filters.since, query.filters.until) == (since, until)
    return Period(query.narrowed(since=since, until=until), chosen)


def _folded(plan: Any) -> tuple[str, ...]:
    """Return the words that were looked for in place of one typed without æ, ø and å."""
    return tuple(form for wanted in plan.wanted if wanted.folded for form in wanted.forms[:3])
