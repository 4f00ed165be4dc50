"""The comparison with our peers, by one command.

``python -m benchmarks.compare [--only ROW]… [--rounds N] [--peers-python PYTHON]`` does the same
work with us and with them, in turns, and writes what came of it into ``docs/performance.md``,
``docs/performance.json`` and ``docs/images``. The peers are in the extra ``bench``; who is not
installed is named as such. What takes long to fill is kept in ``--folder``.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.comparison import finding, ingest, ingest_rows, plots, reading, report, starting
from benchmarks.comparison.contest import Row, verdict
from benchmarks.comparison.setting import ROOT, Setting, machine, versions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.comparison.contest import Result

GROWTH = Row(
    "growth",
    "A new release at a million, against ten thousand",
    "ms",
    "Whether the archive stays as quick as it was on its first day.",
    "at the smallest size",
    1.3,
)
ROWS = (*ingest_rows.ROWS, *reading.ROWS, *finding.ROWS, GROWTH, *starting.ROWS)
_COMMAND = "python -m benchmarks.compare"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write and print; the exit status is 1 where a target is missed."""
    options = _options().parse_args(arguments)
    wanted = frozenset(options.only or [row.id for row in ROWS])
    with tempfile.TemporaryDirectory(prefix="benchmark-") as scratch:
        setting = Setting(
            rounds=options.rounds,
            feeds=options.feeds,
            items=options.items,
            releases=options.releases,
            pages=options.pages,
            folder=options.folder,
            scratch=Path(scratch),
            peers_python=options.peers_python,
            engine=options.engine,
        )
        results: list[Result] = []
        for part in (ingest, reading, finding, starting):
            results += part.measure(setting, wanted, _say)
            _write(options.output, results, setting)
    missed = [row.id for row in ROWS if _verdict(row, results) == "missed"]
    _say(f"missed: {', '.join(missed) or 'none'}")
    return 1 if missed else 0


def _verdict(row: Row, results: Sequence[Result]) -> str:
    return next((verdict(row, result) for result in results if result.row == row.id), "")


def _write(folder: Path, results: Sequence[Result], setting: Setting) -> None:
    """Write what there is so far, so that a comparison cut off has not been for nothing."""
    about = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": machine(),
        "rounds": setting.rounds,
        "engine": setting.engine,
        "peers": versions(setting.peers_python),
    }
    kept = report.save(folder / "performance.json", results, about)
    rows = [row for row in ROWS if row.id != GROWTH.id or row.id in kept]
    picture = folder / "images/performance.png"
    reached = plots.reached(rows, kept)
    drawn = bool(reached) and plots.draw(setting.peers_python, "targets", picture, reached)
    parts = [report.table(rows, kept)]
    if drawn or picture.exists():
        parts.append("![How far each target is reached](images/performance.png)")
    parts += [report.details(rows, kept), "Taken:\n\n" + report.sittings(kept)]
    report.write(folder / "performance.md", "comparison", _COMMAND, "\n\n".join(parts))


def _say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    rows = [row.id for row in ROWS if row.id != GROWTH.id]
    parser.add_argument(
        "--only", action="append", choices=rows, metavar="ROW", help=", ".join(rows)
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--feeds", type=int, default=50)
    parser.add_argument("--items", type=int, default=100)
    parser.add_argument("--releases", type=int, default=100_000)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--engine", default="inline", help="[run] engine of our runs")
    parser.add_argument("--peers-python", default=sys.executable, help="who has the peers")
    parser.add_argument("--folder", type=Path, default=ROOT / ".benchmarks")
    parser.add_argument("--output", type=Path, default=ROOT / "docs")
    return parser


if __name__ == "__main__":
    sys.exit(main())
