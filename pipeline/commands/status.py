"""``status``: how each source is doing, at a glance."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from pipeline.commands.shared import (
    config_option,
    json_option,
    local,
    print_json,
    print_table,
    readable,
    settings_of,
    utc_now,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.health import Health


@click.command()
@json_option
@config_option
def status(as_json: bool, config_file: Path | None) -> None:
    """Tell how each source is doing: last success, next visit, counts, and what is wrong.

    Exit code 0 when all is well, 1 when a source needs attention.

    \b
    Example:  pressearkiv status
              pressearkiv status --json | your-monitor
    """
    from pipeline.health import health
    from storage import search_index

    settings = settings_of(config_file)
    with readable(settings) as archive:
        now = utc_now()
        sources = [health(source, archive, now) for source in settings.sources]
        search = search_index.status(archive.connection)
    needed = [source for source in sources if source.enabled and source.attention]
    if as_json:
        print_json(
            {
                "archive": str(settings.archive),
                "healthy": not needed,
                "sources": [asdict(source) for source in sources],
                "search": {**asdict(search), "degraded": search.degraded},
            }
        )
    else:
        titles = ["source", "last success", "next visit", "releases", "no text", "in quarantine"]
        print_table(titles, [_row(source) for source in sources])
        for source in needed:
            since = f" since {local(source.failing_since)}" if source.failing_since else ""
            click.echo(f"{source.id}{since}: {source.attention}", err=True)
        for source in sources:
            for one in source.restless:
                told = f"{one.looks} looks in one revision, which differ only in"
                fields = ", ".join(one.changed)
                click.echo(
                    f"{source.id}: {one.key} changes at every look: {told} {fields}", err=True
                )
        if search.degraded:
            click.echo("search finds words by their beginnings only; see docs/search.md", err=True)
    if needed:
        raise SystemExit(1)


def _row(source: Health) -> list[str]:
    return [
        source.id,
        local(source.last_success) or "never",
        (local(source.next_due) or "at once") if source.enabled else "disabled",
        str(source.releases),
        str(source.without_text),
        str(source.quarantined),
    ]
