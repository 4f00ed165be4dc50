"""Holds an answer against what its address sent before; what looks foreign is held back."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pipeline.identity import key_for
from pipeline.times import parse_utc, utc_text
from pressearkiv.errors import ArchiveError, Implausible, SourceError
from sources.item import Response
from sources.urls import without_parameter

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from pipeline.settings import SourceSettings
    from sources.item import Page
    from storage.archive import Archive

Place = Literal["feed", "list"]

_BEGINNING: Final = 4096
"""So many bytes of an answer have its own title, where it has one."""

_SHARE_OVER: Final = 60
"""Over how many of a source's newest releases the usual share with text is reckoned."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What the archive knows of an address, read once for each answer.

    Attributes:
        capture_id: the newest bytes of it that were recorded.
        seen_at: when it last told anything, aware; ``None`` where it never has.
        keys: those of the new answer's releases that the archive holds.
        notices: what the address last said of the new answer's releases, by key.
    """

    capture_id: int | None
    seen_at: datetime | None
    keys: Collection[str]
    notices: Mapping[str, str]


class Gate:
    """One source's gate in one run; ``accept`` opens it, because a person has looked."""

    def __init__(self, source: SourceSettings, archive: Archive, *, accept: bool = False) -> None:
        self._source = source
        self._archive = archive
        self._accept = accept

    def memory(self, url: str, place: Place, page: Page) -> Memory | None:
        """Return what an answer is to be held against; ``None`` where it is let in unseen."""
        if self._accept:
            return None
        journal, seen_in = self._archive.journal, _seen_in(url, place)
        keys = [key for key in map(key_for, page.items) if key]
        capture_id, seen_at = journal.last_told(self._source.id, seen_in)
        return Memory(
            capture_id,
            parse_utc(seen_at) if seen_at else None,
            journal.known(keys),
            journal.notices(self._source.id, seen_in, keys),
        )

    def before(self, page: Page, memory: Memory) -> Response | None:
        """Return the bytes that the address sent before, where they are to be read again.

        To read them costs as much as to read the new ones, and most answers have but one item
        more: what begins with the same title and tells most as before needs no reading.
        """
        if memory.capture_id is None:
            return None
        try:
            kept = self._archive.capture(memory.capture_id)
        except ArchiveError:
            return None
        if _is_plainly_the_same(page, memory.notices, kept.body):
            return None
        return Response(kept.found_at, kept.body, kept.status, kept.headers)

    def check(
        self, url: str, page: Page, memory: Memory | None, before: Page | None, place: Place
    ) -> None:
        """Raise ``Implausible``, naming the assertion, where an answer is to be held back.

        ``before`` is what the address told before, ``None`` where that is not read.
        """
        if memory is None:
            return
        # The whole grammar of dates comes with it, which a run without news does without.
        from pipeline import assertions

        known = assertions.Known(before, memory.seen_at, memory.keys, memory.notices)
        broken = assertions.broken(page, known, self._source.expect, feed=place == "feed")
        if broken is not None:
            raise Implausible(
                broken.says,
                assertion=broken.name,
                hint="Nothing of the answer was recorded. Look at it in a browser; if it is right,"
                f" “pressearkiv run --source {self._source.id} --accept” takes it from now on.",
                url=url,
            )

    def texts_refused(self, asked: int, had: int, now: datetime) -> SourceError | None:
        """Return the error for a visit that got far fewer texts than this source usually gives."""
        if not asked or "text" in self._source.expect.ignore:
            return None
        from pipeline import assertions

        if asked < assertions.ENOUGH:
            return None
        journal, source_id = self._archive.journal, self._source.id
        usual = journal.share_with_text(source_id, utc_text(now), _SHARE_OVER)
        if not assertions.texts_fell(asked, had, usual):
            return None
        return SourceError(
            f"{had} of {asked} new releases came with their text, far fewer than usual",
            hint="They are kept from the feed, and their texts are asked for again on a growing"
            " delay. See if a browser on this machine gets in.",
            source=source_id,
        )


def _seen_in(url: str, place: Place) -> str:
    return without_parameter(url, "page") if place == "list" else url


def _is_plainly_the_same(page: Page, notices: Mapping[str, str], before: bytes) -> bool:
    beginning = html.unescape(before[:_BEGINNING].decode(errors="replace"))
    if not page.title or page.title not in beginning:
        return False
    from pipeline.notice import notice_of

    same = sum(notices.get(key_for(item) or "") == notice_of(item) for item in page.items)
    return same * 2 > len(page.items)
