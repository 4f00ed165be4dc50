"""Contests: the same work done by several programs in turn, and what came of it.

A contest alternates: each round lets everybody do the work once, so that what slows the machine
for a while slows all. What is told is the ratio within each round; its median and its spread.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

OURS = "pressearkiv"


@dataclass(frozen=True, slots=True)
class Spent:
    """What a whole process took: wall clock and CPU in seconds, and its peak memory in bytes."""

    seconds: float
    cpu: float
    memory: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of targets.

    Attributes:
        id: by which ``--only`` names it.
        measure: what is measured, in words.
        unit: of the figures as they were taken; ratios have none.
        meaning: what the figure means to somebody who uses the archive.
        peer: with whom we are compared; empty where with ourselves alone.
        goal: what the ratio of our figure to the peer's is held to; ``None`` where it is only told.
        at_most: whether the ratio must stay below the goal, or reach it.
        inverted: whether the ratio is told as so many times faster: theirs to ours.
    """

    id: str
    measure: str
    unit: str
    meaning: str
    peer: str = ""
    goal: float | None = None
    at_most: bool = True
    inverted: bool = False


@dataclass(slots=True)
class Result:
    """What came of a row: each contestant's figures, round by round, and remarks.

    ``held`` says of absolute conditions that belong to the row whether they hold.
    """

    row: str
    figures: dict[str, list[float]] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    held: dict[str, bool] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return what is kept as JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Ratio:
    """The median of the rounds' ratios, and the least and the greatest."""

    median: float
    least: float
    most: float


Verdict = Literal["met", "missed", "not compared", "told"]


def ratio(row: Row, result: Result, peer: str = "") -> Ratio | None:
    """Return how our figures stand to a peer's, ``None`` where either has none."""
    ours, theirs = result.figures.get(OURS), result.figures.get(peer or row.peer)
    if not ours or not theirs:
        return None
    rounds = [
        (b / a if row.inverted else a / b) for a, b in zip(ours, theirs, strict=False) if a and b
    ]
    return Ratio(statistics.median(rounds), min(rounds), max(rounds)) if rounds else None


def verdict(row: Row, result: Result) -> Verdict:
    """Tell whether a row's target is met by the median."""
    if row.goal is None:
        return "told"
    found = ratio(row, result)
    if found is None:
        return "not compared"
    reached = found.median <= row.goal if row.at_most else found.median >= row.goal
    return "met" if reached and all(result.held.values()) else "missed"


def process(
    command: Sequence[object], *, environment: Mapping[str, str] | None = None, ok: int = 0
) -> Spent:
    """Run a program to its end as a whole process, start-up included; raise where it fails.

    Everybody's byte code is kept, as it is where a program is installed: a variable of Python's
    that forbids it would have those alone compiled anew each time that are run from a checkout.
    """
    kept = {name: v for name, v in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = time.perf_counter()
    child = subprocess.Popen(
        list(map(str, command)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**kept, **(environment or {})},
    )
    said = child.stderr.read() if child.stderr else b""
    _, status, used = os.wait4(child.pid, 0)
    took = time.perf_counter() - before
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.stderr:
        child.stderr.close()
    if child.returncode != ok:
        told = said.decode(errors="replace").strip()[-2000:]
        raise RuntimeError(f"{command[0]} … ended with {child.returncode}: {told}")
    return Spent(took, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def answer(command: Sequence[object]) -> str:
    """Run a program and return what it printed."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} … ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def alternate(
    contestants: Mapping[str, Callable[[], float]],
    rounds: int,
    told: Callable[[str], None] = lambda _line: None,
) -> dict[str, list[float]]:
    """Let everybody do the work once a round; return each one's figures."""
    figures: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(1, rounds + 1):
        for name, work in contestants.items():
            figures[name].append(work())
        last = ", ".join(f"{name} {found[-1]:.3g}" for name, found in figures.items())
        told(f"  round {number} of {rounds}: {last}")
    return figures
