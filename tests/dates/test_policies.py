"""Each policy of docs/dates.md, by its number."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from pipeline.dates import When, parse

NOVEMBER = "2025-11-24T09:00:00+01:00"


def read(text: str, reference: str | None = None) -> When:
    when = parse(text, reference)
    assert when is not None, text
    return when


def test_p1_the_day_comes_first_in_english_too() -> None:
    assert read("08/02/2019: “Artificial intelligence” is here").start == date(2019, 2, 8)


def test_p1_what_is_only_valid_as_month_and_day_is_nothing() -> None:
    assert parse("10/31/2022") is None


@pytest.mark.parametrize(("text", "year"), [("1.2.69", 2069), ("1.2.70", 1970), ("1.2.00", 2000)])
def test_p2_two_figures_are_this_century_up_to_69(text: str, year: int) -> None:
    when = read(text)
    assert when.first_day.year == year
    assert when.flags == ("two_digit_year",)


def test_p3_a_date_without_a_year_needs_a_reference() -> None:
    assert parse("3. mars") is None


def test_p3_the_nearest_year_is_taken_and_flagged() -> None:
    when = read("3. mars", NOVEMBER)
    assert when == When(date(2026, 3, 3), None, "day", ("year_inferred",))


def test_p4_a_wrong_weekday_is_flagged_and_the_date_stands() -> None:
    assert read("mandag 3. mars 2026").flags == ("weekday_mismatch",)
    assert read("tirsdag 3. mars 2026").flags == ()


def test_p5_an_hour_that_does_not_exist_is_moved_and_flagged() -> None:
    when = read("29.3.2026 kl. 02.30")
    assert when.published_local == "2026-03-29 03:30:00"
    assert when.flags == ("dst_gap",)


def test_p5_of_an_hour_that_comes_twice_the_first_is_taken_and_flagged() -> None:
    when = read("25.10.2026 kl. 02.30")
    assert when.published_at == "2026-10-25T00:30:00Z"
    assert when.flags == ("dst_overlap",)


def test_p6_a_written_zone_wins_over_the_season_and_is_flagged() -> None:
    when = read("12.7.2026 08:39:09 CET")
    assert when.published_at == "2026-07-12T07:39:09Z"
    assert when.flags == ("zone_season_mismatch",)


def test_p6_a_zone_we_do_not_know_is_nothing() -> None:
    assert parse("12 July 2026 at 10:00 EST") is None


def test_p7_a_winter_needs_both_its_years() -> None:
    assert parse("vinteren 2023") is None
    winter = read("vinteren 2023/2024")
    assert (winter.start, winter.end) == (date(2023, 12, 1), date(2024, 2, 29))


def test_p8_the_years_of_a_parliamentary_document_are_its_session() -> None:
    assert parse("Prop. 12 L (2021–2022)") is None
    assert read("Prop. 12 L (2021–2022) av 5. mai 2022").start == date(2022, 5, 5)


def test_p9_the_end_of_a_year_is_its_last_day() -> None:
    when = read("innen utgangen av 2027")
    assert when == When(date(2027, 12, 31), None, "day", ("bound",))


def test_p10_midnight_at_24_is_the_next_day() -> None:
    assert read("31.12.2026 kl. 24.00").published_local == "2027-01-01 00:00:00"


def test_p11_the_middle_of_a_month_is_the_month() -> None:
    when = read("medio juni 2026")
    assert (when.precision, when.flags) == ("month", ("approx",))


def test_p12_a_bare_weekday_is_nothing() -> None:
    assert parse("fredag", NOVEMBER) is None
    assert parse("fredag kl. 11", NOVEMBER) is None


def test_two_dates_that_differ_are_nothing() -> None:
    assert parse("Møtet 3. mars 2026 er flyttet til 4. mars 2026") is None


def test_a_dateline_speaks_for_the_text() -> None:
    assert read("03.03.2026: Møtet 5. mars 2026 er avlyst").start == date(2026, 3, 3)


def test_the_published_label_wins_over_the_updated_one() -> None:
    assert read("Publisert: 04.06.2019 Oppdatert: 11.03.2022 kl.16:05").start == date(2019, 6, 4)


def test_a_date_with_a_year_wins_over_one_without() -> None:
    assert read("23/03/2023 News story The 17 May Committee").start == date(2023, 3, 23)


def test_half_a_range_is_nothing() -> None:
    assert parse("16., 17. og 19. oktober 2026") is None


def test_a_letter_in_a_number_is_nothing() -> None:
    assert parse("l2. mars 2026") is None


def test_a_reference_may_be_a_date_alone() -> None:
    assert read("i går", "2024-03-01").start == date(2024, 2, 29)
    assert parse("for 4 timer siden", "2024-03-01") is None


def test_the_reference_counts_as_the_day_it_is_in_oslo() -> None:
    assert read("i dag", "2025-11-23T23:30:00+00:00").start == date(2025, 11, 24)


def test_another_time_zone_can_be_asked_for() -> None:
    when = parse("12.3.2026 12:00", tz="Europe/Helsinki")
    assert when is not None
    assert when.published_at == "2026-03-12T10:00:00Z"


def test_what_no_form_reads_is_asked_of_dateparser_and_flagged() -> None:
    when = read("2019 oktober 23")
    assert (when.start, when.flags) == (date(2019, 10, 23), ("fallback_dateparser",))


def test_a_time_is_aware_and_in_the_zone_asked_for() -> None:
    start = read("12.3.2026 08:39:09 CET").start
    assert isinstance(start, datetime)
    assert str(start.tzinfo) == "Europe/Oslo"
