"""Bar charts as numbers: where each bar stands, in percent and pixels. Pure; a template draws them.

Positions across are percentages and heights are pixels, so that text keeps its size on a phone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HEIGHT: Final = 96
"""Of the tallest bar, in pixels."""

_MOST_MONTHS: Final = 36
_MOST_EMPTY_YEARS: Final = 60
"""A date misread by a thousand years must not press the others into a corner."""
_MOST_LABELS: Final = 6
_SHORTEST: Final = 3.0
_GAP: Final = 0.18


@dataclass(frozen=True, slots=True)
class Bar:
    """One month or year: its name (``2026-11``, ``2026``), its count, and where it stands.

    ``x`` and ``width`` are percent of the chart, ``y`` and ``height`` pixels from its top;
    ``slot`` is the percentage of the width that belongs to it, gaps included. ``label`` says
    whether there is room for its name below.
    """

    period: str
    count: int
    slot_x: float
    slot: float
    x: float
    width: float
    y: float
    height: float
    label: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar a month; a bar a year where there are many months."""

    bars: tuple[Bar, ...] = ()
    highest: int = 0
    by_year: bool = False


def chart(counts: Mapping[str, int]) -> Chart:
    """Return the chart of counts by month (``2026-11``); months without any stand empty in it."""
    if not counts:
        return Chart()
    months = _between(min(counts), max(counts))
    by_year = len(months) > _MOST_MONTHS
    filled = _years(counts) if by_year else {month: counts.get(month, 0) for month in months}
    highest = max(filled.values())
    return Chart(_bars(filled, highest), highest, by_year)


def _bars(counts: Mapping[str, int], highest: int) -> tuple[Bar, ...]:
    # A lone month would fill the chart from side to side.
    slot = 100 / max(len(counts), 8)
    every = -(-len(counts) // _MOST_LABELS)
    return tuple(
        Bar(
            period=period,
            count=count,
            slot_x=round(place * slot, 3),
            slot=round(slot, 3),
            x=round((place + _GAP / 2) * slot, 3),
            width=round(slot * (1 - _GAP), 3),
            y=round(HEIGHT - _height(count, highest), 1),
            height=_height(count, highest),
            label=place % every == 0,
        )
        for place, (period, count) in enumerate(counts.items())
    )


def _height(count: int, highest: int) -> float:
    return round(max(count / highest * HEIGHT, _SHORTEST), 1) if count else 0.0


def _years(counts: Mapping[str, int]) -> dict[str, int]:
    years: Counter[str] = Counter()
    for month, count in sorted(counts.items()):
        years[month[:4]] += count
    first, last = int(min(years)), int(max(years))
    if last - first > _MOST_EMPTY_YEARS:
        return dict(years)
    return {f"{year:04}": years[f"{year:04}"] for year in range(first, last + 1)}


def _between(first: str, last: str) -> Sequence[str]:
    begin, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    # One more than are drawn is enough to tell that there are too many.
    numbers = range(begin, min(end, begin + _MOST_MONTHS) + 1)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]
