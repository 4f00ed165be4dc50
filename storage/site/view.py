"""From a request to an answer: the language, the page's data, then HTML or JSON of it."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from storage.site import formats
from storage.site.links import DATA, Links
from storage.site.page import Asked, Page, as_json, problem
from storage.site.texts import preferred, texts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.site.page import PageFunction
    from storage.site.settings import SiteSettings

_log = logging.getLogger(__name__)

_STEPS: Final = 100_000
"""SQLite asks whether to go on after so many steps of its machine: some milliseconds' worth."""

_MOST_CALLS: Final = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """One site: what it was told, and how it makes addresses."""

    settings: SiteSettings
    links: Links

    def vocabulary(self, request: Any) -> dict[str, Any]:
        """Return what every template may use: texts ``t``, formats ``show`` and ``link``."""
        return {
            "t": texts(_language(request)),
            "show": formats,
            "link": self.links,
            "site": self.settings,
            "now": self.settings.clock(),
        }

    def view(self, page: PageFunction, here: str = "") -> Callable[..., Awaitable[Any]]:
        """Return what Datasette calls for a route; ``here`` names the page in the menu."""

        async def answer(request: Any, datasette: Any) -> Any:
            if request.method not in ("GET", "HEAD"):
                made = problem(405)
            else:
                made = await self._make(page, request, datasette)
            return await self.respond(made, request, datasette, here)

        return answer

    async def _make(self, page: PageFunction, request: Any, datasette: Any) -> Page:
        asked = Asked(
            settings=self.settings,
            now=self.settings.clock(),
            parameters={name: tuple(request.args.getlist(name)) for name in request.args},
            path={name: unquote(value or "") for name, value in request.url_vars.items()},
        )
        try:
            made: Page = await datasette.get_database(DATA).execute_fn(
                lambda conn: _read(conn, page, asked)
            )
        except sqlite3.OperationalError as error:
            _log.warning("%s: %s", request.path, error)
            return problem(503)
        except Exception:
            _log.exception("%s", request.path)
            return problem(500)
        return made

    async def respond(self, made: Page, request: Any, datasette: Any, here: str = "") -> Any:
        """Return the answer that a page is: HTML in the reader's language, or JSON."""
        from storage.site.host import Response

        headers = {"Vary": "Accept-Language", "Cache-Control": "no-cache"}
        if made.redirect:
            return Response.redirect(made.redirect, headers=headers)
        if _wants_json(request):
            body, kind = as_json(made.data), "application/json; charset=utf-8"
        else:
            context = {"page": made.data, "here": here, "json_url": _json_url(request)}
            body = await datasette.render_template(
                f"arkiv/{made.template}", context, request=request
            )
            kind = "text/html; charset=utf-8"
            headers["Content-Language"] = _language(request)
        return Response(body, status=made.status, headers=headers, content_type=kind)


def _read(conn: sqlite3.Connection, page: PageFunction, asked: Asked) -> Page:
    """Make a page from one state of the archive, and give up on what takes far too long."""
    calls = iter(range(_MOST_CALLS))
    conn.set_progress_handler(lambda: next(calls, None) is None, _STEPS)
    conn.execute("BEGIN")
    try:
        return page(conn, asked)
    finally:
        conn.rollback()
        conn.set_progress_handler(None, 0)


def _language(request: Any) -> Any:
    return preferred(request.headers.get("accept-language", ""))


def _wants_json(request: Any) -> bool:
    return bool(request.url_vars.get("format")) or request.args.get("format") == "json"


def _json_url(request: Any) -> str:
    separator = "&" if request.query_string else ""
    return f"?{request.query_string}{separator}format=json"
