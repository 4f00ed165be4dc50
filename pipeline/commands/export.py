"""``export``: what a search finds, as a file for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.search import filter_options, filters_of
from pipeline.commands.shared import config_option, readable, settings_of, utc_now
from storage.export.formats import FORMATS

if TYPE_CHECKING:
    from storage.export.query import ExportOptions, ExportQuery


@click.command()
@click.argument("query", nargs=-1)
@click.option(
    "--format",
    "fmt",
    required=True,
    type=click.Choice(tuple(FORMATS)),
    metavar="FORMAT",
    help=f"{', '.join(FORMATS)}.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write; standard output otherwise. Parquet needs a folder.",
)
@filter_options
@click.option("--newest", is_flag=True, help="The newest first, not the best.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="So many releases at most.")
@click.option(
    "--separator", type=click.Choice([",", ";"]), default=",", help="Between the cells of CSV."
)
@config_option
def export(
    query: tuple[str, ...],
    fmt: str,
    output: Path | None,
    since: str | None,
    until: str | None,
    ids: tuple[str, ...],
    types: tuple[str, ...],
    newest: bool,
    limit: int | None,
    separator: str,
    config_file: Path | None,
) -> None:
    """Write what a search finds, or everything, as FORMAT.

    The people named as contacts are left out, and their addresses and numbers masked in the texts,
    unless [privacy] in config.toml says contacts = "keep".

    \b
    Example:  pressearkiv export --format xlsx -o kommune.xlsx kommuneøkonomi --since 2026-01-01
              pressearkiv export --format ics -o kalender.ics
    """
    from storage.export.formats import write
    from storage.export.query import ExportOptions, ExportQuery
    from storage.privacy import mask

    settings = settings_of(config_file)
    typed = " ".join(query)
    wanted: ExportQuery = ExportQuery(
        typed=typed,
        filters=filters_of(since, until, ids, types),
        order="newest" if newest or not typed else "relevance",
        limit=limit,
    )
    options: ExportOptions = ExportOptions(
        now=utc_now(),
        separator=";" if separator == ";" else ",",
        contacts="keep" if settings.privacy.shown else "hide",
    )
    with readable(settings) as archive:
        if not settings.privacy.shown:
            mask.hide(archive.connection)
        out = output or sys.stdout.buffer
        count = write(archive.connection, fmt, out, wanted, options)
    click.echo(f"{count} written", err=True)
