"""The archive: the only place that writes releases.

``record`` keeps one release in one transaction, together with its revision, where it was seen and
all that hangs on it, and writes only what differs from what is there.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from storage import captures, database, revisions, rows
from storage.journal import Journal
from storage.release import searched
from storage.search_words import index_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from storage.captures import Capture
    from storage.release import Change, Kept, Provenance, Sighting


log = logging.getLogger("pressearkiv.archive")


class Archive:
    """An open archive file; a context manager that closes it and folds the WAL into the file."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        """The connection, for reading."""
        self.path = path
        self.journal = Journal(connection)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open the file, made and migrated as needed; raises ``ArchiveError``."""
        return cls(database.connect(path, read_only=read_only), path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Fold the write-ahead log into the file, as far as readers let it, and close."""
        try:
            if not self.connection.execute("PRAGMA query_only").fetchone()[0]:
                # Who reads for hours must not hold up every run's end: the next one folds it in.
                self.connection.execute("PRAGMA busy_timeout = 200")
                self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            # On a full disk. All that was committed stands in the log, and is folded in later.
            log.warning("%s: the log is not folded in: %s", self.path, error)
        finally:
            self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Store all that the block writes, or none of it; raises ``ArchiveError``."""
        with database.explained(self.path), database.transaction(self.connection):
            yield

    def find(self, key: str) -> Kept | None:
        """Return a release by its key, as it stands today."""
        return rows.find(self.connection, key)

    def keep(self, capture: Capture) -> int:
        """Store an answer's bytes before anybody reads them; return the capture's id.

        Who was forgotten is erased in them first.
        """
        return self.take(capture)[0]

    def take(self, capture: Capture) -> tuple[int, bytes]:
        """Keep an answer's bytes; return the capture's id, and the bytes as they are to be read."""
        from storage.privacy import intake

        with self.transaction():
            return intake.take(self.connection, capture)

    def capture(self, capture_id: int) -> Capture:
        """Return stored bytes; raises ``ArchiveError`` where they are gone or damaged."""
        return captures.get(self.connection, capture_id)

    def record(
        self,
        change: Change,
        provenance: Provenance,
        sightings: Iterable[Sighting] = (),
        *,
        indexed: bool = False,
    ) -> int:
        """Keep a release as ``change`` says, and where it was seen; return its row's id.

        ``indexed``: the caller's transaction has added its words to the vocabulary.
        """
        kept = self.find(change.release.key)
        with self.transaction():
            if kept is None:
                release_id = rows.insert(self.connection, change.release, provenance)
            else:
                release_id = kept.id
                self._update(kept, change, provenance)
            if change.folds and kept is not None:
                revisions.fold(self.connection, release_id, kept.revision, change, provenance)
            elif change.outcome in ("new", "revised", "completed"):
                number = 1 if kept is None else kept.revision + 1
                revisions.add(self.connection, release_id, number, change, provenance)
            if change.outcome != "unchanged" and not indexed:
                index_words(self.connection, searched(change.release))
            for sighting in sightings:
                self.sight(release_id, sighting, provenance)
        return release_id

    def _update(self, kept: Kept, change: Change, provenance: Provenance) -> None:
        if change.release == kept.release:
            return
        is_next = change.outcome in ("revised", "completed") and not change.folds
        revision = kept.revision + is_next
        rows.update(self.connection, kept, change.release, revision, provenance)

    def sight(self, release_id: int, sighting: Sighting, provenance: Provenance) -> None:
        """Note where a release was seen; call it in a transaction."""
        self.connection.execute(
            "INSERT INTO sightings (release_id, source_id, url, seen_in, first_seen_at,"
            " last_seen_at, notice, capture_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (release_id, source_id, url, seen_in) DO UPDATE SET"
            " last_seen_at = excluded.last_seen_at, notice = excluded.notice,"
            " capture_id = excluded.capture_id WHERE notice IS NOT excluded.notice",
            (
                release_id,
                provenance.source_id,
                sighting.url,
                sighting.seen_in,
                provenance.seen_at,
                provenance.seen_at,
                sighting.notice,
                sighting.capture_id,
            ),
        )
