"""What the commands share: the config, the archive, the clock, and how things are printed."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline import config, logs
from pipeline.times import parse_utc
from storage.archive import Archive
from storage.lock import writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.run import Report
    from pipeline.settings import Settings
    from storage.journal import Visit

config_option = click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The config.toml to use; by default the one in this folder, or the one that came along.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


def utc_now() -> datetime:
    """Return the time: the one clock of the program, read here and passed on."""
    return datetime.now(UTC)


def local(utc: str | None) -> str:
    """Return an archive's instant as the wall clock in Oslo shows it, ``""`` for none."""
    from zoneinfo import ZoneInfo

    if utc is None:
        return ""
    return parse_utc(utc).astimezone(ZoneInfo("Europe/Oslo")).strftime("%Y-%m-%d %H:%M")


def field_name(field: str) -> str:
    """Return what people call a changed field: ``date`` for ``published``."""
    names = {"published": "date", "published_text": "date", "url": "address"}
    return names.get(field, field.replace("translation:", "translation in "))


def settings_of(config_file: Path | None) -> Settings:
    """Load the configuration; raises ``ConfigError``."""
    settings = config.load(config.find_config(config_file))
    logs.set_up(settings.log)
    return settings


@contextmanager
def writable(settings: Settings, command: str) -> Iterator[Archive]:
    """Open the archive as its only writer; raises ``ArchiveBusy`` where another one writes."""
    since = datetime.now().astimezone().strftime("%d.%m.%Y %H.%M")
    with (
        writing(settings.archive, f"“pressearkiv {command}” since {since}"),
        Archive.open(settings.archive) as archive,
    ):
        yield archive


@contextmanager
def readable(settings: Settings) -> Iterator[Archive]:
    """Open the archive for reading; raises ``ArchiveError`` where there is none yet."""
    with Archive.open(settings.archive, read_only=True) as archive:
        yield archive


def print_json(document: object) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def print_table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table where a person is looking, and tab-separated lines elsewhere."""
    if not sys.stdout.isatty():
        for row in (titles, *rows):
            click.echo("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*titles, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show a bar on a terminal; yield the function that moves it: ``(done, total or None)``."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def report_document(report: Report | None) -> dict[str, Any]:
    """Return what ``run --json`` prints; no run was needed where ``report`` is ``None``."""
    if report is None:
        return {"run": None, "outcome": "ok", "sources": []}
    sources = [_visit_document(visit) for visit in report.sources]
    return {"run": report.run, "outcome": report.outcome, "sources": sources}


def _visit_document(visit: Visit) -> dict[str, Any]:
    row = asdict(visit)
    names = (
        "outcome", "new", "revised", "unchanged", "quarantined", "requests", "bytes", "seconds",
        "error", "error_kind", "hint", "completed", "translated", "withdrawn", "returned",
        "not_before",
    )  # fmt: skip
    return {"id": visit.source_id, **{name: row[name] for name in names}}


_COUNTS = ("new", "revised", "completed", "translated", "unchanged", "quarantined")


def tell(report: Report, settings: Settings) -> None:
    """Print what a run came to; what went wrong in the log's own form, if it has one."""
    print_report(report, errors=settings.log.format == "text")
    log_visits(report, settings)


def log_visits(report: Report | None, settings: Settings) -> None:
    """Log each visit of a run, where the log is for machines."""
    if report is not None and settings.log.format != "text":
        for visit in report.sources:
            logs.visited(visit)


def print_report(report: Report, *, errors: bool = True) -> None:
    """Print a run: a table on a terminal, one line a source elsewhere; errors on stderr."""
    if sys.stdout.isatty():
        rows = [
            [v.source_id, v.outcome, *(_number(getattr(v, name)) for name in _COUNTS)]
            for v in report.sources
        ]
        print_table(["source", "outcome", *_COUNTS], rows)
    else:
        for visit in report.sources:
            click.echo(_cron_line(report.run, visit))
    if not errors:
        return
    for visit in report.sources:
        if visit.error:
            word = "failed" if visit.outcome == "failed" else "note"
            click.echo(f"{visit.source_id}: {word}: {visit.error}", err=True)
            if visit.hint and sys.stderr.isatty():
                click.echo(f"  {visit.hint}", err=True)
    for note in report.notes:
        click.echo(note, err=True)


def _cron_line(run: int, visit: Visit) -> str:
    counts = " ".join(f"{name}={getattr(visit, name)}" for name in _COUNTS)
    return f"run={run} source={visit.source_id} outcome={visit.outcome} {counts}"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ") if value else "·"
