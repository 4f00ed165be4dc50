"""What a person is told of edits, on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pipeline.settings import Settings
    from tests.cli.conftest import Call


def test_silent_edits_are_listed_by_what_was_changed(call: Call, kept: Settings) -> None:
    told = call("changes", "--config", kept.file).stdout
    for what, key in (
        ("title, address", "regjeringen-3179388"),
        ("body", "regjeringen-3178703"),
        ("documents", "regjeringen-3179105"),
        ("lead", "ntb-18947402"),
        ("type, date", "ntb-18947905"),
    ):
        assert any(what in line and key in line for line in told.splitlines()), (what, key)


def test_changes_are_narrowed_by_source_and_by_day(call: Call, kept: Settings) -> None:
    found = json.loads(call("changes", "--source", "ks", "--json", "--config", kept.file).stdout)
    assert {change["source_id"] for change in found} == {"ks"}
    assert {change["what"] for change in found} == {"revised"}
    later = call("changes", "--since", "2026-11-21", "--config", kept.file)
    assert (later.returncode, later.stdout) == (0, "")


@pytest.mark.parametrize(
    ("key", "marked"),
    [
        ("regjeringen-3178703", "Steinsvåg får [-3,1-]{+2,9+} millionar kroner"),
        ("ntb-18948612", "KS anslår at [-210-]{+218+} kommuner"),
        ("regjeringen-3179105", "horingsnotat-fjernmoter-rettet.pdf+}"),
        ("ntb-18947905", "type: [-nyhet-]{+pressemelding+}"),
        ("regjeringen-3179388", "title: "),
    ],
)
def test_a_difference_is_told_word_by_word(
    call: Call, kept: Settings, key: str, marked: str
) -> None:
    assert marked in call("show", key, "--diff", "--config", kept.file).stdout
