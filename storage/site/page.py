"""What a page is before it is HTML or JSON: who asks for what, and what is to be shown."""

from __future__ import annotations

import dataclasses
import datetime
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from storage.site.formats import OSLO

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from storage.site.settings import SiteSettings


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as far as a page is concerned.

    Attributes:
        settings: of the site.
        now: with a time zone.
        parameters: of the address, each with all its values.
        path: the parts of the path that the route names, decoded.
    """

    settings: SiteSettings
    now: datetime.datetime
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    path: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> datetime.date:
        """The day in Oslo."""
        return self.now.astimezone(OSLO).date()


@dataclass(frozen=True, slots=True)
class Page:
    """What is answered: data, and the template that makes a page of it.

    ``data`` is a dataclass, for JSON as it is and for HTML under the name ``page``. ``redirect``
    is an address to go to instead.
    """

    template: str
    data: Any
    status: int = 200
    redirect: str = ""


PageFunction: TypeAlias = "Callable[[sqlite3.Connection, Asked], Page]"


@dataclass(frozen=True, slots=True)
class Problem:
    """What an error page tells: the HTTP status, from which its words follow."""

    status: int


def problem(status: int) -> Page:
    """Return an error page."""
    return Page("error.html", Problem(status), status)


def as_json(data: Any) -> str:
    """Return a page's data, a dataclass, as one JSON document with dates as ISO 8601."""
    return json.dumps(dataclasses.asdict(data), ensure_ascii=False, default=_plain, indent=1)


def _plain(value: object) -> object:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
