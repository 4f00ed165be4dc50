"""One release's own page, as a conversation: asked for, held to its key, and recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.identity import key_for, native_id
from pipeline.reading import Read
from pipeline.wire.errors import Refused
from pressearkiv.errors import ChallengePage
from sources.item import Reject

if TYPE_CHECKING:
    from pipeline.conversation import Conversation
    from pipeline.keeper import Keeper, Telling
    from pipeline.reading import Reader
    from pipeline.tally import Tally
    from sources.item import Adapter, Item, Request
    from storage.archive import Archive
    from storage.journal import Journal


@dataclass(frozen=True, slots=True)
class Means:
    """What a visit works with: who reads the source's answers, who keeps what they tell."""

    source_id: str
    adapter: Adapter
    archive: Archive
    reader: Reader
    keeper: Keeper
    tally: Tally

    @property
    def journal(self) -> Journal:
        """How things went and what is to be done."""
        return self.archive.journal


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
            self._means.keeper.record(telling)
            return
        read = self._means.reader.read(request.url, answer)
        self._means.tally.texts_asked += 1
        if isinstance(read, Read):
            self._means.tally.texts_had += 1
            self.record(read, key_for(telling.items[0]) or "", telling)
        else:
            refused = isinstance(read, (Refused, ChallengePage))
            self._means.keeper.record(replace(telling, refused=refused, missing=not refused))

    def read_again(self, key: str, telling: Telling, *, lists_answer: bool) -> Conversation:
        """Ask for one release's own record; where even lists fail, its lead is kept for now."""
        request = self._means.adapter.again(telling.items[0].url, native_id(key))
        if request is None or not lists_answer:
            self._means.keeper.record(replace(telling, missing=True))
        else:
            yield from self.read(request, telling)

    def record(self, read: Read, key: str, telling: Telling, *, counted: bool = True) -> None:
        """Record a release from its page; a page that tells of another is put aside."""
        own = [item for item in read.page.items if item.complete and key_for(item) == key]
        if not own:
            other = Reject(f"the page does not tell of {key}", b"", read.url)
            self._means.keeper.doubt_parts([other], read.url, read.at, read.capture_id)
            if telling.items:
                self._means.keeper.record(replace(telling, missing=True), counted=counted)
            return
        told = replace(telling, items=(own[0], *telling.items), capture_id=read.capture_id)
        with self._means.archive.transaction():
            self._means.keeper.record(told, counted=counted)
            self._means.journal.vouch(read.validator)
