"""What could not be understood, put aside with its bytes, and counted the first time it is met."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from pipeline.times import utc_text
from pressearkiv.errors import Implausible
from storage.journal import Doubt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.tally import Tally
    from pipeline.telling import Telling
    from pressearkiv.errors import ParseError
    from sources.item import Reject
    from storage.archive import Archive


class Doubts:
    """Puts aside what one source tells and nobody understands."""

    def __init__(self, archive: Archive, source_id: str, tally: Tally) -> None:
        self._archive = archive
        self._source_id = source_id
        self._tally = tally

    def answer(
        self, why: ParseError, url: str, now: datetime, body: bytes, capture_id: int
    ) -> None:
        """Put a whole answer aside that could not be read, or is not to be believed."""
        held = why.assertion if isinstance(why, Implausible) else ""
        self._keep(
            Doubt(
                self._source_id,
                url,
                utc_text(now),
                why.message,
                _sha256(body),
                capture_id=capture_id,
                assertion=held,
            )
        )

    def parts(self, rejects: Sequence[Reject], url: str, now: datetime, capture_id: int) -> None:
        """Put aside what an adapter did not understand; the rest of the page goes on."""
        seen_at = utc_text(now)
        for part in rejects:
            place, digest = part.url or url, _sha256(part.raw)
            self._keep(
                Doubt(self._source_id, place, seen_at, part.reason, digest, part.raw, capture_id)
            )

    def item(self, telling: Telling, reason: str) -> None:
        """Put aside an item that cannot be told apart or shown."""
        item = telling.items[0]
        raw = json.dumps(asdict(item), ensure_ascii=False, sort_keys=True).encode()
        capture_id = telling.capture_id or telling.notice_capture_id
        seen_at = utc_text(telling.seen_at)
        self._keep(Doubt(self._source_id, item.url, seen_at, reason, _sha256(raw), raw, capture_id))

    def _keep(self, doubt: Doubt) -> None:
        with self._archive.transaction():
            self._tally.quarantined += self._archive.journal.quarantine(doubt)


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
