"""What is asked of an export: which releases, and how they are to be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from storage.search_filters import Filters

if TYPE_CHECKING:
    import datetime

    from storage.search import Order


@dataclass(frozen=True, slots=True)
class ExportQuery:
    """Which releases are wanted.

    Attributes:
        typed: what somebody would type into the search field; empty for all releases.
        filters: those of the search.
        order: ``newest`` or, where something is typed, ``relevance``.
        limit: so many releases at most; ``None`` for all. A calendar has all dates of these.
    """

    typed: str = ""
    filters: Filters = field(default_factory=Filters)
    order: Order = "newest"
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """How the releases are to be written.

    Attributes:
        now: an aware moment; what ages are reckoned from and what an empty feed is dated.
        title: of the feed, calendar or workbook.
        self_url: where this very export is served; empty when it is a file.
        site_url: where the archive is read; empty when there is no site.
        separator: between the cells of CSV.
        contacts: ``keep`` writes people's names, phones and addresses into tables and records;
            feeds and calendars never have them.
    """

    now: datetime.datetime
    title: str = "Pressearkiv"
    self_url: str = ""
    site_url: str = ""
    separator: Literal[",", ";"] = ","
    contacts: Literal["hide", "keep"] = "hide"
