"""A page that changes at every look: one revision a day, said so, and nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.health import health
from pipeline.reparse import Reparse
from pipeline.times import utc_text
from storage.archive import Archive
from tests.world import DAWN, Loopback, at, run_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from pipeline.run import Report
    from pipeline.settings import Settings


@pytest.fixture
def world() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def body(shown: str) -> str:
    return f"<p>Brua er stengt. {shown}</p>"


def clock(now: datetime) -> str:
    return body(f"Sist oppdatert {now:%d.%m.%Y} kl. {now:%H.%M}.")


def anything(now: datetime) -> str:
    return body(f"Les også: sak nummer {'abcdefghijklmnopqrstuvwx'[now.hour]} om veien.")


def hourly(
    world: Loopback, settings: Settings, hours: range, shows: Callable[[datetime], str]
) -> list[Report]:
    reports = []
    for hour in hours:
        world.change("fylke", 1, body=shows(at(2, hour)))
        reports.append(run_once(settings, at(2, hour)))
    return reports


def revisions(settings: Settings) -> list[tuple[str, str, int]]:
    with Archive.open(settings.archive, read_only=True) as archive:
        return archive.connection.execute(
            "SELECT seen_at, lead, folded FROM revisions ORDER BY revision"
        ).fetchall()


def test_a_page_with_a_clock_gets_one_revision_a_day(world: Loopback, tmp_path: Path) -> None:
    settings = world.settings(tmp_path, "fylke")
    world.publish("fylke", 1)
    reports = hourly(world, settings, range(73), clock)
    told = revisions(settings)
    assert [(seen_at, folded) for seen_at, _, folded in told] == [
        (utc_text(at(2)), 0),
        (utc_text(at(2, 1)), 23),
        (utc_text(at(2, 25)), 23),
        (utc_text(at(2, 49)), 23),
    ]
    assert "05.09.2026 kl. 06.00" in told[2][1], "the day's revision holds the last of its states"
    assert [report.sources[0].revised for report in reports[:4]] == [0, 1, 0, 0]


def test_what_changes_at_every_look_without_a_clock_is_capped_as_well(
    world: Loopback, tmp_path: Path
) -> None:
    settings = world.settings(tmp_path, "fylke")
    world.publish("fylke", 1)
    hourly(world, settings, range(24 * 4), anything)
    assert len(revisions(settings)) == 1 + 3 + 3


def test_it_is_said_so(world: Loopback, tmp_path: Path) -> None:
    settings = world.settings(tmp_path, "fylke")
    world.publish("fylke", 1)
    *_, last = hourly(world, settings, range(5), clock)
    with Archive.open(settings.archive, read_only=True) as archive:
        ((key,),) = archive.connection.execute("SELECT key FROM releases").fetchall()
        (told,) = health(settings.sources[0], archive, at(2, 5)).restless
        later = health(settings.sources[0], archive, at(20)).restless
    assert (told.key, told.looks, told.changed) == (key, 4, ("lead",))
    assert later == ()
    assert last.notes == (
        f"fylke: {key} changes at every look, in its lead; it gets one revision a day",
    )


def test_an_edit_among_the_ticks_is_a_revision(world: Loopback, tmp_path: Path) -> None:
    settings = world.settings(tmp_path, "fylke")
    world.publish("fylke", 1)
    hourly(world, settings, range(4), clock)
    hourly(world, settings, range(4, 6), lambda now: clock(now).replace("stengt", "åpnet"))
    (_, before, _), (_, edited, folded) = revisions(settings)[-2:]
    assert "stengt" in before
    assert ("åpnet" in edited, folded) == (True, 1)


def test_every_state_stands_in_the_captures(world: Loopback, tmp_path: Path) -> None:
    settings = world.settings(tmp_path, "fylke")
    world.publish("fylke", 1)
    hourly(world, settings, range(10), clock)
    with Archive.open(settings.archive, read_only=True) as archive:
        numbers = archive.connection.execute("SELECT id FROM captures").fetchall()
        kept = b"".join(archive.capture(number).body for (number,) in numbers)
    assert all(f"kl. {at(2, hour):%H.%M}".encode() in kept for hour in range(10))


def test_reading_the_captures_again_changes_nothing(world: Loopback, tmp_path: Path) -> None:
    settings = world.settings(tmp_path, "fylke")
    world.publish("fylke", 1)
    hourly(world, settings, range(50), clock)
    with Archive.open(settings.archive) as archive:
        again = Reparse(settings, archive).differences(DAWN, lambda *_: None, dry_run=False)
        assert list(again) == []
        assert archive.connection.execute(
            "SELECT count(*) FROM revisions WHERE cause = 'reparse'"
        ).fetchone() == (0,)
