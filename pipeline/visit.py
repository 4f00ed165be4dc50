"""One source in one run, as a conversation: it asks for addresses and works on the answers.

A visit is a generator: it yields ``Ask`` and is sent what came. Whoever drives it decides in which
threads the asking is done; reading, deciding and writing happen here, in the driver's own thread.

What makes it safe to be killed anywhere: an answer's bytes are stored before they are read;
releases are recorded oldest first, so that what is missing is always newer than what is there; and
a feed's validator is stored only after the last of its releases.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from pipeline import notice
from pipeline.identity import key_for, native_id
from pipeline.keeper import Named, Telling
from pipeline.normalise import published
from pipeline.reading import Answer, Ask, Read
from pipeline.times import utc_text
from pipeline.wire.errors import Gone, NotFound, Refused
from pressearkiv.errors import ChallengePage, SourceError
from sources.item import Reject, Request
from sources.urls import without_parameter
from storage.journal import BackfillState

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.keeper import Keeper
    from pipeline.reading import Reader
    from pipeline.rechecks import Found
    from pipeline.tally import Tally
    from sources.item import Adapter, Item
    from storage.archive import Archive

MAX_LIST_PAGES: Final = 50
"""How far one run pages back for what it missed; beyond that, ``backfill`` is named."""

MAX_RECHECKS: Final = 60
"""How many kept releases one run looks at again, the longest due first."""

T = TypeVar("T")
Asking: TypeAlias = Generator[Ask, Answer, T]
Conversation: TypeAlias = Generator[Ask, Answer, None]
Progress: TypeAlias = Callable[[int, "int | None"], None]


class Visit:
    """Visits one source: its feeds, the texts of what is new, and what is due to be checked."""

    def __init__(
        self,
        source_id: str,
        adapter: Adapter,
        archive: Archive,
        reader: Reader,
        keeper: Keeper,
        tally: Tally,
    ) -> None:
        self._id = source_id
        self._adapter = adapter
        self._archive = archive
        self._journal = archive.journal
        self._reader = reader
        self._keeper = keeper
        self._tally = tally

    def newest(self, now: datetime) -> Conversation:
        """Read what the feeds tell, then look again at what is due at ``now``."""
        for request in self._adapter.start():
            yield from self._feed(request.url)
        self._reader.judge_texts(now)
        yield from self._rechecks(now)

    def _feed(self, url: str) -> Conversation:
        answer = yield self._reader.ask(url)
        if (known := self._reader.unchanged(answer)) is not None:
            for key in self._journal.standing(self._id, url, known.seen_at):
                self._tally.count(key, "unchanged")
            return
        read = self._reader.read(url, answer, essential=True, place="feed")
        if isinstance(read, Read):
            yield from self.told(read)

    def told(self, read: Read) -> Conversation:
        """Record what a feed newly tells, and then vouch for its bytes."""
        complete = yield from self._texts(read)
        keys = {key for key in map(key_for, read.page.items) if key}
        with self._archive.transaction():
            self._journal.seen_again(self._id, read.url, keys, utc_text(read.at))
            if complete:
                self._journal.vouch(read.validator)
        for key in keys:
            self._tally.count(key, "unchanged")

    def _texts(self, read: Read) -> Asking[bool]:
        """Fetch the texts of what a feed newly tells, and record it, oldest first.

        Returns false where a list could not be read back to what is known: the feed is then read
        again by the next run, and its releases without a text lead back to the list.
        """
        notices = self._journal.notices(self._id, read.url)
        first_run = not self._journal.holds_any(self._id)
        listed: dict[str, dict[str, Telling]] = {}
        for item in reversed(read.page.items):
            key = key_for(item) or ""
            request = self._adapter.full_text(item)
            waits = request is not None and request.origin == "list" and self._lacks_text(key)
            before, told = notices.get(key), notice.notice_of(item)
            if before == told and not waits:
                continue
            named = Named(item, read.url, read.capture_id)
            telling = Telling((item,), read.at, (named,), announced=notice.differing(before, told))
            known = before is None and not waits and bool(self._journal.known([key]))
            if not key or request is None or known:
                self._keeper.record(telling)
            elif request.origin == "list":
                listed.setdefault(request.url, {})[key] = telling
            else:
                yield from self._page(request, telling)
        complete = True
        for url, wanted in listed.items():
            reached = yield from self._list(url, wanted, newest_page_only=first_run)
            complete = complete and reached
        return complete

    def _lacks_text(self, key: str) -> bool:
        kept = self._archive.find(key)
        return kept is not None and kept.release.text_status != "full"

    def _page(self, request: Request, telling: Telling) -> Conversation:
        """Fetch one release's own page and record it with what the feed told."""
        answer = yield self._reader.ask(request.url)
        if self._reader.unchanged(answer) is not None:
            self._keeper.record(telling)
            return
        read = self._reader.read(request.url, answer)
        self._tally.texts_asked += 1
        if isinstance(read, Read):
            self._tally.texts_had += 1
            self.record_page(read, key_for(telling.items[0]) or "", telling)
        else:
            refused = isinstance(read, (Refused, ChallengePage))
            self._keeper.record(replace(telling, refused=refused, missing=not refused))

    def record_page(self, read: Read, key: str, telling: Telling, *, counted: bool = True) -> None:
        """Record a release from its page; a page that tells of another is put aside."""
        own = [item for item in read.page.items if item.complete and key_for(item) == key]
        if not own:
            other = Reject(f"the page does not tell of {key}", b"", read.url)
            self._keeper.doubt_parts([other], read.url, read.at, read.capture_id)
            if telling.items:
                self._keeper.record(replace(telling, missing=True), counted=counted)
            return
        told = replace(telling, items=(own[0], *telling.items), capture_id=read.capture_id)
        with self._archive.transaction():
            self._keeper.record(told, counted=counted)
            self._journal.vouch(read.validator)

    def _list(
        self, url: str, wanted: dict[str, Telling], *, newest_page_only: bool
    ) -> Asking[bool]:
        """Read the list that has the texts back to a known release, then record all of it.

        What was announced and stands in no page of the list is asked for by itself. Where the list
        breaks off on the way, nothing of it is recorded but the leads of what was announced, and
        false returned: a list recorded in part would hide that older releases are missing.
        """
        pages: list[Read] = []
        complete = True
        following: Request | None = Request(url, "list")
        while following is not None:
            answer = yield Ask(following.url)
            read = self._reader.read(following.url, answer, essential=True, place="list")
            if not isinstance(read, Read):
                pages, complete = [], False
                break
            pages.append(read)
            following = None if newest_page_only or self._tail_is_known(read) else read.page.next
            if following is not None and len(pages) == MAX_LIST_PAGES:
                self._tally.fail(_gap(self._id, url))
                break
        if newest_page_only and pages:
            self._tally.older = max(0, (pages[0].page.total or 0) - len(pages[0].page.items))
        found = {key_for(item) for read in pages for item in read.page.items}
        for key in [key for key in wanted if key not in found]:
            yield from self._by_itself(key, wanted[key], lists_answer=bool(pages))
        for read in reversed(pages):
            yield from self.record_list(read, wanted)
        return complete

    def _tail_is_known(self, read: Read) -> bool:
        """Tell whether a page ends in a release that is kept with its text.

        One of which a feed's lead alone is kept was met while the list did not answer: what lies
        behind it may be missing.
        """
        key = key_for(read.page.items[-1]) if read.page.items else None
        return key is None or (bool(self._journal.known([key])) and not self._lacks_text(key))

    def _by_itself(self, key: str, telling: Telling, *, lists_answer: bool) -> Conversation:
        """Ask for one release's own record; where even lists fail, its lead is kept for now."""
        request = self._adapter.again(telling.items[0].url, native_id(key))
        if request is None or not lists_answer:
            self._keeper.record(replace(telling, missing=True))
        else:
            yield from self._page(request, telling)

    def record_list(self, read: Read, wanted: Mapping[str, Telling]) -> Conversation:
        """Record every release of a list's page, the oldest first, with what a feed told of it."""
        seen_in = without_parameter(read.url, "page")
        for item in reversed(read.page.items):
            named = Named(item, seen_in, read.capture_id)
            telling = Telling((item,), read.at, (named,), read.capture_id)
            announced = wanted.get(key_for(item) or "")
            if announced is not None:
                telling = replace(
                    announced,
                    items=(item, *announced.items),
                    named=(named, *announced.named),
                    capture_id=read.capture_id,
                )
            more = self._adapter.full_text(item)
            if more is not None and not self._is_settled(item):
                yield from self._page(more, telling)
            else:
                self._keeper.record(telling)

    def _is_settled(self, item: Item) -> bool:
        """Tell whether a listed release is kept with its text, in all the languages it names."""
        kept = self._archive.find(key_for(item) or "")
        if kept is None or kept.release.text_status != "full":
            return False
        if not item.complete:
            return True
        languages = {t.language for t in kept.release.translations}
        return {v.language for v in item.versions} <= languages

    def catalogue(self, since: str | None, limit: int | None, progress: Progress) -> Conversation:
        """Read a source's lists back in time, from where an earlier backfill was cut off.

        Ends at a page whose releases are all older than ``since`` (a day), after ``limit``
        releases, or at the end of the last list. ``progress(done, total or None)`` is told of
        every page.
        """
        starts = [request.url for request in self._adapter.catalogue()]
        state = self._journal.backfill(self._id)
        url = state.next_url if state else None
        if url is None:
            state = BackfillState(self._id, starts[0] if starts else None, 0, 0, "")
            url = state.next_url
        done, seen = 0, set[str]()
        while url is not None and state is not None and url not in seen:
            seen.add(url)
            read = self._reader.read(url, (yield Ask(url)), essential=True)
            if not isinstance(read, Read):
                return
            yield from self.record_list(read, {})
            done += len(read.page.items)
            state = _after(state, starts, read, ended=_all_older(read, since))
            with self._archive.transaction():
                self._journal.keep_backfill(state)
            progress(done, read.page.total)
            url = state.next_url if limit is None or done < limit else None

    def _rechecks(self, now: datetime) -> Conversation:
        """Look again at kept releases whose time has come, each at its own page."""
        for key, recheck in self._journal.rechecks_due(self._id, utc_text(now), MAX_RECHECKS):
            request = self._adapter.again(recheck.url, native_id(key))
            if request is None:
                continue
            answer = yield self._reader.ask(request.url)
            read: Read | SourceError | None = None
            if self._reader.unchanged(answer) is None:
                read = self._reader.read(request.url, answer)
            if isinstance(read, Read):
                self.record_page(read, key, Telling((), read.at), counted=False)
            self._keeper.rechecks.looked(key, recheck, now, found_by(read))


def found_by(read: object) -> Found:
    """Return what a second look found; ``None`` stands for bytes that are as they were."""
    if isinstance(read, (Gone, NotFound)):
        return "gone"
    return "unread" if isinstance(read, SourceError) else "there"


def _after(state: BackfillState, starts: list[str], read: Read, *, ended: bool) -> BackfillState:
    """Return how far a backfill is after a page: at the next one, at the next list, or done."""
    following = None if ended or read.page.next is None else read.page.next.url
    number = state.list_number
    if following is None and number + 1 < len(starts):
        number += 1
        following = starts[number]
    return BackfillState(state.source_id, following, number, state.pages + 1, utc_text(read.at))


def _all_older(read: Read, since: str | None) -> bool:
    if since is None:
        return False
    days = [published(item.dates, read.at).date for item in read.page.items]
    return all(day is not None and day < since for day in days)


def _gap(source_id: str, url: str) -> SourceError:
    return SourceError(
        f"more is new than {MAX_LIST_PAGES} pages hold; what was read is kept",
        hint=f"“pressearkiv backfill {source_id}” takes the rest.",
        url=url,
        source=source_id,
    )
