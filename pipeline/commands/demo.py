"""``demo``: the whole job on sample press rooms, served on loopback."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.shared import print_report

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command()
@click.option(
    "--keep",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep the archive and its config here, to search and browse.",
)
def demo(folder: Path | None) -> None:
    """Show the whole job, offline: sample press rooms on loopback, fetched on two days.

    The second day brings edits, a duplicate, a translation and a broken feed. The code is the
    same as in “pressearkiv run”; only the addresses and the clock differ.

    \b
    Example:  pressearkiv demo --keep demo
              pressearkiv search --config demo/config.toml kommunane
    """
    from pipeline.demo.server import PressRooms

    with _folder(folder) as place, PressRooms() as rooms:
        config_file = place / "config.toml"
        config_file.write_text(rooms.config(place / "pressearkiv.db"), encoding="utf-8")
        for day in (1, 2):
            rooms.set_day(day)
            _run_day(config_file, day)
        _print_changes(config_file)
    if folder is None:
        click.echo(
            "\nTo search and browse it, keep it:  pressearkiv demo --keep demo\n"
            "then:  pressearkiv browse --config demo/config.toml"
        )
        return
    click.echo(
        f"\nSearch it:   pressearkiv search --config {config_file} kommunane\n"
        f"Read one:    pressearkiv show --config {config_file} regjeringen-3179388 --diff\n"
        f"Browse it:   pressearkiv browse --config {config_file}"
    )


@contextlib.contextmanager
def _folder(folder: Path | None) -> Iterator[Path]:
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="pressearkiv-demo-") as temporary:
            yield Path(temporary)
        return
    folder.mkdir(parents=True, exist_ok=True)
    yield folder


def _run_day(config_file: Path, day: int) -> None:
    from pipeline import run
    from pipeline.config import load
    from pipeline.demo.world import NOW
    from storage.archive import Archive

    settings, now = load(config_file, {}), NOW[day]
    click.echo(f"\nDay {day}, {now:%Y-%m-%d}")
    with Archive.open(settings.archive) as archive:
        sources = run.choose(settings, archive, now, ids=(), every=True)
        print_report(run.run(sources, settings, archive, lambda: now))


def _print_changes(config_file: Path) -> None:
    from pipeline.config import load
    from storage.archive import Archive

    with Archive.open(load(config_file, {}).archive, read_only=True) as archive:
        rows = archive.connection.execute(
            "SELECT key, cause, changed, releases.title FROM revisions JOIN releases"
            " ON releases.id = release_id WHERE revisions.revision > 1 ORDER BY seen_at, key"
        ).fetchall()
    click.echo("\nWhat the publishers changed between the two days:")
    for key, cause, changed, title in rows:
        fields = changed.strip("[]").replace('"', "")
        click.echo(f"  {key}  {'full text at last' if cause == 'completed' else fields}  {title}")
