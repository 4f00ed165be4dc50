"""Ninety days of a scripted world: the archive, the alarms and the mails that the script foretells.

The machine stands still from November to March, so that both nights on which the clocks change are
among the ninety days.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pipeline import rounds
from pipeline.network import fetching
from pipeline.times import parse_utc
from storage.archive import Archive
from storage.upkeep import verify
from tests.answers import page
from tests.mailbox import Mailbox
from tests.world import DAWN, FEED, FIRST_ID, QUICK, Loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.demo.model import SourceId
    from pipeline.settings import Settings

EVERY: Final = timedelta(hours=6)
TICK: Final = timedelta(hours=3)
AUTUMN, SPRING = datetime(2026, 10, 3, tzinfo=UTC), datetime(2027, 3, 6, tzinfo=UTC)
HALF: Final = 45
CHANGES: Final = (
    datetime(2026, 10, 25, 1, 0, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
)
"""When the clocks change in Oslo."""

PACE: Final[dict[SourceId, int]] = {"ks": 3, "kdd": 2, "fylke": 4}
"""A source publishes every so many days."""

SILENT: Final = range(66, 84)
"""The days on which the county publishes nothing."""

ALERTS = """
[[alerts]]
name = "alt"
to = "ada@example.no"
search = ""
sources = true
"""


def morning(day: int) -> datetime:
    """Return 07:00 UTC of the script's day."""
    start, number = (AUTUMN, day) if day < HALF else (SPRING, day - HALF)
    return start + timedelta(days=number, hours=7)


def number_of(day: int) -> int:
    return int((morning(day) - DAWN).total_seconds()) // 3600


@dataclass(slots=True)
class Script:
    """What happens, and what must come of it."""

    world: Loopback
    published: dict[SourceId, list[int]] = field(default_factory=lambda: defaultdict(list))
    accept: list[int] = field(default_factory=list)

    def day(self, day: int) -> None:
        """Let the day's news happen, before its first run."""
        for source, pace in PACE.items():
            if day % pace == 0 and not (source == "fylke" and day in SILENT):
                self.published[source].append(number_of(day))
                self.world.publish(source, number_of(day))
        happening = self.happenings().get(day)
        if happening is not None:
            happening()

    def happenings(self) -> dict[int, Callable[[], object]]:
        servers = self.world.servers
        return {
            10: lambda: self.world.edit("ks", number_of(9)),
            14: lambda: self.world.change("kdd", number_of(12), page="gone", listed=False),
            21: lambda: self.world.change("kdd", number_of(20), body="<p>Stille rettet.</p>"),
            # Two visits of two tries each: too little to tell anybody of.
            25: lambda: servers["ks"].at(
                FEED["ks"], *[page(b"", 503)] * 4, servers["ks"].otherwise
            ),
            26: self.world.heal,
            30: lambda: setattr(self.world.rooms, "guid", "https://x.no/{guid}"),
            32: lambda: self.accept.append(32),
            40: lambda: servers["ks"].down(),
            42: lambda: servers["ks"].up(),
            50: lambda: servers["kdd"].down(),
            53: lambda: servers["kdd"].up(),
            60: lambda: servers["fylke"].down(),
            62: lambda: servers["fylke"].up(),
        }


def ticks() -> Iterator[tuple[int, datetime]]:
    """Yield every instant at which the service wakes up; on the two nights every ten minutes."""
    for day in range(2 * HALF):
        at, end = morning(day), morning(day) + timedelta(days=1)
        while at < end:
            yield day, at
            near = any(abs(at - change) < timedelta(hours=3) for change in CHANGES)
            at += timedelta(minutes=10) if near else TICK


def go_through(script: Script, settings: Settings) -> None:
    network = partial(fetching, limits=QUICK, sleep=lambda _seconds: None)
    today = -1
    for day, now in ticks():
        if day != today:
            today = day
            script.day(day)
        with Archive.open(settings.archive) as archive:
            clock = lambda now=now: now  # noqa: E731 - a clock that stands
            if day in script.accept:
                script.accept.remove(day)
                rounds.go(settings, archive, clock, ids=["fylke"], accept=True, network=network)
            rounds.go(settings, archive, clock, network=network)


def test_ninety_days_end_as_the_script_foretells(world: Loopback, tmp_path: Path) -> None:
    with Mailbox() as box:
        settings = world.settings(
            tmp_path, more=box.config + ALERTS, expect=f'every = "{EVERY.seconds // 3600}h"'
        )
        script = Script(world)
        go_through(script, settings)
        with Archive.open(settings.archive, read_only=True) as archive:
            assert list(verify(archive)) == []
            holds_exactly(script, archive)
            was_visited_in_time(archive)
        told_exactly(script, box)


def holds_exactly(script: Script, archive: Archive) -> None:
    db = archive.connection
    keys = {row[0] for row in db.execute("SELECT key FROM releases")}
    expected = {f"ntb-{FIRST_ID['ks'] + n}" for n in script.published["ks"]}
    expected |= {f"regjeringen-{FIRST_ID['kdd'] + n}" for n in script.published["kdd"]}
    named_twice = [n for n in script.published["fylke"] if n < number_of(31)]
    assert {key for key in keys if not key.startswith("feed-")} == expected
    assert len([key for key in keys if key.startswith("feed-")]) == (
        len(script.published["fylke"]) + len(named_twice)
    )
    revised = dict(db.execute("SELECT key, revision FROM releases WHERE revision > 1"))
    assert revised == {
        f"ntb-{FIRST_ID['ks'] + number_of(9)}": 2,
        f"regjeringen-{FIRST_ID['kdd'] + number_of(20)}": 2,
    }
    assert db.execute("SELECT key FROM releases WHERE withdrawn_at IS NOT NULL").fetchall() == [
        (f"regjeringen-{FIRST_ID['kdd'] + number_of(12)}",)
    ]
    assert db.execute("SELECT count(*) FROM releases WHERE text_status <> 'full'").fetchall() == [
        (len([key for key in keys if key.startswith("feed-")]),)
    ]
    held = db.execute("SELECT assertion FROM held_answers").fetchall()
    assert {row[0] for row in held} == {"ids"}


def was_visited_in_time(archive: Archive) -> None:
    """No source was left for longer than its interval and a tick, the clocks' change included."""
    visits: dict[str, list[datetime]] = defaultdict(list)
    for source, at in archive.connection.execute(
        "SELECT source_id, started_at FROM visits ORDER BY run_id"
    ):
        visits[source].append(parse_utc(at))
    for source, times in visits.items():
        gaps = [b - a for a, b in pairwise(times) if b - a < timedelta(days=30)]
        assert max(gaps) <= 2 * EVERY + TICK, source
        near = [
            b - a
            for a, b in pairwise(times)
            for change in CHANGES
            if a <= change + EVERY and b >= change - EVERY
        ]
        assert all(gap <= EVERY + TICK for gap in near), source


def told_exactly(script: Script, box: Mailbox) -> None:
    releases = [mail for mail in box.mails if "pressemelding" in mail["Subject"]]
    lines = [line for mail in releases for line in mail.get_content().splitlines()]
    for source, path in (("ks", "/pressemelding/"), ("kdd", "/aktuelt/"), ("fylke", "/nyheter/")):
        told = sorted(line for line in lines if path in line)
        # The first visit's are the back catalogue; what was accepted is no news either.
        news = script.published[source][1:]  # type: ignore[index]
        assert len(told) == len(set(told)) == len(news), source
    others = [mail["Subject"] for mail in box.mails if mail not in releases]
    assert others == [
        "Trenger tilsyn: Statsforvalteren",  # day 30: other identifiers
        "I orden igjen: Statsforvalteren",
        "Trenger tilsyn: KS",  # day 40: no answer
        "I orden igjen: KS",
        "2 meldinger om kilder",  # day 45: silent over the winter
        "I orden igjen: Kommunal- og distriktsdepartementet",
        "I orden igjen: Statsforvalteren",
        "Trenger tilsyn: Kommunal- og distriktsdepartementet",  # day 50
        "I orden igjen: Kommunal- og distriktsdepartementet",
        "Trenger tilsyn: Statsforvalteren",  # day 60
        "I orden igjen: Statsforvalteren",
        "Trenger tilsyn: Statsforvalteren",  # silent from day 66
        "I orden igjen: Statsforvalteren",
    ]
