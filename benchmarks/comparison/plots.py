"""The plots of the page on performance, by matplotlib; without it there are none.

Drawn in a process of the interpreter that has the peers: matplotlib brings numpy, and with that in
our own environment sqlite-utils would import it in every process that is measured.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from benchmarks.comparison.contest import ratio
from benchmarks.comparison.report import result_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.comparison.contest import Ratio, Row

Kind: TypeAlias = Literal["targets", "growth"]
ROOT = Path(__file__).parents[2]


def draw(python: str, kind: Kind, path: Path, told: object) -> bool:
    """Let an interpreter draw what is told into a file; return whether it could."""
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [python, "-m", "benchmarks.comparison.plots", kind, str(path)]
    done = subprocess.run(
        command, input=json.dumps(told), text=True, capture_output=True, check=False, cwd=ROOT
    )
    return done.returncode == 0


def reached(
    rows: Sequence[Row], kept: Mapping[str, Any]
) -> list[tuple[str, tuple[float, float, float]]]:
    """Return how much of what each target allows is used up, by median, least and most."""
    found = []
    for row in rows:
        told = ratio(row, result_of(kept[row.id])) if row.id in kept else None
        if told is not None and row.goal is not None:
            found.append((row.id, _shares(told, row.goal, at_most=row.at_most)))
    return found


def targets(path: Path, reached: list[tuple[str, tuple[float, float, float]]]) -> None:
    """Draw how far each target is reached: left of the line it is met."""
    figure, axes = _axes(9, 1 + 0.42 * len(reached))
    reached.reverse()
    middle = [share for _, (share, _, _) in reached]
    colours = ["#2a7a4b" if share <= 1 else "#b3432b" for share in middle]
    axes.barh([name for name, _ in reached], middle, color=colours, height=0.62)
    for place, (_, (_, one, other)) in enumerate(reached):
        axes.plot(sorted((one, other)), (place, place), color="black", linewidth=1.2)
    axes.axvline(1, color="black", linewidth=1, linestyle="--")
    axes.set_xscale("log")
    axes.set_xlabel("share of what the target allows (line: least and most of the rounds)")
    _save(figure, path)


def growth(path: Path, points: Sequence[Mapping[str, float]]) -> None:
    """Draw cost, size and search time against the size of the archive."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 3.2), layout="constrained")
    panels = (
        ("ms_a_release", "ms for a new release"),
        ("bytes_a_release", "bytes on disk for a release"),
        ("search_ms", "ms for a search"),
    )
    sizes = [point["releases"] for point in points]
    for place, (name, label) in enumerate(panels, 1):
        axes = figure.add_subplot(1, 3, place)
        axes.plot(sizes, [point[name] for point in points], marker="o", color="#1f5f8b")
        axes.set_xscale("log")
        axes.set_ylim(bottom=0)
        axes.set_title(label, fontsize=10)
        axes.set_xlabel("releases in the archive")
        axes.spines[["top", "right"]].set_visible(False)
    _save(figure, path)


def _shares(found: Ratio, goal: float, *, at_most: bool) -> tuple[float, float, float]:
    """Return how much of what is allowed is used up, by the median, the least and the most."""
    median, least, most = (
        x / goal if at_most else goal / x for x in (found.median, found.least, found.most)
    )
    return median, least, most


def _axes(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _save(figure: Any, path: Path) -> None:
    figure.savefig(path, dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    told = json.load(sys.stdin)
    if sys.argv[1] == "targets":
        targets(Path(sys.argv[2]), told)
    else:
        growth(Path(sys.argv[2]), told)
