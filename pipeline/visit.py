"""One source in one run, as a conversation: it asks for addresses and works on the answers.

A visit is a generator: it yields what is to be fetched or read, and is sent what came of it
(``pipeline.conversation``). Whoever drives it decides where that is done; deciding and writing
happen here, in the driver's own thread.

What makes it safe to be killed anywhere: an answer's bytes are stored before they are read;
releases are recorded oldest first, so that what is missing is always newer than what is there; and
a feed's validator is stored only after the last of its releases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.identity import key_for, native_id
from pipeline.lists import Lists
from pipeline.pages import Pages
from pipeline.reading import Read
from pipeline.telling import Named, Telling
from pipeline.times import utc_text
from pipeline.wire.errors import Gone, NotFound
from pressearkiv.errors import SourceError

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.conversation import Asking, Conversation, Progress
    from pipeline.pages import Means
    from pipeline.rechecks import Found

MAX_RECHECKS: Final = 60
"""How many kept releases one run looks at again, the longest due first."""


class Visit:
    """Visits one source: its feeds, the texts of what is new, and what is due to be checked."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._pages = Pages(means)
        self._lists = Lists(means, self._pages)

    def newest(self, now: datetime) -> Conversation:
        """Read what the feeds tell, look again at what is due at ``now``, fetch documents."""
        for request in self._means.adapter.start():
            yield from self._feed(request.url)
        self._means.reader.judge_texts(now)
        yield from self._rechecks(now)
        if self._means.documents is not None and self._means.tally.failure is None:
            yield from self._means.documents(now)

    def catalogue(self, since: str | None, limit: int | None, progress: Progress) -> Conversation:
        """Read a source's lists back in time, as ``Lists.catalogue`` does."""
        return self._lists.catalogue(since, limit, progress)

    def _feed(self, url: str) -> Conversation:
        answer = yield self._means.reader.ask(url)
        if (known := self._means.reader.unchanged(answer, paced=True)) is not None:
            for key in self._means.journal.standing(self._means.source_id, url, known.seen_at):
                self._means.tally.count(key, "unchanged")
            return
        read = yield from self._means.reader.read(url, answer, essential=True, place="feed")
        if isinstance(read, Read):
            yield from self.told(read)

    def told(self, read: Read) -> Conversation:
        """Record what a feed newly tells, and then vouch for its bytes."""
        complete = yield from self._texts(read)
        keys = {key for key in map(key_for, read.page.items) if key}
        with self._means.archive.transaction():
            self._means.journal.seen_again(self._means.source_id, read.url, keys, utc_text(read.at))
            if complete:
                self._means.journal.vouch(read.validator)
        for key in keys:
            self._means.tally.count(key, "unchanged")

    def _texts(self, read: Read) -> Asking[bool]:
        """Fetch the texts of what a feed newly tells, and record it, oldest first.

        Returns false where a list could not be read back to what is known: the feed is then read
        again by the next run, and its releases without a text lead back to the list.
        """
        from pipeline import notice

        keys = filter(None, map(key_for, read.page.items))
        notices = self._means.journal.notices(self._means.source_id, read.url, keys)
        first_run = not self._means.journal.holds_any(self._means.source_id)
        listed: dict[str, dict[str, Telling]] = {}
        ready: list[Telling] = []
        for item in reversed(read.page.items):
            key = key_for(item) or ""
            request = self._means.adapter.full_text(item)
            waits = request is not None and request.origin == "list" and self._pages.lacks_text(key)
            before, told = notices.get(key), notice.notice_of(item)
            if before == told and not waits:
                continue
            named = Named(item, read.url, read.capture_id)
            telling = Telling((item,), read.at, (named,), announced=notice.differing(before, told))
            known = before is None and not waits and bool(self._means.journal.known([key]))
            if not key or request is None or known:
                ready.append(telling)
            elif request.origin == "list":
                listed.setdefault(request.url, {})[key] = telling
            else:
                yield from self._means.keeper.tell(ready)
                ready.clear()
                yield from self._pages.read(request, telling)
        yield from self._means.keeper.tell(ready)
        complete = True
        for url, wanted in listed.items():
            reached = yield from self._lists.read(url, wanted, newest_page_only=first_run)
            complete = complete and reached
        return complete

    def _rechecks(self, now: datetime) -> Conversation:
        """Look again at kept releases whose time has come, each at its own page."""
        for key, recheck in self._means.journal.rechecks_due(
            self._means.source_id, utc_text(now), MAX_RECHECKS
        ):
            request = self._means.adapter.again(recheck.url, native_id(key))
            if request is None:
                continue
            answer = yield self._means.reader.ask(request.url)
            read: Read | SourceError | None = None
            if self._means.reader.unchanged(answer) is None:
                read = yield from self._means.reader.read(request.url, answer)
            if isinstance(read, Read):
                yield from self._pages.record(read, key, Telling((), read.at), counted=False)
            elif read is None:
                yield from self._pages.translations_again(key, request.url)
            self._means.keeper.rechecks.looked(key, recheck, now, found_by(read))


def found_by(read: object) -> Found:
    """Return what a second look found; ``None`` stands for bytes that are as they were."""
    if isinstance(read, (Gone, NotFound)):
        return "gone"
    return "unread" if isinstance(read, SourceError) else "there"
