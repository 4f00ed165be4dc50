"""The first half of an import: what a file records of our sources is kept, and nothing is read yet.

Bytes become captures, and each answer a row of ``imports``; files may come in any order. A record
that is there already is passed over, so that an import that was cut off is simply begun again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from pipeline.imports import owners, records
from pipeline.times import utc_text
from pipeline.wire.verdict import fault_of
from pressearkiv.errors import ChallengePage, ParseError
from sources.item import Response
from storage import captures, imports
from storage.captures import Capture
from storage.imports import Import
from storage.journal import Doubt

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from pipeline.imports.records import Broken, Recorded
    from pipeline.settings import Settings, SourceSettings
    from storage.archive import Archive


@dataclass(slots=True)
class Taken:
    """What came of a file: answers kept, known before, of no source of ours; and what is broken.

    ``lost`` counts revisits whose bytes are in no file that was taken in.
    """

    kept: int = 0
    known: int = 0
    others: int = 0
    lost: int = 0
    broken: list[Broken] = field(default_factory=list)


class Intake:
    """Takes files in, for all configured sources or for the one that is ``forced``."""

    def __init__(
        self,
        settings: Settings,
        archive: Archive,
        now: datetime,
        forced: SourceSettings | None = None,
    ) -> None:
        self._archive = archive
        self._db = archive.connection
        self._max_bytes = settings.fetch.max_bytes
        self._now = now
        self._forced = forced
        self._sources = (forced,) if forced else settings.sources
        self._owners = owners.Owners(self._sources)
        self._names: dict[str, set[str]] = {}

    def take(self, path: Path, moved: Callable[[int, int | None], None]) -> Taken:
        """Keep what a file records; raises ``ConfigError`` where it is no WARC."""
        taken = Taken()
        size = path.stat().st_size if path.exists() else None
        for found in records.read(path, self._max_bytes, lambda at: moved(at, size)):
            if isinstance(found, records.Broken):
                self._doubt(found, path.name)
                taken.broken.append(found)
            elif found.fetched_at > utc_text(self._now):
                taken.broken.append(records.Broken(0, "dated in the future", found.url))
            else:
                with self._archive.transaction():
                    self._one(found, path.name, taken)
        return taken

    def _one(self, found: Recorded, file: str, taken: Taken) -> None:
        meant = self._meant(found)
        source = self._source(found, meant)
        if source is None:
            taken.others += 1
        elif self._is_known(found, source):
            taken.known += 1
        else:
            self._meet(source, found.fields.began or found.fetched_at)
            row = self._row(found, file, source, meant)
            if row is None:
                taken.lost += 1
            else:
                imports.add(self._db, row)
                taken.kept += 1

    def _is_known(self, found: Recorded, source: SourceSettings) -> bool:
        if imports.knows(self._db, found.record_id):
            return True
        told = found.fields.outcome
        at = (found.url, found.fetched_at, told)
        return bool(told) and imports.was_fetched(self._db, source.id, *at)

    def _meant(self, found: Recorded) -> int | None:
        """Return the capture whose bytes a revisit means."""
        if found.kind != "revisit":
            return None
        return imports.meant(self._db, found.digest, *found.refers_to)

    def _source(self, found: Recorded, meant: int | None) -> SourceSettings | None:
        if found.fields.outcome:
            return self._forced or owners.reads(self._sources, found.fields.source)
        possible = self._owners.at(found.url)
        if self._forced is not None:
            possible = [self._forced]
        if not possible or found.status is None:
            return None
        if found.kind == "revisit":
            return owners.reads(self._sources, imports.owner(self._db, meant)) if meant else None
        if found.status != 200:
            named = self._owners.asks(found.url) or owners.is_release(found.url)
            return possible[0] if named and self._is_clear(possible, found) else None
        return next((s for s in possible if self._is_of(found, s)), None)

    def _is_clear(self, possible: list[SourceSettings], found: Recorded) -> bool:
        """Tell whether what holds no items can belong to one source alone."""
        return len(possible) == 1 or self._owners.asks(found.url)

    def _is_of(self, found: Recorded, source: SourceSettings) -> bool:
        """Tell whether an answer holds releases of a source, or should and cannot be read."""
        response = Response(found.found_at, found.body or b"", found.status or 0, found.headers)
        try:
            page = source.adapter.parse(response)
        except ChallengePage:
            return False
        except ParseError:
            return self._owners.asks(found.url) or owners.is_release(found.url)
        if self._forced is not None or self._owners.asks(found.url):
            return True
        if source.id not in self._names:
            self._names[source.id] = imports.publishers(self._db, source.id)
        return bool(page.items) and self._owners.speaks(source, page, self._names[source.id])

    def _meet(self, source: SourceSettings, at: str) -> None:
        adapter = source.adapter
        url = adapter.start()[0].url
        self._archive.journal.meet_source(source.id, source.name, adapter.kind, url, at)

    def _row(
        self, found: Recorded, file: str, source: SourceSettings, meant: int | None
    ) -> Import | None:
        told = found.fields
        capture_id = self._capture(found, source, meant) if _has_bytes(found) else None
        if capture_id is None and _has_bytes(found):
            return None
        status = told.status if found.kind == "metadata" else found.status
        return Import(
            record_id=found.record_id,
            file=file,
            source_id=source.id,
            url=found.url,
            fetched_at=found.fetched_at,
            status=status,
            outcome=told.outcome or _outcome(status or 0),
            capture_id=capture_id,
            digest=found.digest if found.body is not None else "",
            moved_to=_moved_to(found),
            error=told.error or None,
            run=told.run,
            began_at=told.began or None,
            held=told.held,
        )

    def _capture(self, found: Recorded, source: SourceSettings, meant: int | None) -> int | None:
        """Keep the bytes of an answer, its own or those that a revisit means."""
        body = found.body
        if body is None:
            if meant is None:
                return None
            original = captures.get(self._db, meant)
            if original.url == found.url:
                return meant
            body = original.body
        capture = Capture(
            source.id,
            found.url,
            found.found_at,
            found.fetched_at,
            body,
            found.status if found.status not in (None, 304) else 200,
            found.headers,
        )
        capture_id = self._archive.keep(capture)
        imports.first_answered(self._db, capture_id, found.fetched_at)
        return capture_id

    def _doubt(self, broken: Broken, file: str) -> None:
        """Put a broken record aside where it says whose it is."""
        possible = [self._forced] if self._forced else self._owners.at(broken.url)
        if len(possible) != 1:
            return
        source = possible[0]
        reason = f"{file}, byte {broken.offset:,}: {broken.reason}"
        digest = hashlib.sha256(reason.encode()).hexdigest()
        with self._archive.transaction():
            now = utc_text(self._now)
            self._meet(source, now)
            doubt = Doubt(source.id, broken.url, now, reason, digest, b"")
            self._archive.journal.quarantine(doubt)


def _has_bytes(found: Recorded) -> bool:
    """Tell whether a record stands for a page or feed, and not for a refusal or a signpost."""
    if found.kind == "revisit":
        return True
    return found.body is not None and (found.status == 200 or bool(found.fields.outcome))


def _outcome(status: int) -> str:
    if status in (200, 304):
        return "fetched" if status == 200 else "not_modified"
    return "redirected" if 300 <= status < 400 else fault_of(status).__name__


def _moved_to(found: Recorded) -> str | None:
    location = found.headers.get("location", "")
    sent_on = found.status is not None and 300 < found.status < 400 and found.status != 304
    return urljoin(found.url, location) if sent_on and location else None
