"""Every capture read again with today's code: what our own reading changes, and nothing else.

Each release is put together anew from the bytes its revisions point at, and held against what is
kept. What differs is a revision with cause ``reparse``: ours, not the publisher's. What lay in
quarantine and is understood today is recorded as if it had come today.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import revision
from pipeline.identity import key_for
from pipeline.keeper import Keeper
from pipeline.normalise import Reading, normalise
from pipeline.rereading import Rereader
from pipeline.tally import Tally
from pipeline.telling import Named, Telling
from pipeline.times import parse_utc, utc_text
from storage.privacy import dropped
from storage.release import Provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from pipeline.settings import Settings, SourceSettings
    from sources.item import Item
    from storage.archive import Archive
    from storage.release import Change, Kept, Release


@dataclass(frozen=True, slots=True)
class Difference:
    """A release that today's code reads otherwise: the fields, and their values then and now."""

    key: str
    fields: tuple[tuple[str, object, object], ...]
    new: bool = False


@dataclass(frozen=True, slots=True)
class _Trace:
    """Where a kept release was read: when, and from which captures, the newest first."""

    seen_at: str
    pairs: tuple[tuple[int | None, int | None], ...]


class Reparse:
    """Reads an archive's captures again, and holds what they tell against what is kept."""

    def __init__(self, settings: Settings, archive: Archive) -> None:
        self._archive = archive
        self._again = Rereader(settings.sources, archive)
        self._sources = self._again.sources

    def differences(
        self, now: datetime, progress: Callable[[int, int | None], None], *, dry_run: bool
    ) -> Iterator[Difference]:
        """Yield what today's code reads otherwise, and keep it unless ``dry_run``."""
        keys = [
            r[0] for r in self._archive.connection.execute("SELECT key FROM releases ORDER BY id")
        ]
        for done, key in enumerate(keys, start=1):
            found = self._one(key, now, dry_run=dry_run)
            if found is not None:
                yield found
            progress(done, len(keys))
        yield from self._doubts(now, dry_run=dry_run)

    def _one(self, key: str, now: datetime, *, dry_run: bool) -> Difference | None:
        kept = self._archive.find(key)
        source = self._sources.get(kept.source_id) if kept else None
        if kept is None or source is None:
            return None
        trace = self._trace(kept.id)
        items = self._items(key, trace)
        if not items:
            return None
        reading = Reading(
            parse_utc(trace.seen_at),
            source.name,
            source.language,
            refused=kept.release.text_status == "refused",
        )
        told = dropped.as_kept(self._archive.connection, normalise(items, reading))
        change = revision.reread(kept.release, told)
        if change.outcome == "unchanged":
            return None
        if not dry_run:
            capture_id, notice_id = trace.pairs[0]
            provenance = Provenance(kept.source_id, utc_text(now), capture_id, notice_id)
            self._archive.record(change, provenance)
        return _difference(kept, change)

    def _trace(self, release_id: int) -> _Trace:
        rows = self._archive.connection.execute(
            "SELECT coalesce(folded_at, seen_at), capture_id, notice_capture_id, cause"
            " FROM revisions WHERE release_id = ? ORDER BY revision DESC",
            (release_id,),
        ).fetchall()
        # A revision without bytes of its own is another language's: the text stood.
        own = [row for row in rows if row[1] or row[2]] or rows
        told = next(row for row in own if row[3] != "reparse")
        return _Trace(told[0], tuple((row[1], row[2]) for row in own))

    def _items(self, key: str, trace: _Trace) -> list[Item]:
        """Return the newest telling's items, and from before it the last that had the text."""
        found: list[Item] = []
        for pair in trace.pairs:
            if any(item.complete for item in found):
                break
            told = [one.item for one in self._again.told(key, pair)]
            found += told if not found else [item for item in told if item.complete]
        return list(dict.fromkeys(found))

    def _doubts(self, now: datetime, *, dry_run: bool) -> Iterator[Difference]:
        """Read what lies in quarantine again, a capture at a time."""
        rows = self._archive.connection.execute(
            "SELECT id, source_id, capture_id, sha256, raw IS NULL FROM quarantine"
            " WHERE resolved_at IS NULL AND capture_id IS NOT NULL"
            # An answer that is held back can be read; whether it is right, a person says.
            " AND id NOT IN (SELECT quarantine_id FROM held_answers) ORDER BY id"
        ).fetchall()
        for doubt_id, source_id, capture_id, digest, whole in rows:
            page, source = self._again.page(capture_id), self._sources.get(source_id)
            if page is None or source is None:
                continue
            still = {hashlib.sha256(reject.raw).hexdigest() for reject in page.rejects}
            if not whole and digest in still:
                continue
            yield from self._resolve(doubt_id, capture_id, source, now, dry_run=dry_run)

    def _resolve(
        self,
        doubt_id: int,
        capture_id: int,
        source: SourceSettings,
        now: datetime,
        *,
        dry_run: bool,
    ) -> Iterator[Difference]:
        page = self._again.page(capture_id)
        items = page.items if page else ()
        capture = self._archive.capture(capture_id)
        tally = Tally()
        keeper = Keeper(self._archive, source, tally)
        for item in reversed(items):
            key = key_for(item)
            if key is None or self._archive.find(key) is not None:
                continue
            if not dry_run:
                named = (Named(item, capture.url, capture_id),)
                at = parse_utc(capture.fetched_at)
                telling = Telling((item,), at, named, capture_id, missing=not item.complete)
                keeper.record(telling, keeper.work(telling).outcome())
            yield Difference(key, (), new=True)
        if not dry_run and not tally.quarantined:
            self._archive.journal.resolve(doubt_id, utc_text(now))


def _difference(kept: Kept, change: Change) -> Difference:
    fields = tuple((name, *_values(name, kept.release, change.release)) for name in change.changed)
    return Difference(kept.release.key, fields)


def _values(name: str, kept: Release, now: Release) -> tuple[object, object]:
    """Return a field then and now; of what is derived (HTML, flags), as it is kept."""
    before, after = revision.content(kept).get(name), revision.content(now).get(name)
    if before != after:
        return before, after
    return getattr(kept, name, None), getattr(now, name, None)
