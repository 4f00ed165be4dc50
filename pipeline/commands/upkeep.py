"""``backup``, ``verify``, ``reparse`` and ``reindex``: keeping what is kept."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.shared import (
    config_option,
    json_option,
    print_json,
    progress,
    readable,
    settings_of,
    utc_now,
    writable,
)
from pipeline.commands.show import diff_lines

if TYPE_CHECKING:
    from pipeline.reparse import Difference


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@config_option
def backup(file: Path, config_file: Path | None) -> None:
    """Copy the archive to FILE, consistently, while runs write and people read.

    \b
    Example:  pressearkiv backup /backup/pressearkiv-2026-11-21.db
    """
    from storage import upkeep

    upkeep.backup(settings_of(config_file).archive, file)
    click.echo(f"{file}: {file.stat().st_size:,} bytes", err=True)


@click.command()
@json_option
@config_option
def verify(as_json: bool, config_file: Path | None) -> None:
    """Check the archive: structure, foreign keys, captures' hashes, revisions, search index.

    Exit code 0 when all holds, 74 when something does not.

    \b
    Example:  pressearkiv verify
    """
    from storage import upkeep

    settings = settings_of(config_file)
    with readable(settings) as archive:
        problems = list(upkeep.verify(archive))
    if as_json:
        print_json({"archive": str(settings.archive), "problems": problems})
    else:
        for problem in problems:
            click.echo(problem)
    if problems:
        click.echo("Restore a backup, or ask: nothing was changed.", err=True)
        raise SystemExit(74)
    click.echo(f"{settings.archive}: all holds", err=True)


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what would change, and keep nothing.")
@json_option
@config_option
def reparse(dry_run: bool, as_json: bool, config_file: Path | None) -> None:
    """Read every capture again with today's code, and keep what it reads otherwise.

    What differs becomes a revision with cause “reparse”: ours, not the publisher's. Documents are
    read again where [documents] is on and what reads them has changed.

    \b
    Example:  pressearkiv reparse --dry-run
    """
    from pipeline.reparse import Reparse

    settings = settings_of(config_file)
    with writable(settings, "reparse") as archive, progress("reparse") as moved:
        again = Reparse(settings, archive)
        found = list(again.differences(utc_now(), moved, dry_run=dry_run))
        if settings.documents.fetch:
            from pipeline.documents.again import read_again

            found += read_again(settings.documents, archive, dry_run=dry_run)
    if as_json:
        print_json([_document(difference) for difference in found])
        return
    for difference in found:
        _print(difference)
    would = "would change" if dry_run else "changed"
    click.echo(f"{len(found)} releases {would}", err=True)


def _document(difference: Difference) -> dict[str, object]:
    fields = [
        {"field": f, "before": _plain(b), "after": _plain(a)} for f, b, a in difference.fields
    ]
    return {"key": difference.key, "new": difference.new, "fields": fields}


def _print(difference: Difference) -> None:
    click.echo(f"{difference.key}{' (new)' if difference.new else ''}")
    for name, before, after in difference.fields:
        if isinstance(before, str) and isinstance(after, str):
            for line in diff_lines(before, after):
                click.echo(f"  {name}: {line}")
        else:
            click.echo(f"  {name}: {_short(before)} -> {_short(after)}")


def _plain(value: object) -> object:
    """Return a value as JSON can hold it; a date with its precision as an object."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


@click.command()
@config_option
def reindex(config_file: Path | None) -> None:
    """Build the search index and its vocabulary anew from the texts.

    \b
    Example:  pressearkiv reindex
    """
    from storage import search_index

    settings = settings_of(config_file)
    with (
        writable(settings, "reindex") as archive,
        progress("reindex") as moved,
        archive.transaction(),
    ):
        search_index.reindex(archive.connection, lambda _what, done, total: moved(done, total))
    click.echo(f"{settings.archive}: search index built", err=True)
