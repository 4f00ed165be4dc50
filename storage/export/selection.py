"""The releases of an export, read from the archive a batch at a time."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from storage.export import rows
from storage.search import ids

if TYPE_CHECKING:
    import datetime
    import sqlite3
    from collections.abc import Iterator

    from storage.export.query import ExportQuery
    from storage.export.rows import AgendaEntry, ExportedRelease

BATCH = 100
"""So many releases are in memory at once."""


class Selection:
    """What a query finds, to be read once or several times over."""

    def __init__(
        self, conn: sqlite3.Connection, query: ExportQuery, now: datetime.datetime
    ) -> None:
        self.conn = conn
        self.query = query
        self.now = now

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out of it."""
        return not (self.query.typed or self.query.filters or self.query.limit)

    def releases(self, *, contacts: bool = False) -> Iterator[ExportedRelease]:
        """Yield the releases in the query's order; people only where ``contacts`` asks for them."""
        for batch in self.batches():
            yield from rows.releases(self.conn, batch, contacts=contacts)

    def agenda(self) -> Iterator[AgendaEntry]:
        """Yield the events and deadlines in the releases' texts."""
        for batch in self.batches():
            yield from rows.agenda(self.conn, batch)

    def newest_change(self) -> str | None:
        """Return when the last of the releases came to stand as it does; ``None`` without any."""
        changes = (rows.newest_change(self.conn, batch) for batch in self.batches())
        return max((change for change in changes if change), default=None)

    def batches(self) -> Iterator[str]:
        """Yield JSON lists of ``releases.id``, as the archive's own SQL can take them."""
        asked = self.query
        found = ids(
            self.conn,
            asked.typed,
            asked.filters,
            today=self.now.astimezone(ZoneInfo("Europe/Oslo")).date(),
            order=asked.order,
            limit=asked.limit,
        )
        while batch := list(islice(found, BATCH)):
            yield json.dumps(batch)
