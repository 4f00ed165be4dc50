"""What a publisher sends stays words: never a file's name, a piece of SQL, a command or code."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from storage.archive import Archive
from storage.export.formats import FORMATS
from storage.upkeep import verify
from tests.world import Loopback, at, run_once

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

HOSTILE = (
    "'; DROP TABLE releases; --",
    '" OR 1=1 UNION SELECT sql FROM sqlite_master --',
    "../../../../etc/cron.d/arkiv",
    "/etc/passwd",
    "$(touch owned) `touch owned` ; touch owned",
    "%s %n {0} {settings.mail.password} ${PATH}",
    "=cmd|' /C calc'!A0",
    "ro\u0301d \u202egnp.exe",
)


@pytest.fixture
def world() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


@pytest.fixture
def archive(world: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    monkeypatch.chdir(tmp_path)
    settings = world.settings(tmp_path, "fylke")
    for number, words in enumerate(HOSTILE, start=1):
        world.publish("fylke", number)
        world.change("fylke", number, guid=words, title=words, body=f"<p>{words}</p>", path="/x/")
    (visit,) = run_once(settings, at(1)).sources
    assert (visit.outcome, visit.new, visit.quarantined) == ("ok", len(HOSTILE), 0)
    with Archive.open(settings.archive, read_only=True) as opened:
        yield opened


def test_hostile_words_are_kept_as_words_and_the_archive_holds(archive: Archive) -> None:
    titles = {row[0] for row in archive.connection.execute("SELECT title FROM releases")}
    assert {"".join(title.split()) for title in titles} >= {
        "".join(words.split()) for words in HOSTILE[:-1]
    }
    assert list(verify(archive)) == []


def test_no_file_is_named_by_what_was_fetched(archive: Archive, tmp_path: Path) -> None:
    def files() -> set[str]:
        return {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*")}

    before = files()
    for name in (name for name, one in FORMATS.items() if one.available):
        words = ["export", "--format", name, "--output", str(tmp_path / "out" / name)]
        (tmp_path / "out").mkdir(exist_ok=True)
        told = CliRunner().invoke(main, [*words, "--config", str(tmp_path / "archive.toml")])
        assert told.exit_code == 0, (name, told.output, told.exception)
    new = {name for name in files() - before if not name.startswith("out")}
    assert new <= {"archive.db-wal", "archive.db-shm"}
    assert before <= files()


@pytest.mark.parametrize("package", ["pressearkiv", "sources", "pipeline", "storage"])
def test_no_module_calls_a_shell_or_runs_text_as_code(package: str) -> None:
    for file in (ROOT / package).rglob("*.py"):
        calls = [n for n in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(n, ast.Call)]
        named = {ast.unparse(call.func) for call in calls}
        assert not named & {"eval", "exec", "compile", "os.system", "os.popen"}, file
        assert not [call for call in calls if "shell" in {one.arg for one in call.keywords}], file
