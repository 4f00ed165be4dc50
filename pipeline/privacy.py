"""What becomes of people: contacts dropped in time, and somebody forgotten.

Decided here, done in ``storage.privacy``. What was dropped or forgotten must not come back with
the next answer: a release whose contacts were dropped is told without them from then on, and what
publishers send is cleaned of the forgotten before it is kept or read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline import revision
from pipeline.times import utc_text
from pressearkiv import __version__
from pressearkiv.errors import ArchiveError
from storage import search_index
from storage.privacy import compact, dropped, forgotten, people
from storage.privacy.erase import erase
from storage.privacy.erased import Erased
from storage.privacy.eraser import Eraser

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from pipeline.settings import PrivacySettings
    from storage.archive import Archive
    from storage.privacy.people import Found

_OSLO = ZoneInfo("Europe/Oslo")


def dropped_before(privacy: PrivacySettings, now: datetime) -> date | None:
    """Return the day before whose releases contacts are dropped; ``None`` where they never are."""
    if privacy.contacts != "drop":
        return None
    return now.astimezone(_OSLO).date() - timedelta(days=privacy.after_days)


def drop_due(privacy: PrivacySettings, archive: Archive, now: datetime) -> str:
    """Drop the contacts whose time has come; return a sentence about it, empty for none."""
    day = dropped_before(privacy, now)
    if day is None:
        return ""
    with archive.transaction():
        gone = dropped.drop(archive.connection, day.isoformat(), utc_text(now))
        _hash_anew(archive, gone)
    if not gone:
        return ""
    return f"contacts dropped: {sum(gone.values())}, of {len(gone)} releases from before {day}"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased of somebody, or would be.

    Attributes:
        found: the person, as the archive's contacts know them.
        rows: how many rows of each table held them.
        captures: how many answers did.
        unread: captures that cannot be read, and so may hold them still.
    """

    found: Found
    rows: dict[str, int]
    captures: int
    unread: tuple[int, ...]

    @property
    def anything(self) -> bool:
        """Whether the archive held them at all."""
        return bool(self.rows or self.captures)


class _OnlyLooked(Exception):
    """Ends a transaction of which nothing is to be stored."""


def forget(archive: Archive, who: str, now: datetime, *, dry_run: bool) -> Forgotten:
    """Erase somebody from the whole archive, for good, and remember it without their name.

    ``who`` is a name or an e-mail address. With ``dry_run`` all is done and nothing is stored, so
    that what is shown is what would be done.

    Raises:
        ConfigError: ``who`` is neither.
        ArchiveError: it could not be stored, or the file could not be cleaned: everything is
            erased from the tables then, and saying the same again goes on with the file.
    """
    found = people.find(archive.connection, who)
    eraser = Eraser(found.person.known())
    erased = Erased()
    try:
        with archive.transaction():
            erased = erase(archive.connection, eraser, utc_text(now))
            if dry_run:
                raise _OnlyLooked
            _hash_anew(archive, erased.releases)
            _remember(archive, found, erased, now)
    except _OnlyLooked:
        return _told(found, erased)
    compact.compact(archive.connection, archive.path)
    left = compact.remains(archive.path, eraser)
    if left:
        raise ArchiveError(
            f"{archive.path}: what was erased still stands in {left} places of the file",
            hint="Say the same again; if it stays, report it: this must not happen.",
        )
    return _told(found, erased)


def _remember(archive: Archive, found: Found, erased: Erased, now: datetime) -> None:
    search_index.reindex(archive.connection)
    forgotten.remember(
        archive.connection,
        found.person,
        now=utc_text(now),
        version=__version__,
        rows=erased.rows.total(),
        captures=erased.captures,
    )


def _hash_anew(archive: Archive, releases: Iterable[int]) -> None:
    """Reckon the hash of releases' content again: the old one was made with people in it."""
    for release_id in sorted(releases):
        sql = "SELECT key FROM releases WHERE id = ?"
        kept = archive.find(archive.connection.execute(sql, (release_id,)).fetchone()[0])
        if kept is not None:
            archive.connection.execute(
                "UPDATE releases SET content_hash = ? WHERE id = ?",
                (revision.content_hash(kept.release), release_id),
            )


def _told(found: Found, erased: Erased) -> Forgotten:
    rows = {table: count for table, count in erased.rows.items() if count}
    return Forgotten(found, rows, erased.captures, tuple(erased.unread))
