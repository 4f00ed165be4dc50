"""What is worth telling, and whom: written to the outbox with what it tells."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from pipeline.health import silent_days
from pressearkiv.errors import FetchError
from storage import outbox
from storage.matching import matches
from storage.outbox import Alert
from storage.search_filters import Filters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.settings import AlertSettings
    from pressearkiv.errors import PressearkivError
    from storage.archive import Archive
    from storage.journal import Visit
    from storage.release import Change

PATIENCE: Final = 3
"""So often in a row a source may not answer before anybody is told; other faults tell at once."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address of one ``[[alerts]]``; ``id`` is what the archive knows it by."""

    id: str
    alert: AlertSettings
    mail: str = ""
    webhook: str = ""


def recipients(alerts: Sequence[AlertSettings]) -> list[Recipient]:
    """Return every address of every alert; the archive holds a hash, never the address itself."""
    mails = [Recipient(_id(alert, to), alert, mail=to) for alert in alerts for to in alert.to]
    hooks = [Recipient(_id(a, a.webhook), a, webhook=a.webhook) for a in alerts if a.webhook]
    return mails + hooks


def _id(alert: AlertSettings, address: str) -> str:
    return f"{alert.name}:{hashlib.sha256(address.encode()).hexdigest()[:12]}"


class Queue:
    """Witness of one run: queues what matches, and what a person is needed for.

    ``accepted`` says that a person lets in what looked foreign: of its releases only those
    published since the source was last read are news.
    """

    def __init__(
        self, alerts: Sequence[AlertSettings], archive: Archive, *, accepted: bool = False
    ) -> None:
        self._accepted = accepted
        self._archive = archive
        self._recipients = recipients(alerts)
        self._read_before: dict[str, str | None] = {}

    def recorded(self, release_id: int, change: Change, source_id: str, seen_at: str) -> None:
        """Queue a new release for everybody whose search it matches.

        What a source's first successful visit brings is its back catalogue, and no news.
        """
        if change.outcome != "new" or not self._is_news(change, source_id):
            return
        for alert in dict.fromkeys(r.alert for r in self._recipients):
            if not self._matches(alert, release_id):
                continue
            for recipient in (r for r in self._recipients if r.alert == alert):
                assert alert.search is not None
                outbox.queue(
                    self._archive.connection,
                    Alert(
                        recipient.id,
                        f"release:{change.release.key}",
                        "release",
                        source_id,
                        seen_at,
                        release_id=release_id,
                        search=alert.search.name,
                    ),
                )

    def _is_news(self, change: Change, source_id: str) -> bool:
        if source_id not in self._read_before:
            self._read_before[source_id] = self._archive.journal.last_success(source_id)
        last = self._read_before[source_id]
        if last is None or not self._accepted:
            return last is not None
        return (change.release.published.date or "") >= last[:10]

    def _matches(self, alert: AlertSettings, release_id: int) -> bool:
        search = alert.search
        if search is None:
            return False
        filters = Filters(source=search.source, type=search.type, language=search.language)
        return matches(self._archive.connection, release_id, search.query, filters)

    def visited(self, visit: Visit, failure: PressearkivError | None) -> None:
        """Queue that a source needs a person, or that it no longer does."""
        told = list(self._attention(visit, failure))
        for recipient in (r for r in self._recipients if r.alert.sources):
            for about, reason in told:
                self._queue(recipient, "attention", about, visit, reason)
            if failure is None:
                self._recovered(recipient, visit, {about for about, _ in told})

    def _attention(
        self, visit: Visit, failure: PressearkivError | None
    ) -> Iterator[tuple[str, str]]:
        """Yield why a person is needed, and the name by which that is told only once."""
        journal = self._archive.journal
        if failure is not None:
            visits = journal.last_visits(visit.source_id, PATIENCE)
            lasting = len(visits) == PATIENCE and all(v["outcome"] == "failed" for v in visits)
            if lasting or not isinstance(failure, FetchError):
                since = journal.failing_since(visit.source_id)
                reason = f"{visit.error}\n{visit.hint}" if visit.hint else visit.error
                yield f"failing:{visit.source_id}:{since}", reason or ""
            return
        today = date.fromisoformat(visit.finished_at[:10])
        newest, silent = silent_days(visit.source_id, self._archive, today)
        if silent is not None:
            yield f"silent:{visit.source_id}:{newest}", f"silent:{silent}"

    def _recovered(self, recipient: Recipient, visit: Visit, still: set[str]) -> None:
        db = self._archive.connection
        for about in outbox.unended(db, recipient.id, visit.source_id):
            if about not in still:
                self._queue(recipient, "recovered", f"recovered:{about}", visit, "")

    def _queue(
        self,
        recipient: Recipient,
        kind: outbox.AlertKind,
        about: str,
        visit: Visit,
        reason: str,
    ) -> None:
        outbox.queue(
            self._archive.connection,
            Alert(recipient.id, about, kind, visit.source_id, visit.finished_at, reason=reason),
        )
