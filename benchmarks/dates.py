"""How fast dates are read, and the door through which scoring tools call the parser.

`python benchmarks/dates.py` prints the medians over the sources' own formats, over the gold set
(../shared/gold/dates.jsonl beside the checkout, else the project's own cases) and the slowest of
some hostile texts of 2,000 characters. A tool that scores parsers takes `benchmarks.dates:as_dict`.
"""

from __future__ import annotations

import json
import statistics
import sys
import timeit
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.dates import parse  # noqa: E402

if TYPE_CHECKING:
    from datetime import datetime

SOURCES = (
    "12.3.2026 08:39:09 CET",
    "4.10.2021 11:30:11 CEST | KS | Pressemelding",
    "Dato: 03.07.2026",
    "06.10.2022",
    "11/08/2021",
    "Thu, 14 Oct 2021 11:30:11 +0200",
    "Mon, 02 Mar 2026 08:34:58 GMT",
    "2019-05-13T14:56:06+02:00",
    "2026-10-01T07:21:34.266Z",
    "2026-07-03",
    "Publisert: 15.09.2023 12:00:10",
    "Sist oppdatert: 06.10.2022 kl. 10:15",
)
HOSTILE = ("1.", "12.12.", "kl. 10 ", "12. mai ", "fra 1. til 2. ", "2024-", "a.a.", "a@", "(", " ")
REFERENCE = "2025-11-24T09:00:00+01:00"


def as_dict(text: str, reference: datetime | str | None, tz: str) -> dict[str, str | None] | None:
    """Return `parse` as the mapping that scoring tools compare: start, end and precision."""
    when = parse(text, reference, tz)
    return when.as_dict() if when else None


def microseconds(text: str, reference: str | None = None, calls: int = 200) -> float:
    """Return the best of three means of a call, answer turned into a mapping included."""
    runs = timeit.repeat(lambda: as_dict(text, reference, "Europe/Oslo"), number=calls, repeat=3)
    return min(runs) / calls * 1e6


def cases() -> tuple[str, list[tuple[str, str | None]]]:
    """Return the name and the expressions of the largest set that is here."""
    gold = ROOT.parent / "shared" / "gold" / "dates.jsonl"
    path = gold if gold.exists() else ROOT / "tests" / "fixtures" / "dates" / "cases.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return path.name, [(row["text"], row["reference"]) for row in rows]


def main() -> None:
    """Print the medians."""
    sources = [microseconds(text) for text in SOURCES]
    print(f"sources' own formats   median {statistics.median(sources):7.1f} µs a call")
    name, expressions = cases()
    times = [microseconds(text, reference, 40) for text, reference in expressions]
    print(f"{name:22} median {statistics.median(times):7.1f} µs a call ({len(times)} expressions)")
    slowest = max(microseconds((piece * 2000)[:2000], REFERENCE, 1) for piece in HOSTILE)
    print(f"hostile, 2,000 chars   slowest {slowest / 1000:6.1f} ms")


if __name__ == "__main__":
    main()
