"""Pages that change at every look: one revision a day, and no edit is taken for a clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.churn import IN_A_ROW, Edit, capped
from pipeline.revision import decide
from storage.release import Change, Published
from tests.pipeline.telling import item, release

NOON = datetime(2026, 11, 20, 11, 32, tzinfo=UTC)
"""12:32 in Oslo."""

HOUR = timedelta(hours=1)


def change(before: str, after: str) -> Change:
    kept, told = (release(item(body=f"<p>{body}</p>")) for body in (before, after))
    return decide(kept, told)


def folds(before: str, after: str, *edits: Edit, now: datetime = NOON) -> bool:
    kept = release(item(body=f"<p>{before}</p>"))
    return capped(kept, change(before, after), edits, now).folds


def edit(ago: timedelta, *changed: str, cause: str = "published") -> Edit:
    return Edit(NOON - ago, changed or ("body",), cause)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Sist oppdatert 20.11.2026 kl. 09.15.", "Sist oppdatert 20.11.2026 kl. 10.02."),
        ("Lese 1 204 gonger, sidevisningar 98", "Lese 1 340 gonger, sidevisningar 99"),
        ("Publisert for 5 minutter siden", "Publisert for 2 timer siden"),
        ("Klokka i rådhuset viser 11:30:02", "Klokka i rådhuset viser 12:30:40"),
        ("Været kl 11.29: regn", "Været kl 12.29: regn"),
    ],
)  # fmt: skip
def test_a_clock_or_counter_makes_one_revision_a_day(before: str, after: str) -> None:
    assert not folds(before, after)
    assert folds(before, after, edit(HOUR))
    assert folds(before, after, edit(23 * HOUR))
    assert not folds(before, after, edit(24 * HOUR))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Møtet begynner kl. 17.00.", "Møtet begynner kl. 18.00."),
        ("KS anslår at 210 kommuner mangler folk", "KS anslår at 218 kommuner mangler folk"),
        ("Sist oppdatert kl. 9.15. Frist: mandag.", "Sist oppdatert kl. 10.15. Høring: mandag."),
        ("Været kl 10.30: regn", "Været kl 11.30: sol"),
    ],
)
def test_an_edit_in_the_words_is_a_revision_whenever_the_last_one_was(
    before: str, after: str
) -> None:
    assert not folds(before, after, edit(HOUR))


def test_another_field_is_another_revision() -> None:
    before, after = "Sist oppdatert kl. 9.15", "Sist oppdatert kl. 10.15"
    assert not folds(before, after, edit(HOUR, "title"))
    assert folds(before, after, edit(HOUR, "title", "body"))


def test_what_we_read_better_ourselves_is_no_place_to_fold_into() -> None:
    before, after = "Sist oppdatert kl. 9.15", "Sist oppdatert kl. 10.15"
    assert not folds(before, after, edit(HOUR, cause="reparse"))


def test_whatever_changes_at_look_after_look_is_capped_at_the_third() -> None:
    row = [edit(n * HOUR) for n in range(1, IN_A_ROW + 1)]
    assert not folds("Les også: Alfa", "Les også: Beta", *row[:-1])
    assert folds("Les også: Alfa", "Les også: Beta", *row)


def test_from_day_to_day_it_stays_capped_and_after_a_pause_it_begins_anew() -> None:
    daily = [edit(HOUR + n * 25 * HOUR) for n in range(IN_A_ROW)]
    assert folds("Les også: Alfa", "Les også: Beta", *daily)
    rare = [edit(HOUR), edit(80 * HOUR), edit(160 * HOUR)]
    assert not folds("Les også: Alfa", "Les også: Beta", *rare)


def test_a_date_that_is_always_now_ticks_and_a_date_that_was_moved_does_not() -> None:
    kept = release(item())
    for local, folded in (("2026-11-20 12:31:00", True), ("2026-11-20 08:00:00", False)):
        told = replace(kept, published=Published(local, None, local, local[:10], "second"))
        moved = Change("revised", told, ("published",))
        assert capped(kept, moved, [edit(HOUR, "published")], NOON).folds is folded
