"""``forget``: a person erased from the whole archive."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.shared import (
    config_option,
    json_option,
    print_json,
    print_table,
    settings_of,
    utc_now,
    writable,
)
from pressearkiv.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.privacy import Forgotten


@click.command()
@click.argument("who", nargs=-1, required=True, metavar="NAME|EMAIL")
@click.option("--dry-run", is_flag=True, help="Show what would be erased, and erase nothing.")
@click.option("--yes", is_flag=True, help="Erase without asking.")
@json_option
@config_option
def forget(
    who: tuple[str, ...], dry_run: bool, yes: bool, as_json: bool, config_file: Path | None
) -> None:
    """Erase a person from texts, contacts, revisions, answers and search index, for good.

    A name takes the addresses and numbers of the contacts of that name with it; an e-mail address
    takes the name and the numbers of the contact that carries it. What other contacts carry too,
    such as a switchboard, stands. A name is matched as whole words, whatever the case and accents.
    The archive then knows the person by a digest alone, and erases them from what comes later.

    Exit code 0 when done (or shown), 1 when the archive held nothing of the person. No copy made
    earlier is touched: see docs/privacy.md for backups.

    \b
    Example:  pressearkiv forget "Kari Nordmann" --dry-run
              pressearkiv forget kari.nordmann@example.no --yes
    """
    from pipeline.privacy import forget as forget_person

    settings, wanted = settings_of(config_file), " ".join(who)
    with writable(settings, "forget") as archive:
        if dry_run or not yes:
            told = forget_person(archive, wanted, utc_now(), dry_run=True)
            _print(told, done=False, as_json=as_json and dry_run)
        if not dry_run:
            if not yes:
                _ask()
            told = forget_person(archive, wanted, utc_now(), dry_run=False)
            _print(told, done=True, as_json=as_json)
    if not told.anything:
        raise SystemExit(1)


def _ask() -> None:
    if not sys.stdin.isatty():
        raise ConfigError("nothing was erased", hint="Say --yes where nobody can be asked.")
    click.confirm("Erase all this, for good?", abort=True, err=True)


def _print(told: Forgotten, *, done: bool, as_json: bool) -> None:
    if as_json:
        print_json(_document(told, done=done))
        return
    person = told.found.person
    out = {"name": person.names, "e-mail": person.emails, "telephone": person.phones}
    for kind, spellings in out.items():
        for spelling in sorted(spellings):
            click.echo(f"{kind}: {spelling}", err=True)
    for spelling in told.found.shared:
        click.echo(f"others carry it too, and it stands: {spelling}", err=True)
    rows = [[table, str(count)] for table, count in sorted(told.rows.items())]
    print_table(["table", "rows"], [*rows, ["captures (bytes)", str(told.captures)]])
    for capture_id in told.unread:
        click.echo(f"capture {capture_id} is damaged: nobody can look into it", err=True)
    if not told.anything:
        click.echo("The archive holds nothing of them.", err=True)
    if done:
        click.echo("Erased, and remembered by a digest. Backups hold them still.", err=True)


def _document(told: Forgotten, *, done: bool) -> dict[str, Any]:
    person = told.found.person
    return {
        "erased": done,
        "names": sorted(person.names),
        "emails": sorted(person.emails),
        "phones": sorted(person.phones),
        "shared": list(told.found.shared),
        "rows": told.rows,
        "captures": told.captures,
        "unread_captures": list(told.unread),
    }
