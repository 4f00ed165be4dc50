"""Which address leads to which page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storage.site import (
    pages_agenda,
    pages_changes,
    pages_health,
    pages_release,
    pages_search,
    pages_sources,
    pages_start,
    pages_texts,
)
from storage.site.exports import export_routes
from storage.site.links import DATA
from storage.site.page import problem

if TYPE_CHECKING:
    import sqlite3

    from storage.site.page import Asked, Page
    from storage.site.view import Site

_JSON = r"(?P<format>\.json)?$"


def routes(site: Site) -> list[tuple[str, Any]]:
    """Return the routes, the catch-all for unknown addresses last."""
    view = site.view
    return [
        (rf"/{_JSON}", view(pages_start.start, "start")),
        (rf"/sok{_JSON}", view(pages_search.search_page, "search")),
        (rf"/sak/(?P<key>[^/]+?)/endringer{_JSON}", view(pages_changes.of_release, "changes")),
        (rf"/sak/(?P<key>[^/]+?){_JSON}", view(pages_release.release, "release")),
        (rf"/agenda{_JSON}", view(pages_agenda.agenda, "agenda")),
        (rf"/endringer{_JSON}", view(pages_changes.changes, "changes")),
        (rf"/kilder{_JSON}", view(pages_sources.sources, "sources")),
        (rf"/om{_JSON}", view(pages_texts.about, "about")),
        (rf"/hjelp{_JSON}", view(pages_texts.help_page, "help")),
        (r"/-/helse$", pages_health.view(site)),
        (r"/robots\.txt$", robots),
        *export_routes(site),
        (rf"/(?!-/|{DATA}(?:[/.?]|$)|favicon\.ico$).+$", view(_unknown)),
    ]


async def warm(datasette: Any) -> None:
    """Search for something once, which reads the dictionaries."""
    await datasette.get_database(DATA).execute_fn(pages_search.warm)


def robots() -> Any:
    """Tell search engines to stay away: the originals are where they should lead."""
    from storage.site.host import Response

    return Response.text("User-agent: *\nDisallow: /\n")


def _unknown(_: sqlite3.Connection, _asked: Asked) -> Page:
    return problem(404)
