"""The agenda: what is coming, what was, and what one release tells of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage import agenda
from storage.release import AgendaDate
from tests.storage.keeping import WHOLE, keep

if TYPE_CHECKING:
    from storage.archive import Archive


def date(starts: str, ends: str | None = None, role: str = "event") -> AgendaDate:
    return AgendaDate(starts, starts, ends, "day", role)  # type: ignore[arg-type]


def told(archive: Archive, *dates: AgendaDate, key: str = "ntb-1") -> None:
    keep(archive, replace(WHOLE, key=key, dates=dates))


def test_what_is_coming_is_told_soonest_first_and_what_lasts_until_it_is_over(
    archive: Archive,
) -> None:
    told(
        archive,
        date("2026-11-20", "2026-11-22"),
        date("2026-11-21"),
        date("2026-12-24T09:00:00+01:00", role="deadline"),
        date("2026-11-23", role="mention"),
    )
    found = agenda.coming(archive.connection, "2026-11-22")
    assert [one.starts[:10] for one in found] == ["2026-11-20", "2026-12-24"]
    assert found[1].key == "ntb-1"
    only = agenda.coming(archive.connection, "2026-11-22", "2026-12-01", roles=["mention"])
    assert [one.role for one in only] == ["mention"]


def test_what_began_over_a_year_ago_is_not_looked_for(archive: Archive) -> None:
    told(archive, date("2020-01-01", "2027-01-01"))
    assert agenda.coming(archive.connection, "2026-11-22") == ()


def test_what_was_is_told_latest_first_page_by_page(archive: Archive) -> None:
    told(archive, *(date(f"2026-11-{day:02}") for day in range(1, 30)))
    first = agenda.past(archive.connection, "2026-11-22", most=2)
    second = agenda.past(archive.connection, "2026-11-22", most=2, skip=2)
    assert [one.starts for one in (*first, *second)] == [
        "2026-11-21", "2026-11-20", "2026-11-19", "2026-11-18",
    ]  # fmt: skip


def test_a_withdrawn_release_has_its_dates_and_calls_nobody(archive: Archive) -> None:
    told(archive, date("2026-12-01"), date("2026-10-01"))
    with archive.transaction():
        archive.connection.execute("UPDATE releases SET withdrawn_at = '2026-11-22T00:00:00Z'")
    db = archive.connection
    (release_id,) = db.execute("SELECT id FROM releases").fetchone()
    assert agenda.coming(db, "2026-11-22") == agenda.past(db, "2026-11-22") == ()
    assert [one.starts for one in agenda.dates_of(db, release_id)] == ["2026-10-01", "2026-12-01"]
