"""A calendar (RFC 5545) of the events and deadlines in the releases' texts, to subscribe to.

What the text does not say is not made up: an event without an end has none, a day without a time
of day is a whole day. Nobody is shown as busy.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, BinaryIO

from storage.export.text import OSLO, iri, printable

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

    from storage.export.query import ExportOptions
    from storage.export.rows import AgendaEntry
    from storage.export.selection import Selection

_END = b"END:VCALENDAR\r\n"
_REFRESH = datetime.timedelta(hours=6)
_ROLES = {"event": ("", "Arrangement"), "deadline": ("Frist: ", "Frist")}

When = datetime.date | datetime.datetime


def write(selection: Selection, out: BinaryIO, options: ExportOptions) -> int:
    """Write an event a date, in the order of the releases; return how many."""
    out.write(_calendar(options).to_ical().removesuffix(_END))
    count = 0
    for dated in selection.agenda():
        out.write(_event(dated).to_ical())
        count += 1
    out.write(_END)
    return count


def _calendar(options: ExportOptions) -> Calendar:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//pressearkiv//agenda//NO")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    title = printable(options.title)
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", OSLO.key)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    if options.self_url:
        calendar.add("source", iri(options.self_url), parameters={"VALUE": "URI"})
    if options.site_url:
        calendar.add("url", iri(options.site_url))
    calendar.add_component(_timezone())
    return calendar


def _timezone() -> Timezone:
    """Return Europe/Oslo since 1996, when its summer got its present end.

    As two yearly rules: Outlook does not follow the lists of single days that icalendar would make.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    winter, summer = datetime.timedelta(hours=1), datetime.timedelta(hours=2)
    zone = Timezone()
    zone.add("tzid", OSLO.key)
    for part, name, month, start, before, after in (
        (TimezoneDaylight(), "CEST", 3, datetime.datetime(1981, 3, 29, 2), winter, summer),  # noqa: DTZ001
        (TimezoneStandard(), "CET", 10, datetime.datetime(1996, 10, 27, 3), summer, winter),  # noqa: DTZ001
    ):
        part.add("tzname", name)
        part.add("dtstart", start)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(part)
    return zone


def _event(dated: AgendaEntry) -> Event:
    from icalendar import Event

    event = Event()
    prefix, category = _ROLES[dated.role]
    seen = datetime.datetime.fromisoformat(dated.withdrawn_at or dated.revised_at)
    event.add("uid", f"{dated.key}-{dated.role}-{dated.position}@pressearkiv")
    event.add("dtstamp", seen)
    event.add("last-modified", seen)
    # A withdrawal is a change too, though no revision: without a higher number it goes unnoticed.
    event.add("sequence", dated.revision + bool(dated.withdrawn_at))
    event.add("status", "CANCELLED" if dated.withdrawn_at else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    starts, ends = _span(dated.starts, dated.ends)
    event.add("dtstart", starts)
    if ends is not None:
        event.add("dtend", ends)
    event.add("summary", printable(prefix + dated.title))
    event.add("description", _description(dated))
    event.add("categories", [category, *filter(None, (dated.type, printable(dated.publisher)))])
    event.add("url", iri(dated.url))
    if dated.place:
        event.add("location", printable(dated.place))
    return event


def _description(dated: AgendaEntry) -> str:
    said = f"«{dated.text.strip()}»" if dated.text.strip() else ""
    return printable("\n\n".join(filter(None, (dated.lead, said, dated.publisher, dated.url))))


def _span(starts: str, ends: str | None) -> tuple[When, When | None]:
    """Return start and end as a calendar has them: both days or both times, the end excluded."""
    start, end = _read(starts), _read(ends) if ends else None
    if isinstance(start, datetime.datetime):
        if end is None or (isinstance(end, datetime.datetime) and end > start):
            return start, end
        if _day(end) <= start.date():
            return start, None
    first = _day(start)
    last = max(first, _day(end)) if end else first
    return first, last + datetime.timedelta(days=1)


def _read(iso: str) -> When:
    if len(iso) == len("2026-03-12"):
        return datetime.date.fromisoformat(iso)
    moment = datetime.datetime.fromisoformat(iso)
    return moment.astimezone(OSLO) if moment.tzinfo else moment.replace(tzinfo=OSLO)


def _day(when: When) -> datetime.date:
    return when.date() if isinstance(when, datetime.datetime) else when
