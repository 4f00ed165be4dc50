from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.export import ExportQuery
from storage.release import AgendaDate
from storage.search import Filters
from tests.export.world import INVITATION, PLAIN, REVISED, SEEN, exported, keep, withdraw

if TYPE_CHECKING:
    import sqlite3

    from storage.archive import Archive

icalendar = pytest.importorskip("icalendar")

OSLO = ZoneInfo("Europe/Oslo")


def calendar(conn: sqlite3.Connection, **said: Any) -> Any:
    return icalendar.Calendar.from_ical(exported(conn, "ics", **said))


def events(conn: sqlite3.Connection) -> list[Any]:
    return list(calendar(conn).walk("VEVENT"))


def with_date(archive: Archive, starts: str, ends: str | None = None) -> Any:
    dated = AgendaDate("ord", starts, ends, "minute", "event")
    keep(archive, replace(INVITATION, dates=(dated,)))
    (event,) = events(archive.connection)
    return event


def moment(iso: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(iso)


def test_events_and_deadlines_are_there_and_mentions_are_not(conn: sqlite3.Connection) -> None:
    assert [str(event["UID"]) for event in events(conn)] == [
        "regjeringen-2-ch-1-event-1@pressearkiv",
        "regjeringen-2-ch-1-event-2@pressearkiv",
        "regjeringen-2-ch-1-deadline-1@pressearkiv",
    ]


def test_a_timed_event_has_its_times_in_oslo_and_all_that_the_text_says(
    conn: sqlite3.Connection,
) -> None:
    event = events(conn)[0]
    assert event["DTSTART"].params["TZID"] == "Europe/Oslo"
    assert event["DTSTART"].dt == datetime.datetime(2026, 4, 8, 10, tzinfo=OSLO)
    assert event["DTEND"].dt == datetime.datetime(2026, 4, 8, 11, 30, tzinfo=OSLO)
    assert str(event["SUMMARY"]) == INVITATION.title
    assert str(event["LOCATION"]) == "R5, møterom Ørsta; inngang B"
    assert str(event["URL"]) == INVITATION.url
    assert "«onsdag 8. april kl. 10.00–11.30»" in str(event["DESCRIPTION"])
    assert INVITATION.lead in str(event["DESCRIPTION"])
    assert event["CATEGORIES"].cats == ["Arrangement", "presseinvitasjon", "KDD"]
    assert str(event["STATUS"]) == "CONFIRMED"
    assert str(event["TRANSP"]) == "TRANSPARENT"


def test_whole_days_end_on_the_day_after_their_last(conn: sqlite3.Connection) -> None:
    _, days, deadline = events(conn)
    assert days["DTSTART"].dt == datetime.date(2026, 11, 9)
    assert days["DTEND"].dt == datetime.date(2026, 11, 11)
    assert days["DTSTART"].params["VALUE"] == "DATE"
    assert deadline["DTSTART"].dt == datetime.date(2027, 2, 1)
    assert deadline["DTEND"].dt == datetime.date(2027, 2, 2)
    assert str(deadline["SUMMARY"]) == "Frist: " + INVITATION.title
    assert "LOCATION" not in deadline


def test_an_event_without_an_end_is_given_none(empty: Archive) -> None:
    assert "DTEND" not in with_date(empty, "2026-04-08T10:00:00+02:00")


def test_an_end_on_the_same_day_without_a_time_is_no_end(empty: Archive) -> None:
    event = with_date(empty, "2026-04-08T10:00:00+02:00", "2026-04-08")
    assert event["DTSTART"].dt == datetime.datetime(2026, 4, 8, 10, tzinfo=OSLO)
    assert "DTEND" not in event


def test_a_time_to_a_later_day_is_whole_days(empty: Archive) -> None:
    event = with_date(empty, "2026-04-08T10:00:00+02:00", "2026-04-10")
    assert event["DTSTART"].dt == datetime.date(2026, 4, 8)
    assert event["DTEND"].dt == datetime.date(2026, 4, 11)


@pytest.mark.parametrize("ends", ["2026-04-08T09:00:00+02:00", "2026-04-08T10:00:00+02:00"])
def test_an_end_that_is_not_after_the_start_is_left_out(empty: Archive, ends: str) -> None:
    event = with_date(empty, "2026-04-08T10:00:00+02:00", ends)
    assert event["DTSTART"].dt == datetime.datetime(2026, 4, 8, 10, tzinfo=OSLO)
    assert "DTEND" not in event


def test_a_time_told_in_another_zone_is_shown_in_oslos(empty: Archive) -> None:
    event = with_date(empty, "2026-04-08T08:00:00Z", "2026-04-08T09:00:00+00:00")
    assert event["DTSTART"].dt == datetime.datetime(2026, 4, 8, 10, tzinfo=OSLO)
    assert event["DTEND"].params["TZID"] == "Europe/Oslo"


def test_a_revision_raises_the_sequence_and_moves_the_same_event(archive: Archive) -> None:
    before = events(archive.connection)[0]
    assert (before["SEQUENCE"], before["DTSTAMP"].dt) == (1, moment(SEEN))
    moved = replace(INVITATION.dates[0], starts="2026-04-09T10:00:00+02:00", ends=None)
    revised = replace(INVITATION, title="Flyttet", dates=(moved, *INVITATION.dates[1:]))
    keep(archive, revised, seen_at=REVISED, source="kdd")
    after = events(archive.connection)[0]
    assert after["UID"] == before["UID"]
    assert after["DTSTART"].dt.day == 9
    assert after["SEQUENCE"] == 2
    assert after["LAST-MODIFIED"].dt == after["DTSTAMP"].dt == moment(REVISED)


def test_a_withdrawn_release_cancels_its_events(archive: Archive) -> None:
    withdraw(archive, INVITATION.key)
    event = events(archive.connection)[0]
    assert str(event["STATUS"]) == "CANCELLED"
    assert event["SEQUENCE"] == 2


def test_every_line_is_at_most_75_octets_and_ends_with_cr_lf(empty: Archive) -> None:
    keep(empty, replace(INVITATION, lead="Ærlig talt, på øya; «så»\\ " * 40 + "😀" * 60))
    said = exported(empty.connection, "ics", title="Møter og frister – " * 10)
    assert said.endswith(b"END:VCALENDAR\r\n")
    lines = said.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()


def test_the_calendar_says_what_it_is(conn: sqlite3.Connection) -> None:
    said = calendar(conn, title="Frister", self_url="https://a.example/x.ics")
    assert str(said["VERSION"]) == "2.0"
    assert str(said["METHOD"]) == "PUBLISH"
    assert str(said["PRODID"])
    assert str(said["X-WR-CALNAME"]) == "Frister"
    assert exported(conn, "ics").count(b"BEGIN:VCALENDAR\r\n") == 1


def test_an_empty_calendar_still_has_a_component(empty: Archive) -> None:
    assert [one.name for one in calendar(empty.connection).subcomponents] == ["VTIMEZONE"]


@pytest.mark.parametrize("year", [1997, 2007, 2026, 2040])
def test_the_time_zone_block_is_oslos_own(conn: sqlite3.Connection, year: int) -> None:
    (block,) = calendar(conn).walk("VTIMEZONE")
    zone = block.to_tz(lookup_tzid=False)
    for month in range(1, 13):
        for day in (1, 15, 26, 28):
            there = datetime.datetime(year, month, day, 12, tzinfo=OSLO)
            assert there.replace(tzinfo=zone).utcoffset() == there.utcoffset()


def test_the_filters_choose_the_releases_whose_dates_are_shown(conn: sqlite3.Connection) -> None:
    none = exported(conn, "ics", ExportQuery(filters=Filters(source=("ks",))))
    assert b"BEGIN:VEVENT" not in none
    some = exported(conn, "ics", ExportQuery("pressetreff"))
    assert some.count(b"BEGIN:VEVENT") == 3


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_no_text_breaks_out_of_its_line(archive: Archive, text: str) -> None:
    with archive.transaction():
        archive.connection.execute("UPDATE releases SET title = ?, lead = ?", (text, text))
        archive.connection.execute("UPDATE dates SET place = ?, text = ?", (text, text))
    said = exported(archive.connection, "ics")
    lines = said.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert len(list(icalendar.Calendar.from_ical(said).walk("VEVENT"))) == 3


def test_a_release_without_dates_gives_no_event(empty: Archive) -> None:
    keep(empty, PLAIN)
    assert events(empty.connection) == []
