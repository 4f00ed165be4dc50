"""The plots of the page on performance, by matplotlib; without it there are none."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from benchmarks.comparison.contest import ratio
from benchmarks.comparison.report import result_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.comparison.contest import Row


def available() -> bool:
    """Tell whether there is something to draw with."""
    return find_spec("matplotlib") is not None


def targets(path: Path, rows: Sequence[Row], kept: Mapping[str, Any]) -> bool:
    """Draw how far each target is reached: left of the line it is met; return whether drawn."""
    reached = []
    for row in rows:
        found = ratio(row, result_of(kept[row.id])) if row.id in kept else None
        if found is None or row.goal is None:
            continue
        shares = [x / row.goal if row.at_most else row.goal / x for x in _three(found)]
        reached.append((row.id, *shares))
    if not reached or not available():
        return False
    figure, axes = _axes(9, 1 + 0.42 * len(reached))
    names = [name for name, *_ in reached][::-1]
    middle = [share for _, share, _, _ in reached][::-1]
    colours = ["#2a7a4b" if share <= 1 else "#b3432b" for share in middle]
    axes.barh(names, middle, color=colours, height=0.62)
    for place, (_, _, one, other) in enumerate(reached[::-1]):
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


def _three(found: Any) -> tuple[float, float, float]:
    return found.median, found.least, found.most


def _axes(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _save(figure: Any, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110, metadata={"Software": None})
