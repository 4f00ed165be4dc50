"""``story``: what a person knows better than the rules about who tells the same news."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.commands.shared import config_option, settings_of, utc_now, writable

if TYPE_CHECKING:
    from pathlib import Path


@click.group()
def story() -> None:
    """Join releases that tell the same news, or split what a rule has joined; it stays so.

    \b
    Example:  pressearkiv story split regjeringen-3179641
              pressearkiv story join ntb-18307640 regjeringen-3021272
    """


@story.command()
@click.argument("key")
@click.argument("other", required=False)
@config_option
def split(key: str, other: str | None, config_file: Path | None) -> None:
    """Take KEY out of its story, or cut its link with OTHER alone. No rule makes it again.

    \b
    Example:  pressearkiv story split regjeringen-3179641
    """
    from pipeline.times import utc_text
    from storage import stories

    with writable(settings_of(config_file), "story split") as archive, archive.transaction():
        cut = stories.split(archive.connection, key, other, at=utc_text(utc_now()))
    click.echo(f"{key} stands apart from {', '.join(cut) or 'nothing it was joined with'}")


@story.command()
@click.argument("key")
@click.argument("other")
@config_option
def join(key: str, other: str, config_file: Path | None) -> None:
    """Say that KEY tells the same news as OTHER.

    \b
    Example:  pressearkiv story join ntb-18307640 regjeringen-3021272
    """
    from pipeline.times import utc_text
    from storage import stories

    with writable(settings_of(config_file), "story join") as archive, archive.transaction():
        stories.join(archive.connection, key, other, at=utc_text(utc_now()))
    click.echo(f"{key} and {other} tell the same story")
