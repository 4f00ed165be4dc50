"""A small archive to export from, and an export as bytes."""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING, Any

from storage.archive import Archive
from storage.export import ExportOptions, ExportQuery, write
from storage.release import AgendaDate, Attachment, Change, Contact, Provenance, Published, Release

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

NOW = datetime.datetime(2026, 4, 1, 12, tzinfo=datetime.UTC)
SEEN = "2026-03-12T08:00:00Z"
REVISED = "2026-03-13T09:30:00Z"
WITHDRAWN = "2026-03-20T10:00:00Z"
EVERYTHING = ExportQuery()

AT_A_TIME = Published(
    text="12.3.2026 08:39:09",
    at="2026-03-12T07:39:09Z",
    local="2026-03-12 08:39:09",
    date="2026-03-12",
    precision="second",
)


def on_day(day: str) -> Published:
    return Published(text=day, local=day, date=day, precision="day")


PLAIN = Release(
    key="ntb-1",
    url="https://kommunikasjon.example/pressemelding/1?lang=no&x=1",
    title="Kommunane får meir å rutte med",
    lead="Årets oppgjer gir auka rammer på Ærøya.",
    body="Første avsnitt.\n\nAndre avsnitt\nmed «sitat», komma; og æøå.",
    body_html="<p>Første avsnitt.</p><p>Andre avsnitt</p>",
    type="pressemelding",
    language="nn",
    publisher="KS",
    published=AT_A_TIME,
    contacts=(Contact("Kari Nordmann", "pressesjef", "+47 99 99 99 99", "kari@ks.example"),),
    documents=(Attachment("https://kommunikasjon.example/a b.pdf", "Tabell"),),
)

INVITATION = Release(
    key="regjeringen-2-ch-1",
    url="https://regjeringen.example/no/id2/",
    title="Invitasjon; pressetreff, onsdag",
    lead="Vi inviterer til pressetreff.",
    body="Onsdag 8. april kl. 10.00–11.30.",
    type="presseinvitasjon",
    language="nb",
    publisher="",
    published=on_day("2026-03-31"),
    dates=(
        AgendaDate(
            "onsdag 8. april kl. 10.00–11.30",
            "2026-04-08T10:00:00+02:00",
            "2026-04-08T11:30:00+02:00",
            "minute",
            "event",
            place="R5, møterom Ørsta; inngang B",
        ),
        AgendaDate("9.–10. november", "2026-11-09", "2026-11-10", "day", "event"),
        AgendaDate("innen 1. februar 2027", "2027-02-01", None, "day", "deadline"),
        AgendaDate("i 2019", "2019-01-01", None, "year", "mention"),
    ),
)

UNDATED = Release(
    key="feed-3",
    url="https://feed.example/3",
    title="Uten dato",
    body="Ingen vet når.",
    type="nyhet",
    publisher="Statsforvalteren",
)


def keep(archive: Archive, *releases: Release, seen_at: str = SEEN, source: str = "ks") -> None:
    with archive.transaction():
        archive.journal.meet_source(source, source.upper(), "feed", "https://feed.example/", SEEN)
    for release in releases:
        known = archive.find(release.key) is not None
        change = Change("revised" if known else "new", release, ("title",) if known else ())
        archive.record(change, Provenance(source, seen_at))


def withdraw(archive: Archive, key: str) -> None:
    with archive.transaction():
        archive.connection.execute(
            "UPDATE releases SET withdrawn_at = ? WHERE key = ?", (WITHDRAWN, key)
        )


def options(**said: Any) -> ExportOptions:
    return ExportOptions(now=NOW, **said)


def exported(
    conn: sqlite3.Connection, fmt: str, query: ExportQuery = EVERYTHING, **said: Any
) -> bytes:
    out = io.BytesIO()
    write(conn, fmt, out, query, options(**said))
    return out.getvalue()


def fresh(path: Path) -> Archive:
    return Archive.open(path / "archive.db")
