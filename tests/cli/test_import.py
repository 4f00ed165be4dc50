"""``export --format warc`` and ``import`` as they are really called."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.settings import Settings
    from tests.cli.conftest import Call

pytest.importorskip("warcio", reason="the extra pressearkiv[warc] is not installed")


def test_an_archive_goes_out_and_comes_in_by_two_commands(
    call: Call, kept: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "a.warc.gz"
    written = call("export", "--format", "warc", "-o", file, "--config", kept.file)
    assert (written.returncode, written.stderr) == (0, "58 written\n")
    other = {"PRESSEARKIV_ARCHIVE_PATH": str(tmp_path / "b.db")}
    taken = call("import", file, "--json", "--config", kept.file, **other)
    assert taken.returncode == 0, taken.stderr
    document = json.loads(taken.stdout)
    assert document["files"][0]["kept"] > 50
    assert sum(counts["new"] for counts in document["releases"].values()) == 58
    again = call("import", file, "--config", kept.file, **other)
    assert again.returncode == 0
    assert again.stdout.startswith("a.warc.gz: kept=0 known=")
    assert call("verify", "--config", kept.file, **other).returncode == 0
    assert call("reparse", "--dry-run", "--json", "--config", kept.file, **other).stdout == "[]\n"


def test_what_is_broken_is_told_and_exits_1(call: Call, kept: Settings, tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    call("export", "--format", "warc", "-o", file, "--config", kept.file)
    file.write_bytes(file.read_bytes()[:-40] + b"\x00" * 40)
    other = {"PRESSEARKIV_ARCHIVE_PATH": str(tmp_path / "b.db")}
    taken = call("import", file, "--config", kept.file, **other)
    assert taken.returncode == 1
    assert "broken=1" in taken.stdout
    assert "byte" in taken.stderr


def test_what_is_no_warc_exits_2(call: Call, kept: Settings, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("not a WARC")
    other = {"PRESSEARKIV_ARCHIVE_PATH": str(tmp_path / "b.db")}
    taken = call("import", file, "--config", kept.file, **other)
    assert taken.returncode == 2
    assert "Name a .warc" in taken.stderr
    assert call("import", "--config", kept.file, **other).returncode == 2
