"""Writes the parts of the documentation that the program itself knows best.

    python -m tests.docs.generate            commands (README.md, docs/commands.md), docs/schema.md
    python -m tests.docs.generate picture    docs/images/demo.svg, from a real run of the demo

Only what stands between the marks ``<!-- begin … -->`` and ``<!-- end … -->`` is written.
"""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from pipeline.cli import COMMANDS
from pipeline.cli import main as program
from storage.archive import Archive
from storage.schema import steps
from tests.docs.markdown import ROOT, read, replaced

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

README: Final = "README.md"
COMMANDS_PAGE: Final = "docs/commands.md"
SCHEMA: Final = "docs/schema.md"
PICTURE: Final = "docs/images/demo.svg"

_HELP_WIDTH: Final = 88
_PICTURE_WIDTH: Final = 112
_ALLOWED: Final = re.compile(r"CHECK \((\w+) IN \((.*?)\)\)")
_COLUMN: Final = re.compile(r"^\s*(?:ALTER TABLE \w+ ADD COLUMN )?\"?(\w+)\"? .*?--\s*(.+?)\s*$")


def readme() -> str:
    """Return README.md with the table of today's commands."""
    lines = ["| command | what it does |", "|---|---|"]
    for name, (_, told) in COMMANDS.items():
        lines.append(f"| [`{name}`]({COMMANDS_PAGE}#{name}) | {told} |")
    return replaced(read(README), "commands", "\n".join(lines))


def commands_page() -> str:
    """Return docs/commands.md with the help of today's commands."""
    text = "\n\n".join(_help(program, _context(program)))
    return replaced(read(COMMANDS_PAGE), "commands", text)


def _context(group: click.Group) -> click.Context:
    return click.Context(group, info_name="pressearkiv", **group.context_settings)


def _help(group: click.Group, ctx: click.Context) -> Iterator[str]:
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        if command is None:
            continue
        own = click.Context(command, ctx, info_name=name, terminal_width=_HELP_WIDTH)
        level = "#" * (len(own.command_path.split()))
        yield f"{level} {own.command_path.removeprefix('pressearkiv ')}"
        yield f"```text\n{command.get_help(own).strip()}\n```"
        if isinstance(command, click.Group):
            yield from _help(command, own)


def schema_page() -> str:
    """Return docs/schema.md with the columns of today's tables."""
    text = read(SCHEMA)
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder) / "a.db") as archive:
        for table in tables(archive.connection):
            text = replaced(text, table, _columns(archive.connection, table))
    return text


def tables(db: sqlite3.Connection, kind: str = "table") -> list[str]:
    """Return the names of the archive's own tables (or views, or virtual ones), as created."""
    found = db.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = ?"
        # Those that begin so are SQLite's and sqlite-utils' own.
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_%' ESCAPE '\\'",
        (kind,),
    )
    names = {row[0] for row in found}
    made = db.execute("SELECT name FROM sqlite_master ORDER BY rowid")
    return [name for (name,) in made if name in names]


def _columns(db: sqlite3.Connection, table: str) -> str:
    told = column_comments(db, table)
    (made,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    allowed = {name: words.replace("'", "`") for name, words in _ALLOWED.findall(made)}
    parents = {row[3]: row[2] for row in db.execute(f"PRAGMA foreign_key_list({table})")}
    lines = ["| column | type | what it holds |", "|---|---|---|"]
    for column in db.execute("SELECT * FROM pragma_table_xinfo(?)", (table,)):
        _, name, kind, required, _, in_key, hidden = column
        may_lack = not required and not in_key and not hidden
        type_ = kind.lower() + (" or NULL" if may_lack else ", computed" if hidden else "")
        comment = told.get(name, "").replace("|", "\\|")
        one_of = f" ({allowed[name]})" if name in allowed else ""
        row_of = f", a row of `{parents[name]}`" if name in parents else ""
        lines.append(f"| `{name}` | {type_}{row_of} | {comment}{one_of} |")
    return "\n".join(lines)


def column_comments(db: sqlite3.Connection, table: str) -> dict[str, str]:
    """Return what the migrations say of each column; “…” stands for the line above it.

    SQLite keeps the comments inside CREATE TABLE; those of a later ADD COLUMN stand in its file.
    """
    (made,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    added = [
        line
        for file in steps()
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith(f"ALTER TABLE {table} ADD COLUMN ")
    ]
    found: dict[str, str] = {}
    above = ""
    for line in [*made.splitlines(), *added]:
        if match := _COLUMN.match(line):
            above = above if match.group(2) == "…" else match.group(2)
            found[match.group(1)] = above
    return found


def demo_output(width: int = _PICTURE_WIDTH) -> str:
    """Run the demo on a terminal of its own and return all that it shows, colours included."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(width), "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "pressearkiv", "demo"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    ) as running:
        os.close(theirs)
        shown = b"".join(_until_closed(ours))
    os.close(ours)
    if running.returncode:
        raise RuntimeError(f"the demo ended with {running.returncode}: {shown.decode()}")
    text = shown.decode().replace("\r\n", "\n").strip("\n")
    return re.sub(r"http://127\.0\.0\.1:\d+", "http://127.0.0.1:…", text)


def _until_closed(descriptor: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(descriptor, 65536)
        except OSError:  # Linux tells the end of a pseudo-terminal so
            return
        if not piece:
            return
        yield piece


def picture(shown: str) -> str:
    """Return a terminal's output as SVG that asks no other host for anything."""
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, file=io.StringIO(), width=_PICTURE_WIDTH, force_terminal=True)
    console.print(Text("$ pressearkiv demo\n") + Text.from_ansi(shown))
    drawn = console.export_svg(title="pressearkiv demo", unique_id="demo")
    return re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)


def _write(name: str, text: str) -> None:
    (ROOT / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["picture"]:
        _write(PICTURE, picture(demo_output()))
    else:
        _write(README, readme())
        _write(COMMANDS_PAGE, commands_page())
        _write(SCHEMA, schema_page())
