"""What the site is told: which archive, where it is served, and what it may show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from storage.search_filters import Filters

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from storage.site.query import Query


@dataclass(frozen=True, slots=True)
class SiteSource:
    """A source of the config: its id, what people call it, and how often it is visited."""

    id: str
    name: str
    every: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that somebody gave a name: words and filters, as on the search page."""

    name: str
    query: str = ""
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format in which a search leaves the site, at ``/eksport/<id>``.

    The site has a route and shows a link for exactly the formats that it is given.

    Attributes:
        id: the last part of the address: ``xlsx``, ``atom``.
        use: whether readers subscribe to its address or download a file.
        content_type: as in the header.
        write: the file, a piece at a time; it may run for long and has a connection of its own.
            The third argument is the site's own address, ending in a slash.
        file_name: what a download is saved as; empty for what is read in place.
    """

    id: str
    use: Literal["subscribe", "download"]
    content_type: str
    write: Callable[[sqlite3.Connection, Query, str], Iterable[bytes]]
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Everything that the site needs to know.

    Attributes:
        archive: the file; it is only ever read.
        clock: now, with a time zone.
        host: the address to listen on.
        port: the port; 0 takes a free one.
        base_path: where a proxy shows the site: ``/`` or ``/pressearkiv/``.
        sources: those of the config, in its order; what the archive has beside them is shown last.
        searches: saved searches, for the start page.
        contacts: whether the people named as contacts are shown.
        exports: the formats that searches can be had in.
    """

    archive: Path
    clock: Callable[[], datetime]
    host: str = "127.0.0.1"
    port: int = 8001
    base_path: str = "/"
    sources: tuple[SiteSource, ...] = ()
    searches: tuple[SavedSearch, ...] = ()
    contacts: Literal["hide", "show"] = "hide"
    exports: tuple[ExportFormat, ...] = ()

    @property
    def base(self) -> str:
        """The base path with a slash at both ends."""
        inner = self.base_path.strip("/")
        return f"/{inner}/" if inner else "/"
