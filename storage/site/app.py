"""Builds the site around an archive and serves it: the way in from outside this package."""

from __future__ import annotations

import socket
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from pressearkiv.errors import ConfigError
from storage import database
from storage.site.data_pages import metadata
from storage.site.links import DATA, STATIC
from storage.site.settings import ExportFormat, SavedSearch, SiteSettings, SiteSource

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ExportFormat", "SavedSearch", "SiteSettings", "SiteSource", "build", "serve"]

_SETTINGS: Final = {
    # Counting every column's values takes a second while somebody writes, and pins the WAL.
    "suggest_facets": False,
    # A visitor's own SQL may ask for gigabytes.
    "default_allow_sql": False,
    "allow_download": False,
    "allow_csv_stream": False,
    "default_cache_ttl": 0,
    "max_returned_rows": 500,
    "default_page_size": 50,
}


def build(settings: SiteSettings) -> Any:
    """Return the ``Datasette`` whose ``app()`` is the site.

    Raises:
        ArchiveError: there is no archive at that path, it is not one, or its tables are those of
            an earlier edition.
    """
    from storage.site import plugin
    from storage.site.host import Database, Datasette

    database.connect(settings.archive, read_only=True).close()
    folder = files("storage.site")
    datasette = Datasette(
        settings={**_SETTINGS, "base_url": settings.base},
        template_dir=str(folder / "templates"),
        static_mounts=[(STATIC, str(folder / "static"))],
        metadata=metadata(settings.contacts),
    )
    datasette.remove_database("_memory")
    datasette.add_database(Database(datasette, path=str(settings.archive)), name=DATA)
    plugin.attach(datasette, settings)
    return datasette


def serve(settings: SiteSettings, announce: Callable[[str], None]) -> None:
    """Serve the site until the process is told to end; ``announce`` gets its address once it is up.

    Raises:
        ArchiveError: as ``build``.
        ConfigError: the address cannot be listened on.
    """
    import uvicorn

    app = build(settings).app()
    listening = _listen(settings.host, settings.port)
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    config = uvicorn.Config(app, log_level="warning", lifespan="on", proxy_headers=True, ws="none")
    announce(f"http://{shown}:{port}{settings.base}")
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ConfigError(
            f"cannot listen on {host} port {port}: {error.strerror or error}",
            hint="Another program has the port: choose one with --port.",
        ) from error
