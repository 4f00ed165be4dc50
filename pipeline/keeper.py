"""Items to the archive: the one place where a telling is normalised, decided on and recorded.

What normalises and decides is imported when there is something to: most runs hear nothing new.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Protocol

from pipeline.conversation import Work
from pipeline.rechecks import Rechecks
from pipeline.times import parse_utc, utc_text
from pressearkiv.errors import ArchiveError, Implausible, ParseError
from storage.journal import Doubt
from storage.privacy import dropped
from storage.release import Provenance, Sighting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.conversation import Asking, Conversation
    from pipeline.settings import SourceSettings
    from pipeline.tally import Tally
    from pressearkiv.errors import PressearkivError
    from sources.item import Item, Reject
    from storage.archive import Archive
    from storage.journal import Visit
    from storage.release import Change, Kept, Release


_WRITTEN_AT_ONCE: Final = 50
"""How many releases of a feed or list are written in one transaction: what a kill can cost."""


@dataclass(frozen=True, slots=True)
class Named:
    """An item as a feed or list named it: in which, and in which bytes."""

    item: Item
    seen_in: str
    capture_id: int


@dataclass(frozen=True, slots=True)
class Telling:
    """What is known of one release at this moment, from one or more places.

    Attributes:
        items: the places' items, one release's all; the first gives the key.
        seen_at: when the newest of them was fetched, aware.
        named: the feeds and lists that named it.
        capture_id: the bytes of the place that has the text.
        announced: the fields that a feed newly tells otherwise than before.
        refused: the publisher would not give us the text.
        missing: the text should be somewhere, and could not be had.
        translates: it is the release's page in another language than its own.
    """

    items: tuple[Item, ...]
    seen_at: datetime
    named: tuple[Named, ...] = ()
    capture_id: int | None = None
    announced: tuple[str, ...] = ()
    refused: bool = False
    missing: bool = False
    translates: bool = False

    @property
    def notice_capture_id(self) -> int | None:
        """The bytes of the feed or list that named it last in the chain: the feed's own."""
        return self.named[-1].capture_id if self.named else None


class Witness(Protocol):
    """Is told what is recorded, inside the transaction that records it."""

    def recorded(self, release_id: int, change: Change, source_id: str, seen_at: str) -> None:
        """Be told of a release, as a run has kept it."""

    def visited(self, visit: Visit, failure: PressearkivError | None) -> None:
        """Be told what came of a source, and why it failed if it did."""


class Keeper:
    """Records what one source tells, and counts what came of it."""

    def __init__(
        self,
        archive: Archive,
        source: SourceSettings,
        tally: Tally,
        witness: Witness | None = None,
    ) -> None:
        self._witness = witness
        self._archive = archive
        self._source = source
        self._tally = tally
        self.rechecks = Rechecks(archive, source, tally)

    def tell(self, tellings: Sequence[Telling]) -> Conversation:
        """Have releases made of what was told, and keep them in that order."""
        made = yield from self.made(tellings)
        pairs = list(zip(tellings, made, strict=True))
        for start in range(0, len(pairs), _WRITTEN_AT_ONCE):
            self._record_all(pairs[start : start + _WRITTEN_AT_ONCE])

    def _record_all(self, pairs: Sequence[tuple[Telling, Release | Exception]]) -> None:
        """Record releases with one wait for the disk; if one breaks, those before it are kept."""
        broken: Exception | None = None
        with self._archive.transaction():
            for telling, told in pairs:
                try:
                    self.record(telling, told)
                except ArchiveError:
                    raise
                except Exception as error:  # a fault of ours in one must not cost the others
                    broken = error
                    break
        if broken is not None:
            raise broken

    def made(self, tellings: Sequence[Telling]) -> Asking[list[Release | Exception]]:
        """Have releases made of what was told; return each, or why it could not be made."""
        if not tellings:
            return []
        made: list[Release | Exception] = yield tuple(map(self.work, tellings))
        return made

    def work(self, telling: Telling) -> Work:
        """Return the step that makes a release of what was told."""
        from pipeline.normalise import Reading, normalise

        source = self._source
        reading = Reading(telling.seen_at, source.name, source.language, refused=telling.refused)
        return Work(normalise, (telling.items, reading))

    def record(self, telling: Telling, told: Release | Exception, *, counted: bool = True) -> None:
        """Keep one release as told; what cannot be told apart or shown goes to quarantine.

        ``told`` is the outcome of ``work``; ``counted`` is false where an unchanged release was
        only looked at again.
        """
        if isinstance(told, (ValueError, ParseError)):
            self._doubt_item(telling, str(told))
            return
        if isinstance(told, Exception):
            raise told
        told = dropped.as_kept(self._archive.connection, told)
        self._keep(told, telling, counted=counted)

    def _keep(self, told: Release, telling: Telling, *, counted: bool) -> None:
        kept = self._archive.find(told.key)
        change = self._change(kept, told, telling)
        with self._archive.transaction():
            provenance = self._provenance(telling)
            release_id = self._archive.record(change, provenance, sightings(telling))
            self._after(release_id, kept, change, telling)
        outcome = "unchanged" if change.folds else change.outcome
        if counted or outcome != "unchanged":
            self._tally.count(told.key, outcome)

    def _change(self, kept: Kept | None, told: Release, telling: Telling) -> Change:
        from pipeline import revision

        if kept is None:
            return revision.decide(None, told)
        if telling.translates:
            change = revision.translated(kept.release, told)
        else:
            change = revision.decide(kept.release, told, announced=telling.announced)
        return self._capped(kept, change, telling.seen_at)

    def _capped(self, kept: Kept, change: Change, now: datetime) -> Change:
        """Fold what is but a later state of the day's revision into it, and note that it was."""
        if change.outcome != "revised" or kept.revision == 1:
            return change
        from pipeline import churn
        from storage import revisions

        rows = revisions.newest(self._archive.connection, kept.id, churn.IN_A_ROW)
        edits = [churn.Edit(parse_utc(at), changed, cause) for at, changed, cause in rows]
        capped = churn.capped(kept.release, change, edits, now)
        if capped.folds:
            self._tally.restless[change.release.key] = change.changed
        return capped

    def _provenance(self, telling: Telling) -> Provenance:
        if telling.translates:
            at = utc_text(telling.seen_at)
            return Provenance(self._source.id, at, translation_capture_id=telling.capture_id)
        return Provenance(
            source_id=self._source.id,
            seen_at=utc_text(telling.seen_at),
            capture_id=telling.capture_id or telling.notice_capture_id,
            notice_capture_id=telling.notice_capture_id,
        )

    def _after(self, release_id: int, kept: Kept | None, change: Change, telling: Telling) -> None:
        """Tell the story and the witness; plan a look at what is new or lacks its text."""
        from pipeline.storytelling import tell

        release = change.release
        if change.outcome != "unchanged" and not change.folds:
            tell(self._archive, release_id, release, telling.seen_at)
        if kept is not None and kept.withdrawn_at and telling.capture_id:
            self.rechecks.came_back(kept, telling.seen_at)
        missing = "refused" if telling.refused else "missing" if telling.missing else ""
        if kept is None or (missing and release.text_status != "full"):
            self.rechecks.plan(release_id, release, telling.seen_at, missing=missing)
        if self._witness is not None:
            seen_at = utc_text(telling.seen_at)
            self._witness.recorded(release_id, change, self._source.id, seen_at)

    def doubt_answer(
        self, why: ParseError, url: str, now: datetime, body: bytes, capture_id: int
    ) -> None:
        """Put a whole answer aside that could not be read, or is not to be believed."""
        held = why.assertion if isinstance(why, Implausible) else ""
        self._doubt(
            Doubt(
                self._source.id,
                url,
                utc_text(now),
                why.message,
                _sha256(body),
                capture_id=capture_id,
                assertion=held,
            )
        )

    def doubt_parts(
        self, rejects: Sequence[Reject], url: str, now: datetime, capture_id: int
    ) -> None:
        """Put aside what an adapter did not understand; the rest of the page goes on."""
        source_id, seen_at = self._source.id, utc_text(now)
        for part in rejects:
            place, digest = part.url or url, _sha256(part.raw)
            self._doubt(Doubt(source_id, place, seen_at, part.reason, digest, part.raw, capture_id))

    def _doubt_item(self, telling: Telling, reason: str) -> None:
        item = telling.items[0]
        raw = json.dumps(asdict(item), ensure_ascii=False, sort_keys=True).encode()
        capture_id = telling.capture_id or telling.notice_capture_id
        seen_at = utc_text(telling.seen_at)
        self._doubt(
            Doubt(self._source.id, item.url, seen_at, reason, _sha256(raw), raw, capture_id)
        )

    def _doubt(self, doubt: Doubt) -> None:
        """Keep a doubt; it is counted the first time that it is met."""
        with self._archive.transaction():
            self._tally.quarantined += self._archive.journal.quarantine(doubt)


def sightings(telling: Telling) -> list[Sighting]:
    """Return where a release was named, and in which words."""
    from pipeline import notice

    return [
        Sighting(n.item.url, n.seen_in, notice.notice_of(n.item), n.capture_id)
        for n in telling.named
    ]


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
