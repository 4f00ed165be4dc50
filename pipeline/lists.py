"""A source's lists, as conversations: paged back to what is known, or to the beginning."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pipeline.conversation import Ask
from pipeline.identity import key_for
from pipeline.reading import Read
from pipeline.telling import Named, Telling
from pipeline.times import utc_text
from pressearkiv.errors import SourceError
from sources.item import Request
from sources.urls import without_parameter
from storage.journal import BackfillState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.conversation import Asking, Conversation, Progress
    from pipeline.pages import Means, Pages

MAX_LIST_PAGES: Final = 50
"""How far one run pages back for what it missed; beyond that, ``backfill`` is named."""


class Lists:
    """Reads one source's lists."""

    def __init__(self, means: Means, pages: Pages) -> None:
        self._means = means
        self._pages = pages

    def read(self, url: str, wanted: dict[str, Telling], *, newest_page_only: bool) -> Asking[bool]:
        """Read the list that has the texts back to a known release, then record all of it.

        What was announced and stands in no page of the list is asked for by itself. Where the list
        breaks off on the way, nothing of it is recorded but the leads of what was announced, and
        false returned: a list recorded in part would hide that older releases are missing.
        """
        reads = yield from self._paged_back(url, newest_page_only=newest_page_only)
        if newest_page_only and reads:
            page = reads[0].page
            self._means.tally.older = max(0, (page.total or 0) - len(page.items))
        found = {key_for(item) for read in reads for item in read.page.items}
        for key in [key for key in wanted if key not in found]:
            yield from self._pages.read_again(key, wanted[key], lists_answer=bool(reads))
        for read in reversed(reads):
            yield from self.record(read, wanted)
        return bool(reads)

    def _paged_back(self, url: str, *, newest_page_only: bool) -> Asking[list[Read]]:
        """Read a list's pages, the newest first; none at all where one of them cannot be read."""
        reads: list[Read] = []
        following: Request | None = Request(url, "list")
        while following is not None:
            answer = yield Ask(following.url)
            read = yield from self._means.reader.read(
                following.url, answer, essential=True, place="list"
            )
            if not isinstance(read, Read):
                return []
            reads.append(read)
            following = None if newest_page_only or self._tail_is_known(read) else read.page.next
            if following is not None and len(reads) == MAX_LIST_PAGES:
                self._means.tally.fail(_gap(self._means.source_id, url))
                break
        return reads

    def _tail_is_known(self, read: Read) -> bool:
        """Tell whether a page ends in a release that is kept with its text.

        One of which a feed's lead alone is kept was met while the list did not answer: what lies
        behind it may be missing.
        """
        key = key_for(read.page.items[-1]) if read.page.items else None
        return key is None or (
            bool(self._means.journal.known([key])) and not self._pages.lacks_text(key)
        )

    def record(self, read: Read, wanted: Mapping[str, Telling]) -> Conversation:
        """Record every release of a list's page, the oldest first, with what a feed told of it."""
        seen_in = without_parameter(read.url, "page")
        ready: list[Telling] = []
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
            more = self._means.adapter.full_text(item)
            if more is not None and not self._pages.is_settled(item):
                yield from self._means.keeper.tell(ready)
                ready.clear()
                yield from self._pages.read(more, telling)
            else:
                ready.append(telling)
        yield from self._means.keeper.tell(ready)

    def catalogue(self, since: str | None, limit: int | None, progress: Progress) -> Conversation:
        """Read a source's lists back in time, from where an earlier backfill was cut off.

        Ends at a page whose releases are all older than ``since`` (a day), after ``limit``
        releases, or at the end of the last list. ``progress(done, total or None)`` is told of
        every page.
        """
        starts = [request.url for request in self._means.adapter.catalogue()]
        state = self._means.journal.backfill(self._means.source_id)
        url = state.next_url if state else None
        if url is None:
            state = BackfillState(self._means.source_id, starts[0] if starts else None, 0, 0, "")
            url = state.next_url
        done, seen = 0, set[str]()
        while url is not None and state is not None and url not in seen:
            seen.add(url)
            answer = yield Ask(url)
            read = yield from self._means.reader.read(url, answer, essential=True)
            if not isinstance(read, Read):
                return
            yield from self.record(read, {})
            done += len(read.page.items)
            state = _after(state, starts, read, ended=_all_older(read, since))
            with self._means.archive.transaction():
                self._means.journal.keep_backfill(state)
            progress(done, read.page.total)
            url = state.next_url if limit is None or done < limit else None


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
    from pipeline.normalise import published

    days = [published(item.dates, read.at).date for item in read.page.items]
    return all(day is not None and day < since for day in days)


def _gap(source_id: str, url: str) -> SourceError:
    return SourceError(
        f"more is new than {MAX_LIST_PAGES} pages hold; what was read is kept",
        hint=f"“pressearkiv backfill {source_id}” takes the rest.",
        url=url,
        source=source_id,
    )
