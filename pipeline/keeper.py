"""Items to the archive: the one place where a telling is normalised, decided on and recorded.

What normalises and decides is imported when there is something to: most runs hear nothing new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from pipeline.conversation import Work
from pipeline.doubts import Doubts
from pipeline.identity import key_for
from pipeline.rechecks import Rechecks
from pipeline.telling import Prepared, sightings
from pipeline.times import parse_utc, utc_text
from pressearkiv.errors import ArchiveError, ParseError
from storage.privacy import dropped
from storage.release import Provenance
from storage.search_words import add_words, new_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from pipeline.conversation import Asking, Conversation
    from pipeline.settings import SourceSettings
    from pipeline.tally import Tally
    from pipeline.telling import Telling
    from pressearkiv.errors import PressearkivError
    from storage.archive import Archive
    from storage.journal import Visit
    from storage.norwegian.analysis import Analysed
    from storage.release import Change, Kept
    from storage.story_index import Fingerprint


_WRITTEN_AT_ONCE: Final = 50
"""How many releases of a feed or list are written in one transaction: what a kill can cost."""

_WORDS_AT_ONCE: Final = 60
"""How many words are analysed in one step: about what a release costs to be made."""


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
        self.doubts = Doubts(archive, source.id, tally)

    def tell(self, tellings: Sequence[Telling]) -> Conversation:
        """Have releases made of what was told, and keep them in that order."""
        made = yield from self.made(tellings)
        pairs = list(zip(tellings, made, strict=True))
        for start in range(0, len(pairs), _WRITTEN_AT_ONCE):
            some = pairs[start : start + _WRITTEN_AT_ONCE]
            words = {w for _, told in some if isinstance(told, Prepared) for w in told.words}
            analysed = yield from self._analysed(words)
            self._record_all(some, words, analysed)

    def _analysed(self, words: Collection[str]) -> Asking[dict[str, Analysed]]:
        """Have those words analysed that the search index does not hold yet."""
        new = new_words(self._archive.connection, words)
        if not new:
            return {}
        from storage.norwegian.analysis import analysed

        chunks = [new[at : at + _WORDS_AT_ONCE] for at in range(0, len(new), _WORDS_AT_ONCE)]
        told = yield tuple(Work(analysed, (chunk,)) for chunk in chunks)
        # What could not be done elsewhere is done where it is written.
        return {one.word: one for some in told if not isinstance(some, Exception) for one in some}

    def _record_all(
        self,
        pairs: Sequence[tuple[Telling, Prepared | Exception]],
        words: Collection[str],
        analysed: Mapping[str, Analysed],
    ) -> None:
        """Record releases with one wait for the disk; if one breaks, those before it are kept."""
        broken: Exception | None = None
        with self._archive.transaction():
            add_words(self._archive.connection, words, analysed)
            for telling, told in pairs:
                try:
                    self.record(telling, told, indexed=True)
                except ArchiveError:
                    raise
                except Exception as error:  # a fault of ours in one must not cost the others
                    broken = error
                    break
        if broken is not None:
            raise broken

    def made(self, tellings: Sequence[Telling]) -> Asking[list[Prepared | Exception]]:
        """Have releases made of what was told; return each, or why it could not be made."""
        if not tellings:
            return []
        made: list[Prepared | Exception] = yield tuple(map(self.work, tellings))
        return made

    def work(self, telling: Telling) -> Work:
        """Return the step that makes a release of what was told."""
        from pipeline.normalise import Reading
        from pipeline.preparing import prepare, prepare_new

        source = self._source
        reading = Reading(telling.seen_at, source.name, source.language, refused=telling.refused)
        key = key_for(telling.items[0])
        is_new = key is not None and not self._archive.journal.known([key])
        return Work(prepare_new if is_new else prepare, (telling.items, reading))

    def record(
        self,
        telling: Telling,
        told: Prepared | Exception,
        *,
        counted: bool = True,
        indexed: bool = False,
    ) -> None:
        """Keep one release as told; what cannot be told apart or shown goes to quarantine.

        ``told`` is the outcome of ``work``; ``counted`` is false where an unchanged release was
        only looked at again; ``indexed`` says that its words are in the index, if it has been cut
        into words.
        """
        if isinstance(told, (ValueError, ParseError)):
            self.doubts.item(telling, str(told))
            return
        if isinstance(told, Exception):
            raise told
        release = dropped.as_kept(self._archive.connection, told.release)
        if release is not told.release:
            told = Prepared(release)
        self._keep(told, telling, counted=counted, indexed=indexed and bool(told.words))

    def _keep(self, told: Prepared, telling: Telling, *, counted: bool, indexed: bool) -> None:
        kept = self._archive.find(told.release.key)
        change = self._change(kept, told, telling)
        with self._archive.transaction():
            provenance, seen = self._provenance(telling), sightings(telling)
            release_id = self._archive.record(change, provenance, seen, indexed=indexed)
            self._after(release_id, kept, change, telling, told.fingerprint)
        outcome = "unchanged" if change.folds else change.outcome
        if counted or outcome != "unchanged":
            self._tally.count(told.release.key, outcome)

    def _change(self, kept: Kept | None, prepared: Prepared, telling: Telling) -> Change:
        from pipeline import revision

        told = prepared.release
        if kept is None:
            return revision.decide(None, told, told_hash=prepared.content_hash)
        if telling.translates:
            change = revision.translated(kept.release, told)
        else:
            hashed, announced = prepared.content_hash, telling.announced
            change = revision.decide(kept.release, told, announced=announced, told_hash=hashed)
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

    def _after(
        self,
        release_id: int,
        kept: Kept | None,
        change: Change,
        telling: Telling,
        fingerprint: Fingerprint | None,
    ) -> None:
        """Tell the story and the witness; plan a look at what is new or lacks its text."""
        from pipeline.storytelling import tell

        release = change.release
        if change.outcome != "unchanged" and not change.folds:
            known = fingerprint if change.outcome == "new" else None
            tell(self._archive, release_id, release, telling.seen_at, known)
        if kept is not None and kept.withdrawn_at and telling.capture_id:
            self.rechecks.came_back(kept, telling.seen_at)
        missing = "refused" if telling.refused else "missing" if telling.missing else ""
        if kept is None or (missing and release.text_status != "full"):
            self.rechecks.plan(release_id, release, telling.seen_at, missing=missing)
        if self._witness is not None:
            seen_at = utc_text(telling.seen_at)
            self._witness.recorded(release_id, change, self._source.id, seen_at)
