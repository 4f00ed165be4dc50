"""``run`` and ``backfill``: fetch what is due, and what is older."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.shared import (
    config_option,
    json_option,
    log_visits,
    print_json,
    progress,
    report_document,
    settings_of,
    tell,
    utc_now,
    writable,
)
from pressearkiv.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.run import Report
    from pipeline.settings import Settings


@click.command()
@click.option("--source", "ids", multiple=True, metavar="ID", help="Only this source; repeatable.")
@click.option("--all", "every", is_flag=True, help="Visit every source, whether due or not.")
@click.option("--accept", is_flag=True, help="Take what looks foreign; needs --source.")
@click.option("--dry-run", is_flag=True, help="Work on a copy, and keep nothing.")
@json_option
@config_option
def run(
    ids: tuple[str, ...],
    every: bool,
    accept: bool,
    dry_run: bool,
    as_json: bool,
    config_file: Path | None,
) -> None:
    """Fetch what is due, once: made for cron.

    Prints a table on a terminal, one line a source elsewhere. Exit codes: 0 all fine, 1 some
    source failed, 2 bad usage or config, 74 the archive cannot be used, 75 another run is writing.

    \b
    Example:  pressearkiv run --source ks
              */15 * * * *  pressearkiv run --config /etc/pressearkiv/config.toml
    """
    from pipeline import rounds

    if accept and not ids:
        raise ConfigError("--accept needs --source ID", hint="Look at one source's answer first.")
    settings = settings_of(config_file)
    with _used(settings, dry_run=dry_run) as used, writable(used, "run") as archive:
        report = rounds.go(used, archive, utc_now, ids=ids, every=every, accept=accept)
    finish(report, settings, as_json=as_json)


def finish(report: Report | None, settings: Settings, *, as_json: bool) -> None:
    """Print what a run came to, and leave with its exit code."""
    if as_json:
        print_json(report_document(report))
        log_visits(report, settings)
    elif report is not None:
        tell(report, settings)
    elif sys.stdout.isatty():
        click.echo("Nothing is due. “pressearkiv run --all” fetches all the same.")
    if report is not None and report.outcome != "ok":
        raise SystemExit(1)


@contextlib.contextmanager
def _used(settings: Settings, *, dry_run: bool) -> Iterator[Settings]:
    """Yield the settings; for a dry run over a copy of the archive that is thrown away."""
    from storage.upkeep import backup

    if not dry_run:
        yield settings
        return
    folder = Path(tempfile.mkdtemp(prefix="pressearkiv-"))
    try:
        copy = folder / settings.archive.name
        if settings.archive.exists():
            backup(settings.archive, copy)
        yield replace(settings, archive=copy, alerts=(), metrics_file=None, ping_url="")
    finally:
        shutil.rmtree(folder)


@click.command()
@click.argument("source_id", metavar="SOURCE")
@click.option("--since", metavar="DATE", help="Stop at this day: 2020-01-01 or 1.1.2020.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop after so many releases.")
@json_option
@config_option
def backfill(
    source_id: str, since: str | None, limit: int | None, as_json: bool, config_file: Path | None
) -> None:
    """Page back through a source's catalogue, from where it was cut off the last time.

    \b
    Example:  pressearkiv backfill ks --since 2020-01-01
    """
    from pipeline import run as runs

    settings = settings_of(config_file)
    source = runs.named(settings, source_id)
    if not source.adapter.catalogue():
        raise ConfigError(
            f"“{source_id}” has no list that reaches back in time",
            hint="For regjeringen.no, name list or topic pages under listings in config.toml.",
        )
    day = day_of(since) if since else None
    with progress(f"backfill {source_id}") as moved, writable(settings, "backfill") as archive:
        report = runs.run(
            [source],
            settings,
            archive,
            utc_now,
            command="backfill",
            talk=lambda visit, _source: visit.catalogue(day, limit, moved),
        )
    finish(report, settings, as_json=as_json)


def day_of(text: str) -> str:
    """Return the day that somebody typed as ISO text; raises ``ConfigError``."""
    from pipeline.dates import parse

    when = parse(text, utc_now())
    if when is None:
        raise ConfigError(f"“{text}” is no date", hint="Write it as 2020-01-01 or 1.1.2020.")
    return when.published_date
