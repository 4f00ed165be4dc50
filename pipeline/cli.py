"""The command line: a table of commands, each loaded when it is called.

``pressearkiv --help`` reads this table alone; what a command needs is imported by its module.
"""

from __future__ import annotations

import sys
from importlib import import_module
from keyword import iskeyword
from typing import Final

import click

from pressearkiv import __version__
from pressearkiv.errors import PressearkivError

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "run": ("run", "Fetch what is due, once."),
    "schedule": ("schedule", "Stay and fetch on time, as a service."),
    "backfill": ("run", "Page back through a source's catalogue."),
    "search": ("search", "Find releases in Norwegian."),
    "agenda": ("agenda", "List what is coming: events and deadlines."),
    "show": ("show", "Show one release, with all that is known of it."),
    "changes": ("changes", "List silent edits, withdrawals and returns."),
    "export": ("export", "Write what a search finds as CSV, Excel, Atom, calendar …"),
    "import": ("import_", "Take in history from WARC files."),
    "browse": ("browse", "Serve the archive as a site."),
    "status": ("status", "Tell how each source is doing."),
    "story": ("story", "Join or split releases that tell the same news."),
    "check": ("check", "Fetch once and show what would be stored."),
    "reparse": ("upkeep", "Read every capture again with today's code."),
    "reindex": ("upkeep", "Build the search index anew."),
    "backup": ("upkeep", "Copy a live archive, consistently."),
    "verify": ("upkeep", "Check the archive against itself."),
    "forget": ("forget", "Erase a person from the whole archive."),
    "init": ("init", "Write config.toml and what runs it on time."),
    "demo": ("demo", "Show the whole job on sample press rooms, offline."),
}
"""Each command: the module of ``pipeline.commands`` that has it, and what it does."""


class _Lazy(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"pipeline.commands.{COMMANDS[cmd_name][0]}")
        # A command named by a word of Python's own has a module and a function with a mark.
        command = getattr(module, f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except PressearkivError as error:
            click.echo(f"pressearkiv: {error}", err=True)
            if error.hint:
                click.echo(error.hint, err=True)
            ctx.exit(error.exit_code)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pressearkiv")
def main() -> None:
    """Keep every press release of KS and the ministry, exactly as published, findable in Norwegian.

    \b
    Try it:     pressearkiv demo
    For real:   pressearkiv run
    Then:       pressearkiv search kommuneøkonomi
    """


if __name__ == "__main__":
    sys.exit(main())
