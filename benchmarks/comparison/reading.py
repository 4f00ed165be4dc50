"""Rows about reading: article pages, and the dates that the sources write."""

from __future__ import annotations

import json
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks.comparison.contest import OURS, Result, Row, alternate, answer
from benchmarks.comparison.setting import PEERS
from benchmarks.pages import page
from benchmarks.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.comparison.setting import Setting

PAGES = Row(
    "pages",
    "Article pages of 40 kB, lead kept",
    "s",
    "How soon a back catalogue is read once it is fetched.",
    "trafilatura",
    2.0,
    at_most=False,
    inverted=True,
)
DATES = Row(
    "dates",
    "Dates as the sources write them",
    "µs",
    "Dates stand in every release many times: slow reading would be felt everywhere.",
    "dateparser",
    100.0,
    at_most=False,
    inverted=True,
)
ROWS = (PAGES, DATES)


def measure(setting: Setting, wanted: frozenset[str], told: Callable[[str], None]) -> list[Result]:
    """Measure those of the rows that are wanted."""
    found = []
    if PAGES.id in wanted:
        told(PAGES.id)
        found.append(_pages(setting, told))
    if DATES.id in wanted:
        told(DATES.id)
        found.append(_dates(setting, told))
    return found


def _pages(setting: Setting, told: Callable[[str], None]) -> Result:
    folder = setting.scratch / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    prose = Prose(2, min(100_000, 3000 * setting.pages))
    for number in range(setting.pages):
        body, lead = page(number, prose)
        (folder / f"{number}.html").write_bytes(body)
        (folder / f"{number}.lead").write_text(lead, encoding="utf-8")
    last: dict[str, dict[str, Any]] = {}

    def read(who: str) -> float:
        last[who] = _asked(setting, who, "article_pages.py", str(folder))
        return float(last[who]["seconds"])

    peers = ("trafilatura", "newspaper4k")
    result = _contest(PAGES.id, read, setting, peers, told)
    result.held["we keep every lead"] = last[OURS]["leads"] == last[OURS]["pages"]
    result.remarks += [f"{who} keeps {x['leads']} of {x['pages']} leads" for who, x in last.items()]
    return result


def _dates(setting: Setting, told: Callable[[str], None]) -> Result:
    last: dict[str, dict[str, Any]] = {}

    def read(who: str) -> float:
        last[who] = _asked(setting, who, "source_dates.py")
        return float(last[who]["microseconds"])

    result = _contest(DATES.id, read, setting, ("dateparser",), told)
    result.remarks += [f"{who} reads {x['right']} of {x['of']} rightly" for who, x in last.items()]
    return result


def _contest(
    row: str,
    read: Callable[[str], float],
    setting: Setting,
    peers: tuple[str, ...],
    told: Callable[[str], None],
) -> Result:
    present = [OURS, *(peer for peer in peers if setting.has(peer))]
    figures = alternate({who: partial(read, who) for who in present}, setting.rounds, told)
    return Result(row, figures, setting.absent(*peers))


def _asked(setting: Setting, who: str, script: str, *arguments: str) -> dict[str, Any]:
    python = sys.executable if who == OURS else setting.peers_python
    found: dict[str, Any] = json.loads(answer([python, PEERS / script, who, *arguments]))
    return found
