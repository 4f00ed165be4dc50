"""``schedule``: the service that stays and fetches on time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.commands.shared import config_option, settings_of, tell, utc_now, writable
from pressearkiv.errors import ArchiveBusy, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@click.command()
@config_option
def schedule(config_file: Path | None) -> None:
    """Stay and fetch each source when it is due, until SIGTERM; then finish the step in hand.

    SIGHUP reads the configuration again; one that is wrong is said, and the old one stays.

    \b
    Example:  pressearkiv schedule --config /etc/pressearkiv/config.toml
    """
    from pipeline.schedule import Service

    rounds = _Rounds(config_file)
    click.echo(f"{len(rounds.settings.sources)} sources; SIGTERM ends it", err=True)
    Service(rounds.tick, rounds.reload).serve()


class _Rounds:
    """The rounds of a service, by the configuration as it was last read and found right."""

    def __init__(self, config_file: Path | None) -> None:
        self._file = config_file
        self.settings = settings_of(config_file)

    def reload(self) -> None:
        """Read the configuration again."""
        try:
            self.settings = settings_of(self._file)
        except ConfigError as error:
            click.echo(f"{error}\nThe configuration as it was stays in force.", err=True)
        else:
            click.echo(f"configuration read: {len(self.settings.sources)} sources", err=True)

    def tick(self, stop: Callable[[], bool]) -> None:
        """Go one round, unless another process is at it."""
        from pipeline import rounds

        settings = self.settings
        try:
            with writable(settings, "schedule") as archive:
                report = rounds.go(settings, archive, utc_now, command="schedule", stop=stop)
        except ArchiveBusy as busy:
            click.echo(str(busy), err=True)
            return
        if report is not None:
            tell(report, settings)
