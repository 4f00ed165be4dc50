"""The documentation against the program: what is missing, stale or led nowhere fails here."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING

import click
import pytest

from pipeline.cli import COMMANDS
from pipeline.cli import main as program
from pressearkiv.errors import PressearkivError
from storage.archive import Archive
from tests.docs import generate
from tests.docs.markdown import ROOT, anchor, block, blocks, headings, links, pages, read, rows
from tests.docs.markdown import section as section_of
from tests.run.rooms import two_days

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

PAGES = pages()
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

_PROGRAM_LINE = re.compile(r"(?:^|[\s'/])pressearkiv\s+(?P<arguments>[a-z].*)$")
_QUOTED_COMMAND = re.compile(r"[`“]pressearkiv ([a-z]+)")
_MACHINE = re.compile(r"/work/|/root/|/home/\w|/Users/|[A-Z]:\\Users|file://")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The demo's archive after its two days."""
    settings = two_days(tmp_path_factory.mktemp("archive"))
    with Archive.open(settings.archive, read_only=True) as opened:
        yield opened


def test_the_commands_page_is_what_help_says_today() -> None:
    assert read(generate.COMMANDS_PAGE) == generate.commands_page(), _AGAIN


def test_the_readme_lists_the_commands_of_today() -> None:
    assert read(generate.README) == generate.readme(), _AGAIN


def test_the_schema_page_is_what_the_migrations_say_today() -> None:
    assert read(generate.SCHEMA) == generate.schema_page(), _AGAIN


_AGAIN = "run “python -m tests.docs.generate”"


def test_every_table_has_a_line_of_prose_and_every_column_a_comment(archive: Archive) -> None:
    schema = read(generate.SCHEMA)
    for table in generate.tables(archive.connection):
        prose = section_of(schema, table).partition("<!--")[0].strip()
        assert prose.endswith("."), f"{table} has no line about it"
        told = generate.column_comments(archive.connection, table)
        for column in _columns(archive.connection, table):
            assert told.get(column), f"{table}.{column} has no comment in its migration"


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_xinfo({table})")]


@pytest.mark.parametrize("kind", ["view", "virtual"])
def test_views_and_indexes_are_named(archive: Archive, kind: str) -> None:
    schema = read(generate.SCHEMA)
    missing = [t for t in generate.tables(archive.connection, kind) if f"`{t}`" not in schema]
    assert not missing


def test_the_questions_of_the_schema_page_have_answers(archive: Archive) -> None:
    questions = [b.text for b in blocks(read(generate.SCHEMA)) if b.language == "sql"]
    assert questions
    for question in questions:
        assert archive.connection.execute(question).fetchall(), question


def test_every_exit_code_is_documented_and_no_other() -> None:
    documented = {int(row["code"]) for row in rows(read("docs/exit-codes.md"))}
    assert documented == {0, click.UsageError.exit_code, *_exit_codes_of_errors(), *_exits()}


def _exit_codes_of_errors() -> set[int]:
    for package in ("pressearkiv", "sources", "pipeline", "storage"):
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    return {error.exit_code for error in _tree(PressearkivError)}


def _tree(error: type[PressearkivError]) -> Iterator[type[PressearkivError]]:
    yield error
    for leaf in error.__subclasses__():
        yield from _tree(leaf)


def _exits() -> set[int]:
    found: set[int] = set()
    for file in (ROOT / "pipeline").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        found.update(int(n) for n in re.findall(r"(?:SystemExit|sys\.exit|ctx\.exit)\((\d+)", text))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_relative_link_leads_somewhere(name: str) -> None:
    page = ROOT / name
    for link in links(read(name)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, fragment = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{name}: {link}"
        assert target.is_relative_to(ROOT), f"{name}: {link}"
        if fragment:
            known = {anchor(words) for _, words in headings(target.read_text(encoding="utf-8"))}
            assert fragment in known, f"{name}: {link}"


@pytest.mark.parametrize("name", NAMES)
def test_no_page_names_a_path_of_somebodys_machine(name: str) -> None:
    assert not _MACHINE.search(read(name))


@pytest.mark.parametrize("name", NAMES)
def test_every_file_that_a_page_names_is_there(name: str) -> None:
    spans = re.findall(
        r"`((?:sources|pipeline|storage|tests|docs|pressearkiv)/[^`\s]*)`", read(name)
    )
    examples = {b.name for b in blocks(read("docs/add-a-source.md"))} | {
        f"tests/fixtures/wordpress/{name}" for name in ("feed.xml", "posts.json")
    }
    missing = [
        span
        for span in spans
        if span not in examples
        and "NAME" not in span
        and not (ROOT / span.partition("::")[0]).exists()
    ]
    assert not missing


def test_every_promise_of_security_names_a_test_that_is_there() -> None:
    promises = rows(section_of(read("SECURITY.md"), "What is promised, and which test holds it"))
    assert len(promises) >= 20
    for promise in promises:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", promise["held by"])
        assert named, promise["promise"]
        for file, test in named:
            assert f"def {test}(" in read(file), f"{file} has no {test}"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_line_that_a_page_shows_is_one_that_works(name: str) -> None:
    text = read(name)
    for word in _QUOTED_COMMAND.findall(text):
        assert word in COMMANDS, f"{name}: pressearkiv {word}"
    for shown in blocks(text):
        if shown.language != "sh":
            continue
        for line in shown.text.splitlines():
            found = _PROGRAM_LINE.search(line)
            if found is not None:
                _understood(found["arguments"], f"{name}: {line.strip()}")


def _understood(arguments: str, line: str) -> None:
    words = re.split(r" (?:&&|\|\||\||>>?|#) ", arguments)[0].replace("'", " ").split()
    while words and words[0] == "pressearkiv":  # "podman exec NAME pressearkiv …"
        words = words[1:]
    command: click.Command = program
    ctx = click.Context(program)
    while isinstance(command, click.Group) and words:
        found = command.get_command(ctx, words[0])
        assert found is not None, line
        command, words = found, words[1:]
    known = {option for p in command.params for option in (*p.opts, *p.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= {*known, "--help"}, line


def test_the_messages_that_operations_explains_are_the_programs_own() -> None:
    code = "\n".join(
        re.sub(r"\"\n\s+f?\"", "", file.read_text(encoding="utf-8"))
        for folder in ("sources", "pipeline", "storage")
        for file in (ROOT / folder).rglob("*.py")
    )
    for row in rows(read("docs/operations.md")):
        for message in re.findall(r"`([^`]+)`", row.get("it says", "")):
            for part in message.split("…"):
                words = re.sub(r" \d+$", " ", part).strip()
                assert words in code, f"“{message}” is said nowhere"


def test_ci_runs_the_readmes_test_command() -> None:
    ci = ROOT / ".ci" / "run"
    if not ci.exists():
        pytest.skip("this copy of the project has no .ci/run")
    command = block(read("README.md"), "test").strip()
    assert command in ci.read_text(encoding="utf-8").splitlines()


def test_the_readmes_commands_need_nothing_but_python() -> None:
    for name in ("demo", "test"):
        command = block(read("README.md"), name)
        assert command.startswith("python3 -m venv .venv && ")
        used = {step.split()[0] for step in command.split(" && ")}
        assert all(word == "python3" or word.startswith(".venv/bin/") for word in used)


def test_the_picture_shows_what_the_demo_prints() -> None:
    drawn = re.findall(r"<text [^>]*>(.*?)</text>", read(generate.PICTURE), re.DOTALL)
    in_picture = _figures("".join(drawn).replace("&#160;", " "))
    shown = _figures(re.sub(r"\x1b\[[\d;]*m", "", generate.demo_output()))
    assert in_picture == shown, "run “python -m tests.docs.generate picture”"


def _figures(text: str) -> list[str]:
    """Return the tables' rows, and the key of each release that is named, in their order."""
    rows_ = re.findall(r"\b(?:ks|kdd|fylke) +(?:ok|failed)(?: +(?:\d+|·))+", text)
    keys = re.findall(r"\b(?:ntb|regjeringen)-\d+", text)
    return [" ".join(row.split()) for row in rows_] + keys


@pytest.mark.parametrize("folder", ["sources", "pipeline", "storage"])
def test_the_pages_that_the_code_points_at_are_there(folder: str) -> None:
    for file in (ROOT / folder).rglob("*.py"):
        for name in re.findall(r"docs/[\w-]+\.md", file.read_text(encoding="utf-8")):
            assert (ROOT / name).exists(), f"{file.relative_to(ROOT)} points at {name}"
