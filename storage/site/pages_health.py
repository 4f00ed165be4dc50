"""``/-/helse``: for a monitor. 200 while all sources are read, 503 when one is stale or failed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.site.health import SourceHealth, overall
from storage.site.links import DATA
from storage.site.page import Asked, as_json
from storage.site.visits import health

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.site.view import Site


@dataclass(frozen=True, slots=True)
class Report:
    """The worst state among the sources, and each of them."""

    status: str
    sources: tuple[SourceHealth, ...] = ()


def view(site: Site) -> Callable[..., Awaitable[Any]]:
    """Return what Datasette calls for the address."""

    async def answer(datasette: Any) -> Any:
        from storage.site.host import Response

        asked = Asked(site.settings, site.settings.clock())
        try:
            sources = await datasette.get_database(DATA).execute_fn(
                lambda conn: health(conn, asked)
            )
            report = Report(overall(sources), sources)
        except sqlite3.Error:
            report = Report("unreadable")
        return Response(
            as_json(report),
            status=200 if report.status in ("ok", "waiting") else 503,
            headers={"Cache-Control": "no-store"},
            content_type="application/json; charset=utf-8",
        )

    return answer
