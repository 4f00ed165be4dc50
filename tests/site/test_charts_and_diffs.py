"""What is drawn and what is compared, without a page around it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.diff import Segment
from storage.site.charts import HEIGHT, chart
from storage.site.passages import passages


def test_months_without_any_stand_empty_in_the_chart() -> None:
    drawn = chart({"2025-11": 2, "2026-02": 4})
    assert [(bar.period, bar.count) for bar in drawn.bars] == [
        ("2025-11", 2),
        ("2025-12", 0),
        ("2026-01", 0),
        ("2026-02", 4),
    ]
    assert [bar.height for bar in drawn.bars] == [HEIGHT / 2, 0, 0, HEIGHT]


def test_many_months_become_years() -> None:
    drawn = chart({"2019-01": 3, "2024-12": 1, "2024-01": 4})
    assert drawn.by_year
    assert {bar.period: bar.count for bar in drawn.bars if bar.count} == {"2019": 3, "2024": 5}


def test_a_few_among_very_many_can_still_be_seen_and_reached() -> None:
    few = chart({"2026-01": 1, "2026-02": 100_000}).bars[0]
    assert few.height >= 3


@given(st.dictionaries(st.dates().map(lambda day: day.isoformat()[:7]), st.integers(1, 10**6)))
def test_every_bar_stands_inside_the_chart(counts: dict[str, int]) -> None:
    drawn = chart(counts)
    assert sum(bar.count for bar in drawn.bars) == sum(counts.values())
    for bar in drawn.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= 100.01
        assert 0 <= bar.y <= HEIGHT
        assert bar.height <= HEIGHT


def test_one_word_that_was_corrected_is_all_that_is_marked() -> None:
    (passage,) = passages("KS spurte 210 kommuner i år.", "KS spurte 218 kommuner i år.")
    assert [s.text for s in passage.segments if s.op != "same"] == ["210", "218"]


def test_unchanged_paragraphs_are_counted_but_for_the_neighbours() -> None:
    old = "En her.\n\nTo her.\n\nTre her.\n\nFire kom hit i dag.\n\nFem her.\n\nSeks her."
    shown = passages(old, old.replace("Fire kom", "Fem kom"))
    assert [p.skipped for p in shown] == [2, 0, 0, 0, 1]
    assert shown[1].segments == (Segment("same", "Tre her."),)


def test_a_new_paragraph_is_new_as_a_whole() -> None:
    shown = passages("En.\n\nTo.", "En.\n\nHelt ny.\n\nTo.")
    assert [s for p in shown for s in p.segments if s.op != "same"] == [
        Segment("added", "Helt ny.")
    ]
