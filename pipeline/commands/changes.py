"""``changes``: what publishers did to their releases afterwards."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from pipeline.commands.run import day_of
from pipeline.commands.shared import (
    config_option,
    field_name,
    json_option,
    local,
    print_json,
    print_table,
    readable,
    settings_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from storage.changes import Changed


@click.command()
@click.option("--since", metavar="DATE", help="Found on this day or later.")
@click.option("--source", "source_id", metavar="ID", help="Only this source.")
@json_option
@config_option
def changes(
    since: str | None, source_id: str | None, as_json: bool, config_file: Path | None
) -> None:
    """List silent edits, withdrawals and returns, the newest first.

    \b
    Example:  pressearkiv changes --since 1.11.2026
              pressearkiv show KEY --diff
    """
    from storage import changes as storage_changes

    settings = settings_of(config_file)
    day = day_of(since) if since else None
    with readable(settings) as archive:
        found = storage_changes.changes(archive.connection, day, source_id)
    if as_json:
        print_json([asdict(change) for change in found])
    elif found:
        print_table(["found", "what", "key", "title"], [_row(change) for change in found])
    else:
        click.echo("No change is known.", err=True)


def _row(change: Changed) -> list[str]:
    names = ", ".join(map(field_name, change.fields))
    what = names if change.what == "revised" else change.what
    return [local(change.at), what, change.key, change.title]
