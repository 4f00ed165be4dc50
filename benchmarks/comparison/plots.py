"""The plots of the page on performance, by matplotlib; without it there are none."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from benchmarks.comparison.contest import ratio
from benchmarks.comparison.report import result_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.comparison.contest import Ratio, Row


def available() -> bool:
    """Tell whether there is something to draw with."""
    return find_spec("matplotlib") is not None


def targets(path: Path, rows: Sequence[Row], kept: Mapping[str, Any]) -> bool:
    """Draw how far each target is reached: left of the line it is met; return whether drawn."""
    reached: list[tuple[str, tuple[float, float, float]]] = []
    for row in rows:
        found = ratio(row, result_of(kept[row.id])) if row.id in kept else None
        if found is not None and row.goal is not None:
            reached.append((row.id, _shares(found, row.goal, at_most=row.at_most)))
    if not reached or not available():
        return False
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
    return True


def growth(path: Path, points: Sequence[Mapping[str, float]]) -> bool:
    """Draw cost, size and search time against the size of the archive."""
    if not available():
        return False
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
    return True


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
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110, metadata={"Software": None})
