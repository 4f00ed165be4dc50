"""The Datasette plugin: the hooks by which the site's pages stand beside Datasette's own.

Only hooks that both the 0.65 line and 1.0 have are used. A hook is called for every Datasette in
the process; those that are not the site are left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from storage.privacy import mask
from storage.site import routes, sql_function
from storage.site.headers import with_headers
from storage.site.host import hook, plugins
from storage.site.links import DATA, Links
from storage.site.view import Site

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from storage.site.settings import SiteSettings

_NAME = "pressearkiv"

_sites: WeakKeyDictionary[Any, Site] = WeakKeyDictionary()


def attach(datasette: Any, settings: SiteSettings) -> None:
    """Make a Datasette the site."""
    import sys

    _sites[datasette] = Site(settings, Links(settings.base))
    if not plugins.has_plugin(_NAME):
        plugins.register(sys.modules[__name__], _NAME)


@hook
def startup(datasette: Any) -> Callable[[], Any] | None:
    """Read the dictionaries before the first visitor has to wait for them."""
    site = _sites.get(datasette)
    return (lambda: routes.warm(datasette)) if site else None


@hook
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    """Let SQL call the archive's search, and let a reader wait for a writer."""
    if datasette in _sites and database == DATA:
        conn.execute("PRAGMA busy_timeout = 5000")
        conn.execute("PRAGMA query_only = ON")
        sql_function.register(conn)
        if _sites[datasette].settings.contacts == "hide":
            mask.hide(conn)


@hook
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    """Put the site's pages before Datasette's own."""
    site = _sites.get(datasette)
    return routes.routes(site) if site else []


@hook
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Send the headers that keep other hosts out of every page."""
    site = _sites.get(datasette)
    return (lambda app: with_headers(app, site.links)) if site else (lambda app: app)


@hook
def extra_template_vars(datasette: Any, request: Any) -> dict[str, Any]:
    """Give templates the texts in the reader's language, and the site's links."""
    site = _sites.get(datasette)
    return site.vocabulary(request) if site and request else {}


@hook
def render_cell(value: Any, column: str, table: str | None, datasette: Any) -> Any:
    """Let a release's key in any table lead to its page."""
    site = _sites.get(datasette)
    if site is None or column != "key" or table != "releases":
        return None
    from markupsafe import Markup

    return Markup('<a href="{}">{}</a>').format(site.links.release(str(value)), value)


@hook
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """Lead from Datasette's own pages back to the site's."""
    site = _sites.get(datasette)
    if site is None:
        return []
    return [
        {"href": site.links.to(), "label": "Pressearkiv"},
        {"href": site.links.to("sok"), "label": "Søk"},
        {"href": site.links.data(), "label": "Data"},
    ]
