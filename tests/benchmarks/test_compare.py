"""The benchmarks run, in small, and write what they are to write; no time is judged here."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from benchmarks import compare, growth
from benchmarks.comparison import report
from benchmarks.comparison.contest import OURS, Result, Row, ratio, verdict
from benchmarks.prose import Prose

if TYPE_CHECKING:
    from pathlib import Path

FASTER = Row("a", "A", "s", "", "them", 4.0, at_most=False, inverted=True)
SMALLER = Row("b", "B", "B", "", "them", 0.9)


@pytest.mark.parametrize(
    "part",
    [
        ("cold", "disk", "memory"),
        ("cold-json",),
        ("changed",),
        ("pages", "dates"),
        ("search", "site"),
    ],
)
def test_every_row_of_a_part_is_written_and_absent_peers_are_named(
    tmp_path: Path, part: tuple[str, ...]
) -> None:
    peerless = tmp_path / "python"
    peerless.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    peerless.chmod(0o755)
    rows = [argument for row in part for argument in ("--only", row)]
    small = "--rounds 1 --feeds 2 --items 4 --releases 60 --pages 2".split()
    places = ["--folder", str(tmp_path / "kept"), "--output", str(tmp_path / "docs")]
    compare.main([*rows, *small, *places, "--peers-python", str(peerless)])
    kept = json.loads((tmp_path / "docs/performance.json").read_text(encoding="utf-8"))
    assert set(kept) == set(part)
    assert all(result["figures"][OURS] for result in kept.values())
    page = (tmp_path / "docs/performance.md").read_text(encoding="utf-8")
    assert "not installed" in page
    for row in compare.ROWS:
        assert row.id == "growth" or f"| {row.measure} |" in page


def test_an_edit_of_one_item_writes_one_row_of_the_index(tmp_path: Path) -> None:
    small = "--rounds 2 --feeds 2 --items 4 --only changed".split()
    compare.main([*small, "--output", str(tmp_path), "--folder", str(tmp_path)])
    kept = json.loads((tmp_path / "performance.json").read_text(encoding="utf-8"))["changed"]
    assert kept["held"] == {"index rows written = items changed": True}
    assert "4 index rows written for 4 changed items" in kept["remarks"]


def test_growth_is_measured_at_each_size_and_goes_on_where_it_was(tmp_path: Path) -> None:
    arguments = ["--folder", str(tmp_path), "--output", str(tmp_path / "docs")]
    arguments += ["--vocabulary", "3000", "--measured", "100"]
    growth.main([*arguments, "--sizes", "100"])
    growth.main([*arguments, "--sizes", "100,300"])
    points = json.loads((tmp_path / "growth.json").read_text(encoding="utf-8"))
    assert [point["releases"] for point in points] == [100, 300]
    page = (tmp_path / "docs/performance.md").read_text(encoding="utf-8")
    assert re.search(r"\| 300 \| [0-9.]+ \(", page)


def test_a_ratio_is_taken_round_by_round_and_told_by_its_median() -> None:
    result = Result("a", {OURS: [1.0, 2.0, 1.0], "them": [4.0, 10.0, 3.0]})
    found = ratio(FASTER, result)
    assert found is not None
    assert (found.median, found.least, found.most) == (4.0, 3.0, 5.0)
    assert verdict(FASTER, result) == "met"
    assert verdict(SMALLER, Result("b", {OURS: [95.0], "them": [100.0]})) == "missed"


def test_a_condition_that_does_not_hold_fails_a_row_whose_ratio_is_met() -> None:
    figures = {OURS: [1.0], "them": [9.0]}
    assert verdict(SMALLER, Result("b", figures, held={"at most 15 ms": False})) == "missed"
    assert verdict(SMALLER, Result("b", {OURS: [1.0]})) == "not compared"


def test_a_page_is_rewritten_between_its_marks_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Above\n", encoding="utf-8")
    report.write(page, "figures", "the command", "old")
    page.write_text(page.read_text(encoding="utf-8") + "\nBelow.\n", encoding="utf-8")
    report.write(page, "figures", "the command", "new")
    text = page.read_text(encoding="utf-8")
    assert "old" not in text
    assert text.startswith("# Above\n")
    assert text.endswith("\nBelow.\n")
    assert text.count("new") == 1


def test_prose_has_ever_more_words_but_ever_fewer_new_ones() -> None:
    prose = Prose(1, 50_000)
    first = set(prose.draw(10_000))
    second = set(prose.draw(10_000)) - first
    assert 2500 < len(first) < 5000
    assert len(second) < len(first) / 1.4
    prose.reseed(7)
    once = prose.paragraphs(500)
    prose.reseed(7)
    assert prose.paragraphs(500) == once
