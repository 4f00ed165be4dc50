"""A source's documents in one run: fetched after the texts, as part of the same conversation.

Killed anywhere, nothing is lost: an answer's bytes are kept before they are read, and its
validator is stored with what was read of them.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.conversation import Ask
from pipeline.documents import plan, process
from pipeline.times import parse_utc, utc_text
from pipeline.wire.errors import RateLimited
from pressearkiv.errors import SourceError
from storage import documents
from storage.privacy import answers, intake

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.conversation import Answer, Conversation
    from pipeline.pages import Means
    from pipeline.settings import DocumentSettings
    from storage.documents import DueDocument, Held
    from storage.release import DocumentText

log = logging.getLogger("pressearkiv.documents")


@dataclass(frozen=True, slots=True)
class _Newly:
    """What was read for the first time, and the capture that said something else before it."""

    capture_id: int
    text: DocumentText
    instead_of: int | None = None


class Attachments:
    """Fetches and reads what hangs on one source's releases; ``edition`` is the reader's."""

    def __init__(self, means: Means, settings: DocumentSettings, edition: str) -> None:
        self._id = means.source_id
        self._settings = settings
        self._archive = means.archive
        self._db = means.archive.connection
        self._reader = means.reader
        self._tally = means.tally
        self._edition = edition

    def newest(self, now: datetime) -> Conversation:
        """Ask for what is due, so many a run; a publisher who asks us to wait is left alone."""
        for one in documents.due(self._db, self._id, utc_text(now), self._settings.per_run):
            known = self._reader.ask(one.url).validator
            answer = yield Ask(one.url, known, self._settings.max_bytes)
            try:
                self._take(one, answer, now)
            except SourceError as fault:
                self._put_off(one, fault, now)
                if isinstance(fault, RateLimited):
                    return
            except OSError as error:
                log.warning("documents are left for later: %s", error, extra={"source": self._id})
                self._put_off(one, SourceError(f"it cannot be read here: {error}"), now)
                return

    def _take(self, one: DueDocument, answer: Answer, now: datetime) -> None:
        """Read what came, and plan the next look; raises ``SourceError`` where nothing came."""
        vouched = self._reader.unchanged(answer)
        if vouched is None:
            vouched = self._reader.keep(one.url, answer).validator
        look = plan.next_look(parse_utc(one.first_seen_at), now)
        newly = self._newly(one.url, vouched.capture_id)
        with self._archive.transaction():
            if newly is not None:
                self._keep(one.url, newly, vouched.seen_at)
            documents.plan(self._db, one.url, utc_text(look) if look else None)
            self._archive.journal.vouch(vouched)

    def _newly(self, url: str, capture_id: int | None) -> _Newly | None:
        if capture_id is None or not documents.lacks(self._db, url, capture_id):
            return None
        text = self._read_anew(capture_id)
        held = documents.held(self._db, url)
        if held is None or held.capture_id == capture_id or not self._differs(held, text):
            return _Newly(capture_id, text)
        return _Newly(capture_id, text, held.capture_id)

    def _keep(self, url: str, newly: _Newly, seen_at: str) -> None:
        if newly.instead_of is not None:
            exchange = (newly.instead_of, newly.capture_id)
            for key in documents.note_exchange(self._db, url, seen_at, *exchange):
                self._tally.count(key, "revised")
        documents.keep_text(self._db, url, newly.capture_id, newly.text, self._edition)

    def _differs(self, held: Held, text: DocumentText) -> bool:
        """Tell whether a document says something else, read by the same reader both times."""
        before = held.text
        if held.read_by != self._edition and not self._is_removed(held.capture_id):
            before = self._read(held.capture_id).text
            before = before and intake.words(self._db, before)
        return before is None or text.text is None or before.split() != text.text.split()

    def _read(self, capture_id: int) -> DocumentText:
        return process.read(self._archive.capture(capture_id).body, self._settings)

    def _read_anew(self, capture_id: int) -> DocumentText:
        """Read bytes that have just come, without the people in them who were forgotten."""
        text = self._read(capture_id)
        if not text.text:
            return text
        with self._archive.transaction():
            return replace(text, text=intake.document_words(self._db, capture_id, text.text))

    def _is_removed(self, capture_id: int) -> bool:
        return answers.is_removed(self._archive.capture(capture_id).body)

    def _put_off(self, one: DueDocument, fault: SourceError, now: datetime) -> None:
        attempts = one.attempts + 1
        again = plan.next_try(fault, now, attempts)
        with self._archive.transaction():
            documents.not_had(self._db, one.url, plan.status_of(fault), fault.message)
            documents.plan(self._db, one.url, utc_text(again) if again else None, attempts)
