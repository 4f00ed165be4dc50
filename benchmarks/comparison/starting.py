"""Rows about starting: whole processes that have little or nothing to do."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.comparison.contest import OURS, Result, Row, alternate, process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.comparison.setting import Setting

PEER = "an empty Python"
_MEANING = "What is paid each time before anything is done."
HELP = Row("start-help", "`--help`, whole process", "s", _MEANING, PEER)
STATUS = Row("start-status", "`status`, whole process", "s", _MEANING, PEER)
IDLE = Row("start-run", "`run` with nothing due, whole process", "s", _MEANING, PEER)
ROWS = (HELP, STATUS, IDLE)
_SOURCE = """\
[archive]
path = "start.db"

[[sources]]
id = "rom"
kind = "feed"
url = "http://127.0.0.1:9/feed.xml"
enabled = false

[[sources]]
id = "ute"
kind = "feed"
url = "http://127.0.0.1:9/other.xml"
enabled = false
"""


def measure(setting: Setting, wanted: frozenset[str], told: Callable[[str], None]) -> list[Result]:
    """Measure those of the rows that are wanted."""
    chosen = [row for row in ROWS if row.id in wanted]
    if not chosen:
        return []
    folder = setting.scratch / "start"
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.toml"
    config.write_text(_SOURCE, encoding="utf-8")
    commands: dict[str, list[str | Path]] = {
        HELP.id: ["--help"],
        STATUS.id: ["status", "--config", config],
        IDLE.id: ["run", "--config", config],
    }
    process([sys.executable, "-m", "pressearkiv", "run", "--config", config])
    found = []
    for row in chosen:
        told(row.id)
        contestants = {
            OURS: partial(_seconds, ["-m", "pressearkiv", *commands[row.id]]),
            PEER: partial(_seconds, ["-c", "pass"]),
        }
        found.append(Result(row.id, alternate(contestants, setting.rounds, told)))
    return found


def _seconds(arguments: list[str | Path]) -> float:
    return process([sys.executable, *arguments]).seconds
