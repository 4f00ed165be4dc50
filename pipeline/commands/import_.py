"""``import``: history from WARC files, as other archives and crawlers wrote them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.shared import (
    config_option,
    json_option,
    print_json,
    progress,
    settings_of,
    utc_now,
    writable,
)

if TYPE_CHECKING:
    from pipeline.imports.load import Loaded

_MOST_TOLD = 10


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option(
    "--source", "source_id", metavar="ID", help="Whose answers these are, whatever they say."
)
@json_option
@config_option
def import_(
    files: tuple[Path, ...], source_id: str | None, as_json: bool, config_file: Path | None
) -> None:
    """Take in WARC files: each answer is kept, and recorded as seen when it was fetched.

    What is kept of a release already stays; an older text becomes an earlier revision. Nobody is
    alerted. An import that was cut off is begun again with the same command.

    \b
    Example:  pressearkiv import regjeringen-2019.warc.gz
              pressearkiv import --source ks crawl-*.warc.gz
    """
    from pipeline.imports.load import load

    settings = settings_of(config_file)
    with writable(settings, "import") as archive, progress("import") as moved:
        loaded = load(files, settings, archive, utc_now(), moved, source_id=source_id)
    if as_json:
        print_json(_document(loaded))
    else:
        _print(loaded)
    if any(taken.broken for taken in loaded.files.values()):
        raise SystemExit(1)


def _document(loaded: Loaded) -> dict[str, object]:
    files = [
        {
            "file": name,
            "kept": taken.kept,
            "known": taken.known,
            "others": taken.others,
            "lost": taken.lost,
            "broken": [asdict(one) for one in taken.broken],
        }
        for name, taken in loaded.files.items()
    ]
    return {"files": files, "releases": loaded.releases}


def _print(loaded: Loaded) -> None:
    for name, taken in loaded.files.items():
        click.echo(
            f"{name}: kept={taken.kept} known={taken.known} others={taken.others}"
            f" lost={taken.lost} broken={len(taken.broken)}"
        )
        for one in taken.broken[:_MOST_TOLD]:
            click.echo(f"{name}: byte {one.offset:,}: {one.reason} {one.url}".rstrip(), err=True)
        if len(taken.broken) > _MOST_TOLD:
            click.echo(f"{name}: and {len(taken.broken) - _MOST_TOLD} more", err=True)
    for source_id, counts in loaded.releases.items():
        told = " ".join(f"{outcome}={count}" for outcome, count in counts.items())
        click.echo(f"source={source_id} {told}")
