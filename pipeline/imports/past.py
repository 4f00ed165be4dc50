"""History that comes late: an older state is put where it belongs, and the newer text stays.

Revisions are numbered in the order in which they stood at the publisher, so that a state of 2019
taken in today is number 1, and what was number 1 is number 2, changed by whoever changed it then.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline import revision
from pipeline.keeper import Keeper
from pipeline.storytelling import tell
from pipeline.telling import sightings
from pipeline.times import parse_utc, utc_text
from storage import history
from storage.archive import Archive
from storage.history import State
from storage.journal import Journal
from storage.release import searched
from storage.search_words import index_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Self

    from pipeline.telling import Prepared, Telling
    from storage.journal import StoredValidator
    from storage.release import Kept, Provenance, Sighting


class PastJournal(Journal):
    """The journal as it answers whoever tells of the past: nothing newer is held against that."""

    def notices(self, source_id: str, seen_in: str, keys: Iterable[str]) -> dict[str, str]:
        """Return nothing: what was told last was told later than this."""
        return {}

    def validator(self, source_id: str, url: str) -> StoredValidator | None:
        """Return nothing: the newest answer vouches for no older one."""
        return None

    def vouch(self, validator: StoredValidator) -> None:
        """Store nothing: the next run asks for what is newest."""


class Past(Archive):
    """The same archive file, told of the past."""

    @classmethod
    def of(cls, archive: Archive) -> Self:
        """Return the open archive as one that is told of the past."""
        past = cls(archive.connection, archive.path)
        past.journal = PastJournal(archive.connection)
        return past

    def sight(self, release_id: int, sighting: Sighting, provenance: Provenance) -> None:
        """Note where a release was seen; what the place told later stands."""
        self.connection.execute(
            "INSERT INTO sightings (release_id, source_id, url, seen_in, first_seen_at,"
            " last_seen_at, notice, capture_id) VALUES (?, ?, ?, ?, ?5, ?5, ?, ?)"
            " ON CONFLICT (release_id, source_id, url, seen_in) DO UPDATE SET"
            " first_seen_at = min(first_seen_at, excluded.first_seen_at),"
            " notice = iif(last_seen_at < excluded.last_seen_at, excluded.notice, notice),"
            " capture_id = iif(last_seen_at < excluded.last_seen_at, excluded.capture_id,"
            " capture_id), last_seen_at = max(last_seen_at, excluded.last_seen_at)",
            (
                release_id,
                provenance.source_id,
                sighting.url,
                sighting.seen_in,
                provenance.seen_at,
                sighting.notice,
                sighting.capture_id,
            ),
        )


class PastKeeper(Keeper):
    """Records what is older than what is kept."""

    def _keep(self, told: Prepared, telling: Telling, *, counted: bool, indexed: bool) -> None:
        kept = self._archive.find(told.release.key)
        if kept is None:
            super()._keep(told, telling, counted=counted, indexed=indexed)
            return
        if telling.translates:
            self._keep_translation(kept, told, telling, counted=counted)
            return
        known = history.states(self._archive.connection, kept)
        seen_at = utc_text(telling.seen_at)
        newest = max(state.seen_at for state in known if state.cause != "reparse")
        if seen_at >= max(newest, kept.withdrawn_at or ""):
            super()._keep(told, telling, counted=counted, indexed=indexed)
            return
        where = self._provenance(telling)
        state = State(
            seen_at, told.release, "published", (), where.capture_id, where.notice_capture_id
        )
        found = interleaved(known, state)
        with self._archive.transaction():
            self._rewrite(kept, known, found, state)
            for sighting in sightings(telling):
                self._archive.sight(kept.id, sighting, where)
        self._tally.count(told.release.key, "unchanged" if found == known else "revised")

    def _keep_translation(
        self, kept: Kept, told: Prepared, telling: Telling, *, counted: bool
    ) -> None:
        """Keep a language that is not there; of one that is, what is kept is newer."""
        language = told.release.language
        if any(t.language == language for t in kept.release.translations):
            with self._archive.transaction():
                at = utc_text(telling.seen_at)
                history.translated_first(self._archive.connection, kept.id, [language], at)
        else:
            super()._keep(told, telling, counted=counted, indexed=False)

    def _rewrite(self, kept: Kept, known: list[State], found: list[State], older: State) -> None:
        db, seen_at, told = self._archive.connection, older.seen_at, older.release
        if found != known:
            history.rewrite(db, kept, found, self._source.id)
        release = found[-1].release
        if release != kept.release:
            index_words(db, searched(release))
            tell(self._archive, kept.id, release, parse_utc(seen_at))
        history.seen_first(db, kept.id, seen_at)
        history.translated_first(db, kept.id, [t.language for t in told.translations], seen_at)


def interleaved(known: Sequence[State], older: State) -> list[State]:
    """Return a release's states with one more among them, where its time says; pure.

    A state that was known already, as it stood then, adds nothing; one that is known from later on
    gets the earlier time. Each state but the one after the new one is left as it is; where only
    the new one has the full text, those after it that lack it inherit it.
    """
    place = _place(known, older.seen_at)
    before, after = list(known[:place]), list(known[place:])
    change = revision.decide(before[-1].release if before else None, older.release)
    if change.outcome in ("unchanged", "translated"):
        return list(known)
    told = replace(older, release=change.release, cause=change.cause, changed=change.changed)
    return [*before, *_followed(told, after)]


def _place(known: Sequence[State], seen_at: str) -> int:
    """Return how many states come first: our own better reading of one goes with it."""
    place = 0
    for number, state in enumerate(known, start=1):
        earlier = state.seen_at <= seen_at and state.cause != "reparse"
        if earlier or (state.cause == "reparse" and place == number - 1 > 0):
            place = number
    return place


def _followed(first: State, after: Sequence[State]) -> list[State]:
    told = [first]
    for number, state in enumerate(after, start=1):
        last = told[-1].release
        whole = state.release.text_status == "full"
        change = revision.decide(last, state.release, announced=() if whole else state.changed)
        settled = whole or last.text_status != "full"
        release = state.release if settled else change.release
        if change.outcome in ("unchanged", "translated"):
            told[-1] = replace(told[-1], release=release, number=told[-1].number or state.number)
        else:
            cause = state.cause if state.cause == "reparse" else change.cause
            told.append(replace(state, release=release, cause=cause, changed=change.changed))
        if settled:
            return [*told, *after[number:]]
    return told
