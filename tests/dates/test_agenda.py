from __future__ import annotations

import tomllib
from datetime import date, datetime
from typing import Any

import pytest

from pipeline.agenda import AgendaEntry, agenda
from pipeline.dates import When, parse
from tests.dates.cases import FIXTURES

TEXTS = tomllib.loads((FIXTURES / "agenda" / "texts.toml").read_text(encoding="utf-8"))["text"]


def _side(value: date | datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value.isoformat()


def _told(entry: AgendaEntry) -> str:
    when = entry.when
    if when.precision == "half-year":
        text = f"{when.first_day.year}-H{1 if when.first_day.month < 7 else 2}"
    elif when.precision == "month":
        text = f"{when.start:%Y-%m}"
    elif when.precision == "season":
        text = f"{when.start:%Y-%m}/{when.end:%Y-%m}"
    else:
        text = _side(when.start) + (f"/{_side(when.end)}" if when.end else "")
    return f"{text} @ {entry.place}" if entry.place else text


def _agenda(case: dict[str, Any]) -> tuple[AgendaEntry, ...]:
    published = datetime.fromisoformat(case["published"])
    return agenda(case["title"], case["lead"], case["body"], published, case["type"])


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case["id"])
@pytest.mark.parametrize(
    ("role", "listed"), [("event", "events"), ("deadline", "deadlines"), ("mention", "mentions")]
)
def test_every_date_is_found_with_its_role_and_nothing_else_is(
    case: dict[str, Any], role: str, listed: str
) -> None:
    told = [_told(entry) for entry in _agenda(case) if entry.role == role]
    assert sorted(told) == sorted(case.get(listed, []))


def test_there_are_enough_texts_in_both_written_forms() -> None:
    assert len(TEXTS) >= 40
    assert sum("nynorsk" in case["id"] for case in TEXTS) >= 6


def test_the_reference_may_be_the_when_of_the_publication() -> None:
    published = parse("Dato: 02.03.2026")
    assert isinstance(published, When)
    (entry,) = agenda("", "Søknadsfristen er 1. april.", "", published)
    assert (entry.role, entry.when.start) == ("deadline", date(2026, 4, 1))


def test_without_a_publication_date_only_whole_dates_are_found() -> None:
    entries = agenda("", "Frist 1. april. Høringsfrist: 3. mai 2026.", "", None)
    assert [entry.when.start for entry in entries] == [date(2026, 5, 3)]


def test_a_range_in_a_plan_has_the_year_of_its_heading_without_doubt() -> None:
    entries = agenda("", "", "Møteplan 2027\n\n31. desember\n\n1. januar", date(2026, 6, 1))
    assert [(entry.when.start, entry.when.flags) for entry in entries] == [
        (date(2027, 12, 31), ()),
        (date(2027, 1, 1), ()),
    ]
