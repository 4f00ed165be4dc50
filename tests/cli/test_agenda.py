"""``agenda``: what the releases say is coming, in a table, in lines and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.settings import Settings
    from tests.cli.conftest import Call


def test_agenda_lists_what_is_coming_from_a_day_on(call: Call, kept: Settings) -> None:
    answer = call("agenda", "--since", "1.9.2026", "--json", "--config", kept.file)
    found = json.loads(answer.stdout)
    assert answer.returncode == 0
    assert found
    assert found[0].keys() == {
        "starts", "ends", "precision", "role", "text", "place", "key", "title", "publisher",
        "language", "url",
    }  # fmt: skip
    assert all((one["ends"] or one["starts"])[:10] >= "2026-09-01" for one in found)
    assert [one["starts"] for one in found] == sorted(one["starts"] for one in found)
    lines = call("agenda", "--since", "1.9.2026", "--config", kept.file).stdout.splitlines()
    assert lines[0].split("\t") == ["when", "what", "title", "place", "key"]
    assert len(lines) == len(found) + 1


def test_an_empty_agenda_is_said_and_is_no_fault(call: Call, kept: Settings) -> None:
    answer = call("agenda", "--since", "2090-01-01", "--config", kept.file)
    assert (answer.returncode, answer.stdout) == (0, "")
    assert "Nothing is known for 2090-01-01" in answer.stderr
