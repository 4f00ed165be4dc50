"""One release's own page, as a conversation: asked for, held to its key, and recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pipeline.identity import key_for, native_id
from pipeline.reading import Read
from pipeline.telling import Telling
from pipeline.wire.errors import Refused
from pressearkiv.errors import ChallengePage
from sources.item import Reject, Version

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pipeline.conversation import Asking, Conversation
    from pipeline.keeper import Keeper
    from pipeline.reading import Reader
    from pipeline.tally import Tally
    from pipeline.telling import Prepared
    from sources.item import Adapter, Item, Request
    from storage.archive import Archive
    from storage.journal import Journal

MOST_LANGUAGES: Final = 6
"""How many other languages of one release are asked for."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a visit works with: who reads the source's answers, who keeps what they tell.

    ``documents`` fetches what hangs on releases, where the configuration wants it.
    """

    source_id: str
    adapter: Adapter
    archive: Archive
    reader: Reader
    keeper: Keeper
    tally: Tally
    documents: Callable[[datetime], Conversation] | None = None

    @property
    def journal(self) -> Journal:
        """How things went and what is to be done."""
        return self.archive.journal


@dataclass(frozen=True, slots=True)
class _Languages:
    """What the pages of other languages told, and whether all that were asked for were had."""

    told: tuple[tuple[Read, Item], ...]
    complete: bool

    @property
    def tellings(self) -> list[Telling]:
        """What was told, as the keeper takes it."""
        return [
            Telling((item,), read.at, capture_id=read.capture_id, translates=True)
            for read, item in self.told
        ]


class Pages:
    """Reads one source's pages, one release each."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def lacks_text(self, key: str) -> bool:
        """Tell whether a release is kept without its full text."""
        kept = self._means.archive.find(key)
        return kept is not None and kept.release.text_status != "full"

    def is_settled(self, item: Item) -> bool:
        """Tell whether a listed release is kept with its text, in all the languages it names."""
        kept = self._means.archive.find(key_for(item) or "")
        if kept is None or kept.release.text_status != "full":
            return False
        if not item.complete:
            return True
        languages = {t.language for t in kept.release.translations}
        return {v.language for v in item.versions} <= languages

    def read(self, request: Request, telling: Telling) -> Conversation:
        """Fetch one release's own page and record it with what the feed told."""
        answer = yield self._means.reader.ask(request.url)
        if self._means.reader.unchanged(answer) is not None:
            yield from self._means.keeper.tell([telling])
            return
        read = yield from self._means.reader.read(request.url, answer)
        self._means.tally.texts_asked += 1
        if isinstance(read, Read):
            self._means.tally.texts_had += 1
            yield from self.record(read, key_for(telling.items[0]) or "", telling)
        else:
            refused = isinstance(read, (Refused, ChallengePage))
            told = replace(telling, refused=refused, missing=not refused)
            yield from self._means.keeper.tell([told])

    def read_again(self, key: str, telling: Telling, *, lists_answer: bool) -> Conversation:
        """Ask for one release's own record; where even lists fail, its lead is kept for now."""
        request = self._means.adapter.again(telling.items[0].url, native_id(key))
        if request is None or not lists_answer:
            yield from self._means.keeper.tell([replace(telling, missing=True)])
        else:
            yield from self.read(request, telling)

    def record(
        self, read: Read, key: str, telling: Telling, *, counted: bool = True
    ) -> Conversation:
        """Record a release from its page, and from the pages that have it in other languages.

        A page that tells of another release is put aside. The page's validator is kept only where
        all its languages could be had, so that the others are asked for again.
        """
        own = self._own(read, key)
        if own is None:
            if telling.items:
                yield from self._means.keeper.tell([replace(telling, missing=True)])
            return
        told = replace(telling, items=(own, *telling.items), capture_id=read.capture_id)
        apart = [v for v in own.versions if v.url and not v.title]
        languages = yield from self._languages(key, read.url, apart)
        (made, *others) = yield from self._means.keeper.made([told, *languages.tellings])
        with self._means.archive.transaction():
            self._means.keeper.record(told, made, counted=counted)
            self._record_languages(languages, others)
            if languages.complete:
                self._means.journal.vouch(read.validator)

    def translations_again(self, key: str, url: str) -> Conversation:
        """Look again at the other languages of a release whose own page, ``url``, stands."""
        kept = self._means.archive.find(key)
        translations = kept.release.translations if kept else ()
        versions = [Version(t.language, t.url) for t in translations]
        languages = yield from self._languages(key, url, versions)
        made = yield from self._means.keeper.made(languages.tellings)
        with self._means.archive.transaction():
            self._record_languages(languages, made)

    def _languages(self, key: str, url: str, versions: list[Version]) -> Asking[_Languages]:
        """Read the pages that have a release in other languages, as far as they have changed.

        Where the platform has all languages in one place, they were read there: at ``url``.
        """
        told, complete = [], True
        for version in versions[:MOST_LANGUAGES]:
            request = self._means.adapter.again(version.url, native_id(key))
            if request is None or request.url == url:
                continue
            answer = yield self._means.reader.ask(request.url)
            if self._means.reader.unchanged(answer) is not None:
                continue
            read = yield from self._means.reader.read(request.url, answer)
            own = self._own(read, key) if isinstance(read, Read) else None
            if isinstance(read, Read) and own is not None:
                told.append((read, replace(own, language=own.language or version.language)))
            else:
                complete = False
        return _Languages(tuple(told), complete)

    def _record_languages(self, languages: _Languages, made: list[Prepared | Exception]) -> None:
        for (read, _), telling, told in zip(languages.told, languages.tellings, made, strict=True):
            self._means.keeper.record(telling, told, counted=False)
            self._means.journal.vouch(read.validator)

    def _own(self, read: Read, key: str) -> Item | None:
        """Return what a page tells of its release; ``None``, and a doubt, where it is another's."""
        own = [item for item in read.page.items if item.complete and key_for(item) == key]
        if own:
            return own[0]
        other = Reject(f"the page does not tell of {key}", b"", read.url)
        self._means.keeper.doubts.parts([other], read.url, read.at, read.capture_id)
        return None
