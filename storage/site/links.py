"""The site's own addresses, below the base path that a proxy shows it under. Pure."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from storage.site.query import Query

DATA = "data"
"""The name under which Datasette shows the archive's tables."""

STATIC = "-/arkiv"
"""Where the stylesheet and the icon lie."""


class Links:
    """Makes addresses; ``base`` begins and ends with a slash."""

    def __init__(self, base: str) -> None:
        self.base = base

    def to(self, page: str = "") -> str:
        """Return the address of a page by its name, ``kilder``; of the start page without one."""
        return f"{self.base}{page}"

    def search(self, query: Query) -> str:
        """Return the address of a search, its filters included."""
        return self._with("sok", query.parameters())

    def export(self, export_id: str, query: Query) -> str:
        """Return where a search is had in another format; order and page do not matter there."""
        kept = [pair for pair in query.parameters() if pair[0] not in ("side", "sortering")]
        return self._with(f"eksport/{quote(export_id, safe='')}", kept)

    def release(self, key: str, words: str = "") -> str:
        """Return the address of a release; ``words`` are then looked for in its documents."""
        return self._with(f"sak/{quote(key, safe='')}", [("q", words)] if words else [])

    def page_of(self, url: str, page: int | None) -> str:
        """Return the address of a page of a document; what shows PDFs opens it there."""
        return url if page is None else f"{url.partition('#')[0]}#page={page}"

    def changes(self, key: str) -> str:
        """Return the address of the page that tells how a release was changed."""
        return f"{self.release(key)}/endringer"

    def source(self, source_id: str) -> str:
        """Return the address of all that a source has published."""
        return self._with("sok", [("avsender", source_id)])

    def data(self, table: str = "") -> str:
        """Return the address of a table, or of the list of them."""
        return f"{self.base}{DATA}" + (f"/{table}" if table else "")

    def static(self, name: str) -> str:
        """Return the address of a file that changes whenever the file does."""
        return f"{self.base}{STATIC}/{name}?{_edition(name)}"

    def _with(self, page: str, parameters: list[tuple[str, str]]) -> str:
        return f"{self.base}{page}" + (f"?{urlencode(parameters)}" if parameters else "")


@cache
def _edition(name: str) -> str:
    content = (files("storage.site") / "static" / name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:10]
