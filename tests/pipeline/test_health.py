"""How a source is doing, and whether a person is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.health import Health, health, silence
from pipeline.revision import decide
from pipeline.settings import SourceSettings
from pipeline.times import utc_text
from sources.ntb import Ntb
from storage.archive import Archive
from storage.journal import Doubt, Visit
from storage.release import Provenance, Published, TextStatus
from tests.pipeline.telling import release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TODAY = date(2026, 7, 3)
NOW = datetime(2026, 7, 3, 12, tzinfo=UTC)
KS = SourceSettings(
    "ks", "KS", Ntb(publisher=1), timedelta(minutes=15), enabled=True, language="nb"
)


def days(*ago: int) -> list[date]:
    return [TODAY - timedelta(days=n) for n in ago]


@pytest.mark.parametrize(
    ("newest", "silent"),
    [
        ((), None),
        ((0,), None),
        ((10,), None),
        ((11,), 11),
        ((11, 12, 13, 14), 11),
        ((15, 20, 25, 30), None),
        ((16, 21, 26, 31), 16),
        ((90, 120, 150), None),
        ((91, 121, 151), 91),
        ((12, 13, 14, 15, 400), 12),
        ((-3000, 11, 12), 11),
        ((-3000,), None),
    ],
)
def test_silence_is_ten_days_and_three_times_the_usual_gap(
    newest: tuple[int, ...], silent: int | None
) -> None:
    assert silence(days(*newest), TODAY) == silent


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "a.db") as opened:
        with opened.transaction():
            opened.journal.meet_source("ks", "KS", "ntb", "https://x.example/", utc_text(NOW))
        yield opened


def visit(
    archive: Archive, hours_ago: float, error: str | None = None, hint: str | None = None
) -> None:
    at = utc_text(NOW - timedelta(hours=hours_ago))
    with archive.transaction():
        run = archive.journal.begin_run("run", "0", at)
        outcome = "failed" if error else "ok"
        archive.journal.add_visit(Visit(run, "ks", at, at, outcome, error=error, hint=hint))  # type: ignore[arg-type]


def publish(archive: Archive, number: int, ago: int, status: TextStatus = "full") -> None:
    told = replace(
        release(),
        key=f"ntb-{number}",
        text_status=status,
        published=Published(date=(TODAY - timedelta(days=ago)).isoformat()),
    )
    archive.record(decide(None, told), Provenance("ks", utc_text(NOW)))


def seen(archive: Archive, **of: object) -> dict[str, object]:
    found = health(KS, archive, NOW)
    return {name: getattr(found, name) for name in of}


def test_a_source_that_was_never_visited_needs_nobody(archive: Archive) -> None:
    nothing = (None,) * 8
    assert health(KS, archive, NOW) == Health("ks", "KS", True, 0, 0, 0, *nothing)


def test_what_it_has_and_what_it_lacks_is_counted(archive: Archive) -> None:
    for number, status in enumerate(("full", "refused", "feed", "refused")):
        publish(archive, number, number, status)  # type: ignore[arg-type]
    with archive.transaction():
        archive.journal.quarantine(Doubt("ks", "u", utc_text(NOW), "r", "0"))
    visit(archive, 1)
    told = {
        "releases": 4,
        "without_text": 2,
        "quarantined": 1,
        "newest_release": "2026-07-03",
        "attention": None,
    }
    assert seen(archive, **told) == told


def test_failures_are_told_since_their_first_with_what_to_do(archive: Archive) -> None:
    visit(archive, 9)
    visit(archive, 5, "borte", "Se etter.")
    visit(archive, 1, "borte ennå", "Se etter.")
    told = {
        "last_visit": "2026-07-03T11:00:00Z",
        "last_success": "2026-07-03T03:00:00Z",
        "failing_since": "2026-07-03T07:00:00Z",
        "error": "borte ennå",
        "attention": "borte ennå. Se etter.",
    }
    assert seen(archive, **told) == told


def test_a_failure_without_a_hint_and_before_any_success_is_told_as_well(archive: Archive) -> None:
    visit(archive, 5, "borte")
    told = {"last_success": None, "failing_since": "2026-07-03T07:00:00Z", "attention": "borte"}
    assert seen(archive, **told) == told


def test_a_success_ends_the_row_of_failures(archive: Archive) -> None:
    visit(archive, 5, "borte")
    visit(archive, 1)
    told = {
        "failing_since": None,
        "error": None,
        "attention": None,
        "next_due": "2026-07-03T11:14:00Z",
    }
    assert seen(archive, **told) == told


def test_silence_raises_the_alarm_though_every_visit_went_well(archive: Archive) -> None:
    for number in range(5):
        publish(archive, number, 20 + number)
    visit(archive, 1)
    attention = health(KS, archive, NOW).attention
    assert attention is not None
    assert attention.startswith("nothing published for 20 days")


def test_a_date_in_the_future_does_not_hush_the_alarm(archive: Archive) -> None:
    publish(archive, 1, 20)
    publish(archive, 2, -4000)
    visit(archive, 1)
    assert health(KS, archive, NOW).attention is not None
