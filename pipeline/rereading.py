"""What the kept captures tell of a release, read again with today's code."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.identity import key_for
from pressearkiv.errors import ArchiveError, ParseError
from sources.item import Response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.settings import SourceSettings
    from sources.item import Item, Page
    from storage.archive import Archive

_PAGES_AT_HAND: Final = 64


@dataclass(frozen=True, slots=True)
class Told:
    """An item, and the capture in which it stands."""

    capture_id: int
    item: Item


class Rereader:
    """Reads captures again; each is parsed once for all the releases in it, as long as it is near.

    ``sources`` are the configured ones by id: a capture of a source that is not among them is not
    read.
    """

    def __init__(self, sources: Iterable[SourceSettings], archive: Archive) -> None:
        self.sources = {source.id: source for source in sources}
        self._archive = archive
        self._pages: OrderedDict[int, Page | None] = OrderedDict()

    def told(self, key: str, capture_ids: Iterable[int | None]) -> list[Told]:
        """Return what captures tell of a release, in their order; each capture once."""
        return [
            Told(capture_id, item)
            for capture_id in dict.fromkeys(capture_ids)
            if capture_id is not None and (page := self.page(capture_id)) is not None
            for item in page.items
            if key_for(item) == key
        ]

    def page(self, capture_id: int) -> Page | None:
        """Return what a capture tells; ``None`` where it is gone or not understood."""
        if capture_id in self._pages:
            self._pages.move_to_end(capture_id)
            return self._pages[capture_id]
        page = self._parsed(capture_id)
        self._pages[capture_id] = page
        if len(self._pages) > _PAGES_AT_HAND:
            self._pages.popitem(last=False)
        return page

    def _parsed(self, capture_id: int) -> Page | None:
        try:
            capture = self._archive.capture(capture_id)
            source = self.sources.get(capture.source_id or "")
            if source is None:
                return None
            return source.adapter.parse(
                Response(capture.found_at, capture.body, capture.status, capture.headers)
            )
        except (ArchiveError, ParseError):
            return None
