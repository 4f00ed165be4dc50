"""The log, the metrics and the ping: what a monitor is fed."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import rounds
from pipeline.logs import JsonFormatter, LogfmtFormatter, fields_of
from pipeline.network import fetching
from pressearkiv.errors import ArchiveError
from storage.archive import Archive
from tests.server import page, reset
from tests.world import FEED, QUICK, Loopback, at

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pipeline.settings import Settings


def record(message: str, **extra: Any) -> logging.LogRecord:
    made = logging.makeLogRecord({"msg": message, "levelname": "INFO", "name": "x"} | extra)
    made.created = 1_795_000_000.5
    return made


def test_logfmt_quotes_what_it_must() -> None:
    line = LogfmtFormatter().format(record("to ord", run=3, source="ks", error='a "b"\nc', no=""))
    assert line == (
        'time=2026-11-18T11:06:40.500Z level=info logger=x message="to ord" run=3 source=ks'
        ' error="a \\"b\\"\\nc" no=""'
    )


def test_json_is_one_object_a_line_with_an_exception_whole() -> None:
    try:
        raise ValueError("på én")
    except ValueError:
        line = JsonFormatter().format(record("æ", exc_info=sys.exc_info()))
    assert "\n" not in line
    told = json.loads(line)
    assert told["message"] == "æ"
    assert "ValueError: på én" in told["exception"]
    assert list(fields_of(record("x")))[:4] == ["time", "level", "logger", "message"]


@pytest.fixture
def settings(world: Loopback, tmp_path: Path) -> Settings:
    world.publish("fylke", 1, 2)
    return world.settings(tmp_path, "fylke", more=more_of(world, tmp_path))


def more_of(world: Loopback, folder: Path) -> str:
    for what in ("", "/start", "/fail"):
        world.servers["ks"].at(f"/ping/hemmelig{what}", page(b"OK"))
    return (
        f'[metrics]\ntextfile = "{folder}/pressearkiv.prom"\n'
        f'[ping]\nurl = "{world.servers["ks"].url("/ping/hemmelig")}"\n'
    )


def run(settings: Settings, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pressearkiv", "run", "--all", *words]
    command += ["--config", str(settings.file)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin"} | env
    )


def test_the_log_of_a_run_is_json_with_run_and_source(world: Loopback, settings: Settings) -> None:
    env = {"PRESSEARKIV_LOG_FORMAT": "json", "PRESSEARKIV_LOG_LEVEL": "debug"}
    told = run(settings, "--json", **env)
    lines = [json.loads(line) for line in told.stderr.splitlines()]
    fetched = [line for line in lines if line["message"] == "fetched"]
    assert fetched[0]["status"] == 200
    (visited,) = [line for line in lines if line["message"] == "visited"]
    assert (visited["run"], visited["source"], visited["new"]) == (1, "fylke", 2)
    assert json.loads(told.stdout)["outcome"] == "ok"
    world.servers["fylke"].at(FEED["fylke"], page(b"", 404))
    failed = run(settings, PRESSEARKIV_LOG_FORMAT="logfmt")
    (line,) = failed.stderr.splitlines()
    assert "level=warning logger=pressearkiv.run message=visited run=2 source=fylke" in line
    assert failed.returncode == 1


@pytest.mark.parametrize(
    ("form", "wanted"),
    [("json", '"run": 1, "source": "fylke"'), ("logfmt", " run=1 source=fylke ")],
)
def test_every_line_of_a_run_bears_its_run_and_source_in_either_form(
    form: str, wanted: str, settings: Settings
) -> None:
    told = run(settings, PRESSEARKIV_LOG_FORMAT=form, PRESSEARKIV_LOG_LEVEL="debug")
    lines = told.stderr.splitlines()
    assert len(lines) >= 2
    assert all(wanted in line for line in lines)


def go(settings: Settings, now: datetime) -> None:
    network = partial(fetching, limits=QUICK, sleep=lambda _seconds: None)
    with Archive.open(settings.archive) as archive:
        rounds.go(settings, archive, lambda: now, every=True, network=network)


def pings(world: Loopback) -> list[str]:
    return [s.path.removeprefix("/ping/hemmelig") for s in world.servers["ks"].requests]


def test_a_monitor_is_told_that_a_round_begins_and_how_it_ended(
    world: Loopback, settings: Settings
) -> None:
    go(settings, at(1))
    assert pings(world) == ["/start", ""]
    world.servers["fylke"].at(FEED["fylke"], page(b"", 404))
    go(settings, at(2))
    assert pings(world) == ["/start", "", "/start", "/fail"]


def test_a_monitor_is_told_when_the_archive_cannot_be_used(
    world: Loopback, settings: Settings
) -> None:
    go(settings, at(1))
    with Archive.open(settings.archive) as archive:
        (pages,) = archive.connection.execute("PRAGMA page_count").fetchone()
        archive.connection.execute(f"PRAGMA max_page_count = {pages}")
        world.publish("fylke", *range(30, 60))
        with pytest.raises(ArchiveError):
            rounds.go(settings, archive, lambda: at(2), every=True)
    assert pings(world)[-1] == "/fail"


def test_a_monitor_that_does_not_answer_changes_nothing_and_its_address_is_not_logged(
    world: Loopback, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    world.servers["ks"].at("/ping/hemmelig/start", page(b"", 500))
    world.servers["ks"].at("/ping/hemmelig", reset())
    go(settings, at(1))
    assert "the ping /start was answered 500" in caplog.text
    assert "did not arrive: ConnectionLost" in caplog.text
    assert "hemmelig" not in caplog.text
    assert "hemmelig" not in repr(settings)


def test_when_nothing_is_due_the_monitor_hears_all_the_same(
    world: Loopback, settings: Settings
) -> None:
    go(settings, at(1))
    with Archive.open(settings.archive) as archive:
        now = at(1) + timedelta(minutes=1)
        assert rounds.go(settings, archive, lambda: now) is None
    assert pings(world) == ["/start", "", ""]


def test_metrics_are_written_whole_for_each_source(
    world: Loopback, settings: Settings, tmp_path: Path
) -> None:
    go(settings, at(1))
    text = (tmp_path / "pressearkiv.prom").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert 'pressearkiv_source_releases{source="fylke"} 2' in lines
    assert 'pressearkiv_source_needs_attention{source="fylke"} 0' in lines
    seconds = int(at(1).timestamp())
    assert f'pressearkiv_source_last_success_timestamp_seconds{{source="fylke"}} {seconds}' in lines
    for line in lines:
        assert line.startswith(("# HELP pressearkiv_", "# TYPE pressearkiv_", "pressearkiv_"))
    assert list(tmp_path.glob("*.unfinished")) == []


def test_metrics_that_cannot_be_written_are_said_and_change_nothing(
    world: Loopback, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "pressearkiv.prom").mkdir()
    go(settings, at(1))
    assert "metrics not written" in caplog.text
