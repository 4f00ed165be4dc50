"""What was measured, as JSON, as a table between two marks of a page, and as plots."""

from __future__ import annotations

import json
import statistics
from typing import TYPE_CHECKING, Any, Final

from benchmarks.comparison.contest import OURS, Result, Row, ratio, verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

BEGIN: Final = "<!-- begin: {name}, written by {command} -->"
END: Final = "<!-- end: {name} -->"
_VERDICTS: Final = {
    "met": "met",
    "missed": "**missed**",
    "not compared": "not compared",
    "told": "—",
}


def load(path: Path) -> dict[str, Any]:
    """Return what earlier comparisons have kept, empty where there were none."""
    if not path.exists():
        return {}
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return kept


def save(path: Path, results: Iterable[Result], about: Mapping[str, Any]) -> dict[str, Any]:
    """Keep results beside those of other rows; each knows the sitting that it is of."""
    kept = load(path)
    for result in results:
        kept[result.row] = {**result.as_dict(), "sitting": dict(about)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return kept


def result_of(kept: Mapping[str, Any]) -> Result:
    """Return a kept result."""
    return Result(**{name: value for name, value in kept.items() if name != "sitting"})


def table(rows: Sequence[Row], kept: Mapping[str, Any]) -> str:
    """Return the table of targets, a line for each row, measured or not."""
    lines = [
        "| measure | against | target | median of ratios (least–most) | | what it means |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        if row.id not in kept:
            told, outcome = "not measured yet", ""
        else:
            result = result_of(kept[row.id])
            told, outcome = _told(row, result), _VERDICTS[verdict(row, result)]
        cells = (row.measure, row.peer or "ourselves", goal(row), told, outcome, row.meaning)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def goal(row: Row) -> str:
    """Return a target as it is written: ``≥ 4 ×``, ``≤ 1/25 ×``."""
    if row.goal is None:
        return "—"
    return f"{'≤' if row.at_most else '≥'} {_number(row.goal)} ×"


def _number(value: float) -> str:
    if value < 0.1:
        return f"1/{1 / value:.0f}"
    return f"{value:.0f}" if value >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")


def _told(row: Row, result: Result) -> str:
    if row.peer in result.absent:
        return f"{row.peer}: {result.absent[row.peer]}"
    found = ratio(row, result)
    if found is None:
        return "no figures"
    return f"{_number(found.median)} × ({_number(found.least)}–{_number(found.most)})"


def details(rows: Sequence[Row], kept: Mapping[str, Any]) -> str:
    """Return everybody's ratio to us in each row, and the remarks."""
    lines = []
    for row in rows:
        if row.id not in kept:
            continue
        result = result_of(kept[row.id])
        others = [name for name in result.figures if name != OURS]
        told = [f"{name} {_times(result, name)}" for name in others]
        told += [f"{name}: {why}" for name, why in result.absent.items()]
        told += [f"{what}: {'yes' if held else 'no'}" for what, held in result.held.items()]
        told += result.remarks
        lines.append(f"- {row.measure}: {'; '.join(told)}.")
    return "\n".join(lines)


def _times(result: Result, name: str) -> str:
    """Return how much more or less of it somebody needs than we do."""
    ours, theirs = (statistics.median(result.figures[who]) for who in (OURS, name))
    return f"{_number(theirs / ours)} × ours"


def sittings(kept: Mapping[str, Any]) -> str:
    """Return on which machine and when the figures were taken, one line each sitting."""
    found: dict[str, list[str]] = {}
    for row, result in kept.items():
        about = result.get("sitting", {})
        peers = ", ".join(f"{name} {number}" for name, number in about.get("peers", {}).items())
        line = f"{about.get('date')}, {about.get('machine')}, {about.get('rounds')} rounds"
        line += f", engine `{about.get('engine')}`; {peers or 'no peers'}"
        found.setdefault(line, []).append(row)
    return "\n".join(f"- {line}: {', '.join(rows)}" for line, rows in found.items())


def write(page: Path, name: str, command: str, text: str) -> None:
    """Put a text between the marks of a name in a page; they are added where they are missing."""
    begin, end = BEGIN.format(name=name, command=command), END.format(name=name)
    old = page.read_text(encoding="utf-8") if page.exists() else ""
    before, mark, rest = old.partition(begin)
    if not mark:
        before, rest = old + ("\n" if old else ""), f"{end}\n"
    after = rest.partition(end)[2]
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
