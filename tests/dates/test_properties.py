from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date, format_datetime, format_interval
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dates import find_all, parse

OSLO = ZoneInfo("Europe/Oslo")
DAYS = st.dates(date(1971, 1, 1), date(2068, 12, 31))
LOCALES = st.sampled_from(["nb", "nn", "en_GB"])
INSTANTS = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001
    datetime(2040, 12, 31),  # noqa: DTZ001
    timezones=st.just(OSLO),
)
BEFORE = st.sampled_from(
    [
        "Pressemelding: ",
        "Telefon: 22 24 00 11. ",
        "Se Prop. 7 S (2014–2015). ",
        "Etter § 3.4 ",
        "Tilskudd: 45.000 kroner. ",
        "Saksnr. 21/998. ",
        "3 av 7 kommuner. ",
        "(A, B) ",
        "«",
        "Rom 3.14, ",
        "kap. 500 post 21: ",
        "ca. 120 saker. ",
    ]
)
AFTER = st.sampled_from(
    [
        " i Bodø",
        " – telefon 75 00 11 22",
        " (Prop. 7 S)",
        " | KS",
        ".",
        "»",
        " på 45.000 kroner",
        " – sak 7/21",
        " på rom 1101",
        ", 80 deltakere",
    ]
)


@given(DAYS, LOCALES, st.sampled_from(["medium", "long", "full"]))
def test_a_date_that_cldr_writes_is_read_back(day: date, locale: str, width: str) -> None:
    when = parse(format_date(day, width, locale=locale))
    assert when is not None
    assert (when.start, when.end, when.precision, when.flags) == (day, None, "day", ())


@given(INSTANTS, LOCALES, st.sampled_from(["short", "medium", "long", "full"]))
def test_a_time_that_cldr_writes_is_read_back(instant: datetime, locale: str, width: str) -> None:
    instant = instant.replace(microsecond=0, second=0, fold=0)
    if instant.astimezone(UTC).astimezone(OSLO).replace(tzinfo=None) != instant.replace(
        tzinfo=None
    ):
        return
    text = format_datetime(instant, width, tzinfo=OSLO, locale=locale)
    when = parse(text)
    assert when is not None
    assert when.published_at == instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@given(DAYS, st.integers(1, 300), LOCALES, st.sampled_from(["yMMMd", "yMMMMd", "yMd", "yMMMEd"]))
def test_an_interval_that_cldr_writes_is_read_back(
    day: date, length: int, locale: str, skeleton: str
) -> None:
    last = day + timedelta(days=length)
    when = parse(format_interval(day, last, skeleton, locale=locale))
    assert when is not None
    assert (when.start, when.end) == (day, last)


@given(DAYS, LOCALES, BEFORE, AFTER)
def test_noise_around_a_date_changes_nothing_or_leaves_nothing(
    day: date, locale: str, before: str, after: str
) -> None:
    when = parse(before + format_date(day, "full", locale=locale) + after)
    assert when is None or when.start == day


@given(BEFORE, AFTER, BEFORE)
def test_noise_alone_is_no_date(first: str, second: str, third: str) -> None:
    assert parse(first + second + third) is None


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1900, 2099))
def test_figures_are_a_day_or_nothing(day: int, month: int, year: int) -> None:
    when = parse(f"{day:02}.{month:02}.{year}")
    try:
        expected: date | None = date(year, month, day)
    except ValueError:
        expected = None
    assert (when.start if when else None) == expected


@pytest.mark.parametrize("month", range(1, 13))
def test_every_invalid_day_of_every_month_is_nothing(month: int) -> None:
    names = ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september"]
    name = [*names, "oktober", "november", "desember"][month - 1]
    for year in (2023, 2024):
        for day in range(32):
            try:
                date(year, month, day)
            except ValueError:
                for text in (
                    f"{day}. {name} {year}",
                    f"{day}.{month}.{year}",
                    f"{day}/{month}-{year}",
                ):
                    assert parse(text) is None, text
                    assert find_all(f"Frist: {text}.") == []


@pytest.mark.parametrize("year", range(1990, 2041))
def test_every_hour_of_the_nights_when_clocks_change_is_flagged_or_plain(year: int) -> None:
    for month in (3, 9, 10):
        last = date(year, month + 1, 1) - timedelta(days=1)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        for hour in range(5):
            naive = datetime.combine(sunday, time(hour, 30))
            local = naive.replace(tzinfo=OSLO)
            exists = local.astimezone(UTC).astimezone(OSLO).replace(tzinfo=None) == naive
            twice = exists and local.utcoffset() != local.replace(fold=1).utcoffset()
            when = parse(f"{sunday.day}.{month}.{year} kl. {hour:02}.30")
            assert when is not None
            assert when.flags == (
                () if exists and not twice else ("dst_overlap" if twice else "dst_gap",)
            )
            assert when.published_at == local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@given(st.text(max_size=200))
@settings(max_examples=300)
def test_no_text_makes_it_fail(text: str) -> None:
    parse(text, "2025-11-24T09:00:00+01:00")
    for mention in find_all(text, "2025-11-24T09:00:00+01:00"):
        assert text[mention.start : mention.stop] == mention.text


@given(st.text(alphabet="0123456789./-: ,klmaioghfrt()§–", max_size=60))
@settings(max_examples=500)
def test_no_figures_and_stops_make_it_fail(text: str) -> None:
    parse(text, "2025-11-24T09:00:00+01:00")
