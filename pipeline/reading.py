"""Answers to pages: an answer's bytes are kept before anybody reads them, then parsed."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pipeline import due
from pipeline.conversation import Ask, Work
from pipeline.times import utc_text
from pipeline.wire.errors import FetchFault
from pipeline.wire.verdict import Validator
from pressearkiv.errors import ChallengePage, ParseError, SourceError
from storage.captures import Capture
from storage.journal import FetchRecord, StoredValidator

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pipeline.conversation import Answer, Asking
    from pipeline.gate import Gate, Place
    from pipeline.keeper import Keeper
    from pipeline.settings import SourceSettings
    from pipeline.tally import Tally
    from pipeline.wire.verdict import Fetched
    from sources.item import Page, Response
    from storage.archive import Archive

log = logging.getLogger("pressearkiv.fetch")


_READ_MEANWHILE: Final = 20_000
"""So many bytes of a feed or page are read in the time in which a release is made."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer whose bytes are kept: when it came, and the validator that will vouch for it."""

    response: Response
    capture_id: int
    at: datetime
    validator: StoredValidator


@dataclass(frozen=True, slots=True)
class Read:
    """An answer that was kept and understood, and the validator that will vouch for it."""

    url: str
    page: Page
    capture_id: int
    at: datetime
    validator: StoredValidator


class Reader:
    """Reads one source's answers in one run: counts requests, keeps bytes, puts doubts aside.

    Without a ``run_id`` no request of ours is noted: the answers come from elsewhere.
    """

    def __init__(
        self,
        source: SourceSettings,
        archive: Archive,
        run_id: int | None,
        tally: Tally,
        keeper: Keeper,
        clock: Callable[[], datetime],
        gate: Gate,
    ) -> None:
        self._source = source
        self._archive = archive
        self._run_id = run_id
        self._tally = tally
        self._keeper = keeper
        self._clock = clock
        self._gate = gate
        self._unwritten: list[FetchRecord] = []

    def ask(self, url: str) -> Ask:
        """Return a question that is conditional on what is kept of its last answer."""
        known = self._archive.journal.validator(self._source.id, url)
        if known is None:
            return Ask(url)
        return Ask(url, Validator(known.etag, known.last_modified, known.sha256))

    def unchanged(self, answer: Answer, *, paced: bool = False) -> StoredValidator | None:
        """Return what vouches for the kept bytes where the answer says that they stand.

        ``paced`` as in ``keep``.
        """
        if isinstance(answer, FetchFault) or not (answer.not_modified or answer.same_body):
            return None
        known = self._archive.journal.validator(self._source.id, answer.url)
        if known is not None:
            self._log(answer.url, answer, known.capture_id, paced=paced)
            # A rotated validator is kept even though the bytes are the same.
            rotated = self._validator(answer, known.capture_id, known.seen_at)
            with self._archive.transaction():
                self._archive.journal.vouch(rotated)
        return known

    def read(
        self, url: str, answer: Answer, *, essential: bool = False, place: Place | None = None
    ) -> Asking[Read | SourceError]:
        """Keep and parse an answer; what goes wrong is returned, and counted as trouble.

        ``essential`` says that the source has failed where this cannot be read: a feed, a list.
        ``place`` says that it is held against what the address sent before.
        """
        try:
            return (yield from self._parsed(url, answer, place, essential=essential))
        except SourceError as error:
            error.source = self._source.id
            error.url = error.url or url
            (self._tally.fail if essential else self._tally.note)(error)
            return error

    def write_log(self) -> None:
        """Note the requests since the last call; call it in the visit's own last transaction.

        Each by itself would be a write to the disk, and most runs have nothing else to write.
        """
        for fetch in self._unwritten:
            self._archive.journal.add_fetch(fetch)
        self._unwritten.clear()

    def judge_texts(self, now: datetime) -> None:
        """Say that the source has failed where far fewer texts than usual could be had."""
        refused = self._gate.texts_refused(self._tally.texts_asked, self._tally.texts_had, now)
        if refused is not None:
            self._tally.fail(refused)

    def keep(self, url: str, answer: Answer, *, paced: bool = False) -> Taken:
        """Keep an answer's bytes before anybody reads them.

        ``paced`` says that its ``max-age`` is a word about when the source has something new; that
        of a release's page or a file is not. Raises ``SourceError`` where there are no bytes.
        """
        if isinstance(answer, FetchFault):
            self._log_fault(url, answer)
            raise answer
        if answer.response is None:
            raise ParseError("“not modified” came for what we do not have", url=url)
        response, seen_at = answer.response, utc_text(answer.fetched_at)
        capture = Capture(
            self._source.id,
            url,
            response.url,
            seen_at,
            response.body,
            response.status,
            response.headers,
        )
        capture_id, body = self._archive.take(capture)
        response = replace(response, body=body)
        self._log(url, answer, capture_id, paced=paced)
        validator = self._validator(answer, capture_id, seen_at)
        return Taken(response, capture_id, answer.fetched_at, validator)

    def _parsed(
        self, url: str, answer: Answer, place: Place | None, *, essential: bool
    ) -> Asking[Read]:
        taken = self.keep(url, answer, paced=essential)
        at, capture_id = taken.at, taken.capture_id
        try:
            page = yield from self._page(taken.response)
            if place is not None:
                yield from self._checked(url, page, place)
        except ParseError as error:
            if essential or not isinstance(error, ChallengePage):
                self._keeper.doubts.answer(error, url, at, taken.response.body, capture_id)
            raise
        self._keeper.doubts.parts(page.rejects, url, at, capture_id)
        return Read(url, page, capture_id, at, taken.validator)

    def _page(self, response: Response) -> Asking[Page]:
        size = 1 + len(response.body) // _READ_MEANWHILE
        (page,) = yield (Work(self._source.adapter.parse, (response,), size),)
        if isinstance(page, Exception):
            raise page
        told: Page = page
        return told

    def _checked(self, url: str, page: Page, place: Place) -> Asking[None]:
        before: Page | None = None
        memory = self._gate.memory(url, place, page)
        response = self._gate.before(page, memory) if memory else None
        if response is not None:
            with suppress(ParseError):
                before = yield from self._page(response)
        self._gate.check(url, page, memory, before, place)

    def _validator(self, answer: Fetched, capture_id: int | None, seen_at: str) -> StoredValidator:
        return StoredValidator(
            self._source.id,
            answer.url,
            answer.validator.etag,
            answer.validator.last_modified,
            answer.sha256,
            capture_id,
            seen_at,
        )

    def _log(self, url: str, answer: Fetched, capture_id: int | None, *, paced: bool) -> None:
        if self._run_id is None:
            return
        outcome = "not_modified" if answer.not_modified else "fetched"
        self._spent(answer.requests, answer.wire_bytes)
        max_age = answer.max_age if paced else None
        self._tally.wait_until(due.asked_to_wait(answer.fetched_at, answer.retry_after, max_age))
        self._add(
            FetchRecord(
                self._run_id,
                self._source.id,
                url,
                utc_text(answer.fetched_at),
                answer.status,
                "same_bytes" if answer.same_body else outcome,
                answer.wire_bytes,
                round(answer.seconds, 3),
                capture_id,
                answer.moved_to or None,
            )
        )

    def _log_fault(self, url: str, fault: FetchFault) -> None:
        if self._run_id is None:
            return
        now = self._clock()
        self._spent(fault.cost.requests, fault.cost.wire_bytes)
        self._tally.wait_until(due.asked_to_wait(now, fault.retry_after, None))
        self._add(
            FetchRecord(
                self._run_id,
                self._source.id,
                url,
                utc_text(now),
                fault.response.status if fault.response else None,
                type(fault).__name__,
                fault.cost.wire_bytes,
                round(fault.cost.seconds, 3),
                error=fault.message,
            )
        )

    def _spent(self, requests: int, size: int) -> None:
        self._tally.requests += requests
        self._tally.bytes += size

    def _add(self, fetch: FetchRecord) -> None:
        log.debug("fetched", extra={"run": self._run_id, "source": fetch.source_id} | _told(fetch))
        self._unwritten.append(fetch)


def _told(fetch: FetchRecord) -> dict[str, object]:
    names = ("url", "status", "outcome", "bytes", "seconds")
    return {name: getattr(fetch, name) for name in names}
