"""The second half of an import: what was taken in is told again, as if it were fetched then.

A visit asks for addresses, and here the answers come from a file: what a feed of 2019 announced is
put together with the pages that were fetched at the same sitting. What nobody asks for, a page
that a crawler met by itself or a second look of a run of ours, is recorded by itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pipeline.conversation import Ask
from pipeline.gate import Gate
from pipeline.identity import key_for, key_of, native_id
from pipeline.imports.past import Past, PastKeeper
from pipeline.imports.sittings import Sitting, sittings
from pipeline.keeper import Keeper
from pipeline.lists import Lists
from pipeline.pages import Means, Pages
from pipeline.reading import Read, Reader
from pipeline.rechecks import GONE, ROUTINE
from pipeline.telling import Telling
from pipeline.times import parse_utc, utc_text
from pipeline.visit import Visit, found_by
from pipeline.wire import errors
from pipeline.wire.verdict import Fetched, Validator
from pressearkiv.errors import Implausible
from sources.item import Response
from storage import imports
from storage.journal import Recheck

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pipeline.conversation import Answer, Conversation
    from pipeline.gate import Memory, Place
    from pipeline.settings import SourceSettings
    from pipeline.tally import Tally
    from sources.item import Page
    from storage.archive import Archive
    from storage.captures import Capture
    from storage.imports import Import

_NUMBERS: Final = re.compile(r"\d{3,}")


def replay(
    source: SourceSettings,
    archive: Archive,
    tally: Tally,
    now: datetime,
    told: Callable[[int], None],
    equip: Callable[[Means], Means],
) -> None:
    """Record what a source has waiting; ``told(answers)`` hears of each sitting that is done.

    ``equip`` adds to a visit's means as it does in a run.
    """
    newest = imports.newest(archive.connection, source.id)
    # A sitting at a time: what is done with no longer waits, and the next one is the first.
    while rows := next(sittings(imports.waiting(archive.connection, source.id)), None):
        sitting = Sitting(rows)
        past = sitting.starts < newest
        _Retelling(source, archive, tally, sitting, equip, past=past).run()
        with archive.transaction():
            imports.done(archive.connection, sitting.numbers, utc_text(now))
        newest = max(newest, sitting.starts)
        told(len(rows))


class _TrustingGate(Gate):
    """Lets in what was let in then: a person chose the file, and an archive of ours says so."""

    held = ""

    def check(
        self, url: str, page: Page, memory: Memory | None, before: Page | None, place: Place
    ) -> None:
        name, _, reason = self.held.partition(": ")
        if name:
            raise Implausible(reason, assertion=name, url=url)


class _Retelling:
    """One sitting, told to a visit."""

    def __init__(
        self,
        source: SourceSettings,
        archive: Archive,
        tally: Tally,
        sitting: Sitting,
        equip: Callable[[Means], Means],
        *,
        past: bool,
    ) -> None:
        self._source = source
        self._is_past = past
        self._sitting = sitting
        self._archive = Past.of(archive) if past else archive
        self._keeper: Keeper = (PastKeeper if past else Keeper)(self._archive, source, tally)
        self._gate = _TrustingGate(source, self._archive, accept=True)
        self._at = parse_utc(sitting.starts)
        self._reader = Reader(
            source, self._archive, None, tally, self._keeper, lambda: self._at, self._gate
        )
        means = equip(
            Means(source.id, source.adapter, self._archive, self._reader, self._keeper, tally)
        )
        self._documents = means.documents
        self._visit, self._pages = Visit(means), Pages(means)
        self._lists = Lists(means, self._pages)
        self._feeds = {request.url for request in source.adapter.start()}

    def run(self) -> None:
        """Tell all of it."""
        conversation = self._conversation()
        reply: Any = None
        while True:
            try:
                question = conversation.send(reply)
            except StopIteration:
                return
            if isinstance(question, Ask):
                reply = self._answer(question)
            else:
                reply = [work.outcome() for work in question]

    def _conversation(self) -> Conversation:
        while (told := self._sitting.next()) is not None:
            if imports.hangs(self._archive.connection, told.url):
                self._sitting.put_by(told)
                continue
            answer = yield self._reader.ask(told.url)
            if told.moved_to is not None and isinstance(answer, errors.NotRecorded):
                continue
            now = self._sitting.now(told)
            if self._reader.unchanged(answer) is not None:
                if told.url not in self._feeds:
                    yield from self._stands(told, now)
                continue
            feed = told.url in self._feeds
            read = yield from self._reader.read(
                told.url, answer, essential=feed, place="feed" if feed else None
            )
            if not isinstance(read, Read):
                self._looked(told, self._key(told.url), read, now)
            elif _kind(read.page) == "feed":
                yield from self._visit.told(read)
            elif _kind(read.page) == "list":
                yield from self._lists.record(read, {})
            else:
                yield from self._page(told, read, now)
        if self._documents is not None and self._sitting.has_put_by and not self._is_past:
            yield from self._documents(self._at)

    def _stands(self, told: Import, now: datetime) -> Conversation:
        """Note a page that was looked at again and stands; its other languages may not."""
        key = self._key(told.url)
        if key is not None:
            yield from self._pages.translations_again(key, told.url)
            self._looked(told, key, None, now)

    def _page(self, told: Import, read: Read, now: datetime) -> Conversation:
        """Record a page that was met by itself: a second look, or a crawler's find."""
        own = next((item for item in read.page.items if item.complete), None)
        key = self._key(told.url) or (key_for(own) if own else None)
        if key is None:
            return
        is_new = self._archive.find(key) is None
        yield from self._pages.record(read, key, Telling((), read.at), counted=is_new)
        if not is_new:
            self._looked(told, key, read, now)

    def _looked(self, told: Import, key: str | None, read: object, now: datetime) -> None:
        """Note what a second look found, as a run would; a crawler comes when it comes.

        What was so before the newest look is no news of where a release stands today.
        """
        kept = self._archive.find(key) if key else None
        if kept is None or key is None or self._is_past:
            return
        planned = self._archive.journal.planned(kept.id) or Recheck(
            kept.id, self._source.id, kept.release.url, utc_text(now), 0, ROUTINE
        )
        found = found_by(read)
        early = planned.reason == GONE and utc_text(now) < planned.due_at
        if not (found == "gone" and early):
            self._keeper.rechecks.looked(key, planned, now, found)

    def _key(self, url: str) -> str | None:
        """Return the kept release whose second look is taken at ``url``."""
        possible = [key_of(url, base=url) or ""]
        possible += [f"{self._source.adapter.kind}-{n}" for n in _NUMBERS.findall(url)]
        return next((key for key in possible if key and self._is_looked_at(key, url)), None)

    def _is_looked_at(self, key: str, url: str) -> bool:
        kept = self._archive.find(key)
        if kept is None:
            return False
        request = self._source.adapter.again(kept.release.url, native_id(key))
        return request is not None and request.url == url

    def _answer(self, ask: Ask) -> Answer:
        told = self._sitting.give(ask.url)
        if told is None:
            return errors.NotRecorded("the file has no answer from there at that time", url=ask.url)
        self._gate.held = told.held
        if told.capture_id is None:
            return _fault(told)
        return _fetched(ask, told, self._archive.capture(told.capture_id))


def _kind(page: Page) -> str:
    """Return which kind of answer a page is by its first item: a page may name other releases."""
    return page.items[0].origin if page.items else "page"


def _fault(told: Import) -> errors.FetchFault:
    kind = getattr(errors, told.outcome, errors.NoAnswer)
    message = told.error or f"the server answered {told.status}"
    if issubclass(kind, errors.BadStatus):
        return kind(message, response=Response(told.url, b"", told.status or 0), url=told.url)
    # Of all that can go wrong, which it was makes no difference to what is recorded.
    return errors.NoAnswer(message, url=told.url)


def _fetched(ask: Ask, told: Import, capture: Capture) -> Fetched:
    known = ask.validator or Validator()
    unchanged = told.outcome == "not_modified" and ask.validator is not None
    digest = capture.sha256
    response = Response(capture.found_at, capture.body, capture.status, capture.headers)
    return Fetched(
        url=ask.url,
        response=None if unchanged else response,
        status=304 if unchanged else capture.status,
        not_modified=unchanged,
        same_body=not unchanged and digest == known.sha256,
        sha256=digest,
        validator=Validator(
            capture.headers.get("etag", known.etag if unchanged else ""),
            capture.headers.get("last-modified", known.last_modified if unchanged else ""),
            digest,
        ),
        moved_to="",
        retry_after=None,
        max_age=None,
        wire_bytes=0,
        seconds=0.0,
        fetched_at=parse_utc(told.fetched_at),
        requests=0,
    )
