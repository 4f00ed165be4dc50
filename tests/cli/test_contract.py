"""What scripts rely on: words of JSON, exit codes, columns."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.run.rooms import settings_in

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.demo.server import PressRooms
    from pipeline.settings import Settings
    from tests.cli.conftest import Call

_ROW = {
    "id", "outcome", "new", "revised", "unchanged", "quarantined", "requests", "bytes", "seconds",
    "error",
}  # fmt: skip


def test_run_json_answers_word_for_word(call: Call, rooms: PressRooms, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, rooms)
    first = call("run", "--config", settings.file, "--json")
    assert first.returncode == 0, first.stderr
    document = json.loads(first.stdout)
    assert document["run"] == 1
    assert document["outcome"] == "ok"
    assert [row["id"] for row in document["sources"]] == ["ks", "kdd", "fylke"]
    for row in document["sources"]:
        assert row.keys() >= _ROW
        assert row["requests"] > 0
        assert row["bytes"] > 1000
    again = call("run", "--config", settings.file, "--json")
    assert json.loads(again.stdout) == {"run": None, "outcome": "ok", "sources": []}


def test_a_failing_source_makes_the_run_partial_and_exit_1(
    call: Call, rooms: PressRooms, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, rooms)
    rooms.faults["ks"] = 500
    answer = call("run", "--config", settings.file, "--json")
    assert answer.returncode == 1
    document = json.loads(answer.stdout)
    assert document["outcome"] == "partial"
    told = {row["id"]: (row["outcome"], row["error"]) for row in document["sources"]}
    assert told["ks"][0] == "failed"
    assert "500" in told["ks"][1]
    assert told["kdd"][0] == "ok"


def test_with_no_network_it_says_so_per_source_in_one_line(
    call: Call, rooms: PressRooms, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, rooms)
    rooms.__exit__(None, None, None)
    answer = call("run", "--config", settings.file)
    assert answer.returncode == 1
    lines = [line for line in answer.stderr.splitlines() if ": failed: " in line]
    assert [line.partition(":")[0] for line in lines] == ["ks", "kdd", "fylke"]
    assert "Traceback" not in answer.stderr


def test_under_cron_a_run_prints_one_line_a_source(
    call: Call, rooms: PressRooms, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, rooms)
    lines = call("run", "--config", settings.file).stdout.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("run=1 source=ks outcome=ok new=20 ")


def test_a_dry_run_keeps_nothing(call: Call, rooms: PressRooms, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, rooms)
    answer = call("run", "--dry-run", "--json", "--config", settings.file)
    assert json.loads(answer.stdout)["sources"][0]["new"] == 20
    assert not settings.archive.exists()


def test_bad_usage_and_bad_config_exit_2(call: Call, tmp_path: Path, kept: Settings) -> None:
    assert call("run", "--no-such-option").returncode == 2
    assert call("run", "--config", tmp_path / "none.toml").returncode == 2
    (tmp_path / "config.toml").write_text("[fetch]\ntimout = 3\n", encoding="utf-8")
    answer = call("run", "--config", tmp_path / "config.toml")
    assert answer.returncode == 2
    assert "line 2" in answer.stderr
    assert "timeout" in answer.stderr
    unknown = call("run", "--source", "sk", "--config", kept.file)
    assert unknown.returncode == 2
    assert "ks, kdd, fylke" in unknown.stderr


def test_an_archive_that_cannot_be_used_exits_74(
    call: Call, rooms: PressRooms, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, rooms)
    settings.archive.write_bytes(b"this is no database, however long it is " * 100)
    answer = call("run", "--config", settings.file)
    assert answer.returncode == 74
    assert str(settings.archive) in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_second_run_exits_75_and_says_who_is_writing(
    call: Call, rooms: PressRooms, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, rooms)
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(settings.archive)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        answer = call("run", "--config", settings.file)
        assert answer.returncode == 75
        assert f"process {holder.pid}" in answer.stderr
    finally:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
        assert holder.stdout is not None
        holder.stdout.close()
    assert call("run", "--config", settings.file).returncode == 0


_HOLD = """
import sys, time
from pathlib import Path
from storage.lock import writing
with writing(Path(sys.argv[1]), "a test"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_search_finds_across_bokmål_and_nynorsk(call: Call, kept: Settings) -> None:
    answer = call("search", "kommunane", "--json", "--limit", "5", "--config", kept.file)
    assert answer.returncode == 0
    hits = json.loads(answer.stdout)
    assert len(hits) == 5
    assert hits[0].keys() == {
        "key", "title", "published_local", "source_id", "type", "url", "snippet",
    }  # fmt: skip
    nothing = call("search", "xyzzyplugh", "--json", "--config", kept.file)
    assert nothing.returncode == 1
    assert json.loads(nothing.stdout) == []


def test_show_takes_a_key_or_an_address(call: Call, kept: Settings) -> None:
    answer = call("show", "regjeringen-3179388", "--json", "--config", kept.file)
    document = json.loads(answer.stdout)
    assert document["revision"] == 2
    assert document["revisions"][1]["changed"] == ["title", "url"]
    earlier = call(
        "show", "regjeringen-3179388", "--revision", "1", "--json", "--config", kept.file
    )
    assert json.loads(earlier.stdout)["title"] == document["revisions"][0]["title"]
    assert call("show", "ntb-1", "--config", kept.file).returncode == 1
    address = "https://www.regjeringen.no/no/aktuelt/x/id3179388/"
    assert call("show", address, "--config", kept.file).returncode == 0


def test_status_exits_1_when_a_source_needs_attention(call: Call, kept: Settings) -> None:
    answer = call("status", "--json", "--config", kept.file)
    assert answer.returncode == 1
    document = json.loads(answer.stdout)
    told = {row["id"]: row for row in document["sources"]}
    assert told["ks"]["error"] is None
    assert "breaks off" in told["fylke"]["error"]
    assert told["fylke"]["error_kind"] == "ParseError"
    assert told["fylke"]["failing_since"] == "2026-11-20T11:00:00Z"
    assert told["kdd"]["without_text"] == 2


def test_backup_copies_and_verify_holds(call: Call, kept: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert call("backup", copy, "--config", kept.file).returncode == 0
    assert call("backup", copy, "--config", kept.file).returncode == 74
    with sqlite3.connect(copy) as db:
        assert db.execute("SELECT count(*) FROM releases").fetchone()[0] == 58
    db.close()
    answer = call("verify", "--json", "--config", kept.file)
    assert answer.returncode == 0
    assert json.loads(answer.stdout)["problems"] == []


def test_reparse_of_an_unchanged_archive_changes_nothing(call: Call, kept: Settings) -> None:
    answer = call("reparse", "--dry-run", "--json", "--config", kept.file)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == []


def test_check_shows_items_and_stores_nothing(
    call: Call, rooms: PressRooms, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, rooms)
    answer = call("check", "ks", "--json", "--config", settings.file)
    (feed,) = json.loads(answer.stdout)
    assert len(feed["items"]) == 20
    assert feed["items"][0]["published"]["source"] == "feed"
    assert not settings.archive.exists()
    by_address = call("check", rooms.url("fylke", "/nothing"), "--config", settings.file)
    assert by_address.returncode == 1
    assert "404" in by_address.stderr


def test_backfill_takes_the_older_ones_and_can_be_cut_short(
    call: Call, rooms: PressRooms, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, rooms)
    first = call("run", "--source", "ks", "--config", settings.file)
    assert "9 older releases" in first.stderr
    one_page = call("backfill", "ks", "--limit", "20", "--json", "--config", settings.file)
    assert one_page.returncode == 0, one_page.stderr
    rest = call("backfill", "ks", "--json", "--config", settings.file)
    new = [json.loads(answer.stdout)["sources"][0]["new"] for answer in (one_page, rest)]
    assert sum(new) == 9
    again = call("backfill", "ks", "--json", "--config", settings.file)
    assert json.loads(again.stdout)["sources"][0]["new"] == 0


def test_backfill_without_a_list_says_what_to_do(
    call: Call, rooms: PressRooms, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, rooms)
    answer = call("backfill", "kdd", "--config", settings.file)
    assert answer.returncode == 2
    assert "listings" in answer.stderr


def test_init_writes_a_folder_that_works_and_overwrites_nothing(call: Call, tmp_path: Path) -> None:
    assert call("init", tmp_path / "new").returncode == 0
    names = {file.name for file in (tmp_path / "new").iterdir()}
    assert names == {
        "config.toml", "pressearkiv.cron", "pressearkiv.service", "pressearkiv-run.service",
        "pressearkiv-run.timer", "Containerfile",
    }  # fmt: skip
    cron = (tmp_path / "new" / "pressearkiv.cron").read_text(encoding="utf-8")
    program = next(line for line in cron.splitlines() if line.startswith("*/5")).split()[5]
    assert program.startswith("/")
    assert "@" not in cron
    assert call("init", tmp_path / "new").returncode == 2


def test_the_demo_tells_what_happened_and_how_to_go_on(call: Call, tmp_path: Path) -> None:
    answer = call("demo", "--keep", tmp_path / "demo")
    assert answer.returncode == 0, answer.stderr
    assert "regjeringen-3179388  title, url" in answer.stdout
    assert "pressearkiv search" in answer.stdout
    found = call("search", "kommune", "--config", tmp_path / "demo" / "config.toml")
    assert found.returncode == 0


def test_the_service_fetches_and_ends_with_0_on_sigterm(rooms: PressRooms, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, rooms)
    command = [sys.executable, "-m", "pressearkiv", "schedule", "--config", str(settings.file)]
    service = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert service.stdout is not None
        assert b"source=ks outcome=ok" in service.stdout.readline()
        service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
    finally:
        service.kill()
        service.communicate()


@pytest.mark.parametrize("command", ["run", "search", "show", "status", "init", "demo", "check"])
def test_every_help_shows_an_example(call: Call, command: str) -> None:
    answer = call(command, "--help")
    assert answer.returncode == 0
    assert answer.stderr == ""
    assert f"Example:  pressearkiv {command}" in answer.stdout


def test_help_reads_nothing_but_the_table_of_commands() -> None:
    script = (
        "import sys; from click.testing import CliRunner; from pipeline.cli import main;"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0;"
        "heavy = {'bs4', 'lxml', 'feedparser', 'httpx2', 'sqlite_utils', 'pydantic', 'rich',"
        " 'dateparser', 'apscheduler', 'datasette', 'simplemma'} & sys.modules.keys();"
        "print(heavy or 'none')"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "none"
