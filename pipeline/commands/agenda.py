"""``agenda``: what is coming, from the releases' own texts."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from pipeline.commands.run import day_of
from pipeline.commands.shared import (
    config_option,
    json_option,
    print_json,
    print_table,
    readable,
    settings_of,
    utc_now,
)

if TYPE_CHECKING:
    from pathlib import Path

    from storage.agenda import Happening

_ROLES = ("event", "deadline", "mention")


@click.command()
@click.option("--since", metavar="DATE", help="From this day on; by default today.")
@click.option("--until", metavar="DATE", help="Up to and with this day.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(_ROLES),
    default=("event", "deadline"),
    show_default=True,
    help="What the date is to a reader; repeatable.",
)
@json_option
@config_option
def agenda(
    since: str | None,
    until: str | None,
    roles: tuple[str, ...],
    as_json: bool,
    config_file: Path | None,
) -> None:
    """List what is coming: press events and deadlines, read from the releases' texts.

    \b
    Example:  pressearkiv agenda --until 31.12.2026
              pressearkiv agenda --role deadline --json
    """
    from storage.agenda import coming

    settings = settings_of(config_file)
    today = utc_now().astimezone(ZoneInfo("Europe/Oslo")).date().isoformat()
    first, last = day_of(since) if since else today, day_of(until) if until else None
    with readable(settings) as archive:
        found = coming(archive.connection, first, last, roles=roles)
    if as_json:
        print_json([asdict(date) for date in found])
    elif found:
        print_table(["when", "what", "title", "place", "key"], [_row(date) for date in found])
    else:
        click.echo(f"Nothing is known for {first} and later.", err=True)


def _row(date: Happening) -> list[str]:
    when = date.starts[:16].replace("T", " ")
    if date.ends and date.ends[:10] != date.starts[:10]:
        when += f" – {date.ends[:10]}"
    elif date.ends and "T" in date.ends:
        when += f"–{date.ends[11:16]}"
    return [when, date.role, date.title, date.place, date.key]
