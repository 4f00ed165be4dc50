from __future__ import annotations

import pytest

from pipeline.dates import FLAGS, When, find_all, parse


def read(text: str, reference: str | None = None) -> When:
    when = parse(text, reference)
    assert when is not None, text
    return when


def test_an_instant_has_every_column() -> None:
    when = read("12.3.2026 08:39:09 CET")
    assert when.published_at == "2026-03-12T07:39:09Z"
    assert when.published_local == "2026-03-12 08:39:09"
    assert when.published_date == "2026-03-12"
    assert when.precision == "second"


def test_a_day_claims_no_time() -> None:
    when = read("Dato: 17.09.2018")
    assert when.published_at is None
    assert when.published_local == when.published_date == "2018-09-17"
    assert when.as_dict() == {"start": "2018-09-17", "end": None, "precision": "day"}


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("3. mars 2026", "2026-03-03"),
        ("3.–4. mars 2026", "2026-03-03/2026-03-04"),
        ("mars 2026", "2026-03"),
        ("mars–mai 2026", "2026-03/2026-05"),
        ("våren 2023", "2023-21"),
        ("høsten 2023", "2023-23"),
        ("vinteren 2024–25", "2024-24"),
        ("3. kvartal 2024", "2024-35"),
        ("2. tertial 2025", "2025-38"),
        ("2. halvår 2024", "2024-41"),
        ("2024–2027", "2024/2027"),
        ("uke 42 2025", "2025-10-13/2025-10-19"),
        ("medio mai 2024", "2024-05~"),
        ("12.3.2026 08:39", "2026-03-12T08:39:00+01:00"),
        ("3. mars 2026 kl. 10–12", "2026-03-03T10:00:00+01:00/2026-03-03T12:00:00+01:00"),
    ],
)
def test_edtf_says_the_same_in_one_line(text: str, edtf: str) -> None:
    assert read(text).edtf == edtf


def test_edtf_marks_an_inferred_year_as_uncertain() -> None:
    assert read("3. mars", "2026-01-01").edtf == "2026-03-03?"
    assert read("medio mars", "2026-01-01").edtf == "2026-03%"


def test_flags_come_in_one_order_and_once() -> None:
    when = read("3. mars 2026").flagged("future", "approx", "future")
    assert when.flags == ("approx", "future")
    assert set(when.flags) <= set(FLAGS)


def test_a_mention_points_at_its_words_in_the_text_as_given() -> None:
    text = "Frist:&nbsp;12.\u00a0mars&nbsp;2026, og så 3.\u2013\u00ad4. mai 2026."
    first, second = find_all(text)
    assert text[first.start : first.stop] == first.text == "12.\u00a0mars&nbsp;2026"
    assert second.text == "3.\u2013\u00ad4. mai 2026"
    assert second.flags == ()


def test_dates_in_running_text_come_in_order_and_impossible_ones_are_left_out() -> None:
    found = find_all(
        "Møte 31.02.2026. Så 3. april 2026, og alt ferdig i mai 2027. Tlf. 22 24 70 01"
    )
    assert [mention.when.published_date for mention in found] == ["2026-04-03", "2027-05-01"]
