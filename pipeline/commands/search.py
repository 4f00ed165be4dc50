"""``search``: find releases in Norwegian."""

from __future__ import annotations

import datetime
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from pipeline.commands.run import day_of
from pipeline.commands.shared import (
    config_option,
    json_option,
    print_json,
    readable,
    settings_of,
    utc_now,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from storage.annexes import Place
    from storage.search import Filters, Hit, Results
    from storage.search_hits import Segment

_TYPES = (
    "pressemelding", "presseinvitasjon", "nyhet", "tale", "høring", "dokument", "kalender",
    "annet",
)  # fmt: skip


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the filters that search and export share."""
    for option in (
        click.option("--type", "types", multiple=True, type=click.Choice(_TYPES), metavar="TYPE",
                     help=f"Only this type; repeatable: {', '.join(_TYPES)}."),
        click.option("--source", "ids", multiple=True, metavar="ID", help="Only this source."),
        click.option("--until", metavar="DATE", help="Published on this day or before."),
        click.option("--since", metavar="DATE", help="Published on this day or later."),
    ):  # fmt: skip
        command = option(command)
    return command


def filters_of(
    since: str | None, until: str | None, ids: Sequence[str], types: Sequence[str]
) -> Filters:
    """Return the filters that somebody typed; raises ``ConfigError`` for what is no date."""
    from storage.search import Filters

    day = datetime.date.fromisoformat
    return Filters(
        source=tuple(ids),
        type=tuple(types),
        since=day(day_of(since)) if since else None,
        until=day(day_of(until)) if until else None,
    )


@click.command()
@click.argument("query", nargs=-1, required=True)
@filter_options
@click.option("--newest", is_flag=True, help="The newest first, not the best.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@json_option
@config_option
def search(
    query: tuple[str, ...],
    since: str | None,
    until: str | None,
    ids: tuple[str, ...],
    types: tuple[str, ...],
    newest: bool,
    limit: int,
    as_json: bool,
    config_file: Path | None,
) -> None:
    """Find releases: any form of a word, in bokmål and nynorsk, and inside compounds.

    "Words in quotes" are a phrase, -word leaves out. Exit code 0 when something is found, else 1.

    \b
    Example:  pressearkiv search kommuneøkonomi --since 2026-01-01
              pressearkiv search '"statlig lønnsoppgjør" -streik' --newest
    """
    from storage import search as searching

    settings = settings_of(config_file)
    filters = filters_of(since, until, ids, types)
    with readable(settings) as archive:
        results = searching.search(
            archive.connection,
            " ".join(query),
            filters,
            today=utc_now().astimezone(ZoneInfo("Europe/Oslo")).date(),
            order="newest" if newest else "relevance",
            limit=limit,
        )
    if as_json:
        print_json([_document(hit) for hit in results.hits])
    else:
        _print(results)
    if not results.hits:
        raise SystemExit(1)


def _document(hit: Hit) -> dict[str, object]:
    document: dict[str, object] = {
        "key": hit.key,
        "title": hit.title,
        "published_local": hit.published_local,
        "source_id": hit.source_id,
        "type": hit.type,
        "url": hit.url,
        "snippet": _marked(hit.snippet, "[", "]"),
    }
    if hit.document is not None:
        document["document"] = asdict(hit.document)
    return document


def _marked(segments: Sequence[Segment], before: str, after: str) -> str:
    return "".join(f"{before}{s.text}{after}" if s.marked else s.text for s in segments)


def _place(document: Place | None) -> str:
    if document is None:
        return ""
    on = f"on page {document.page} of" if document.page else "in"
    return f"{on} “{document.title or document.url}”: "


def _print(results: Results) -> None:
    bold = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("[", "]")
    for hit in results.hits:
        click.echo(f"{hit.published_local or 'no date'}  {hit.publisher}  ({hit.key})")
        click.echo(f"  {_marked(hit.title_segments, *bold)}")
        told = " ".join(_marked(hit.snippet, *bold).split())
        click.echo(f"  {_place(hit.document)}{told}\n")
    found = f"{len(results.hits)} of {results.total}" if results.total else "nothing"
    click.echo(f"{found} found; “pressearkiv show KEY” shows one whole", err=True)
