"""``schedule``: the service that stays and fetches on time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.commands.shared import config_option, print_report, settings_of, utc_now, writable
from pressearkiv.errors import ArchiveBusy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.settings import Settings


@click.command()
@config_option
def schedule(config_file: Path | None) -> None:
    """Stay and fetch each source when it is due, until SIGTERM; then finish the step in hand.

    \b
    Example:  pressearkiv schedule --config /etc/pressearkiv/config.toml
    """
    from pipeline.schedule import serve

    settings = settings_of(config_file)
    click.echo(f"{len(settings.sources)} sources; SIGTERM ends it", err=True)
    serve(lambda stop: _tick(settings, stop))


def _tick(settings: Settings, stop: Callable[[], bool]) -> None:
    from pipeline import run as runs

    try:
        with writable(settings, "schedule") as archive:
            sources = runs.choose(settings, archive, utc_now(), ids=(), every=False)
            if sources:
                print_report(runs.run(sources, settings, archive, utc_now, stop=stop))
    except ArchiveBusy as busy:
        click.echo(str(busy), err=True)
