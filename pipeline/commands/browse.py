"""``browse``: the archive as a site."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import click

from pipeline.commands.shared import config_option, settings_of, utc_now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pipeline.settings import PrivacySettings, Settings
    from storage.site.query import Query
    from storage.site.settings import ExportFormat, SiteSettings

_SUBSCRIBED = ("atom", "jsonfeed", "ics")
_PIECE = 65_536


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on; anything but loopback shows the archive to others.",
)
@click.option(
    "--base-path", default="/", show_default=True, help="Where a proxy shows the site: /arkiv/."
)
@config_option
def browse(port: int, host: str, base_path: str, config_file: Path | None) -> None:
    """Serve the archive as a site, in bokmål and nynorsk, until you end it with Ctrl-C.

    It only reads, and may run beside “pressearkiv schedule”. See docs/site.md for proxies and
    passwords.

    \b
    Example:  pressearkiv browse
              pressearkiv browse --port 8080 --base-path /pressearkiv/
    """
    from storage.site.app import serve

    settings = settings_of(config_file)
    serve(
        site_settings(settings, host, port, base_path),
        announce=lambda url: click.echo(f"{url}  (Ctrl-C ends it)"),
    )


def site_settings(settings: Settings, host: str, port: int, base_path: str) -> SiteSettings:
    """Return what the site is told of the configuration."""
    from storage.search_filters import Filters
    from storage.site.settings import SavedSearch, SiteSettings, SiteSource

    return SiteSettings(
        archive=settings.archive,
        clock=utc_now,
        host=host,
        port=port,
        base_path=base_path,
        sources=tuple(SiteSource(s.id, s.name, s.every) for s in settings.sources if s.enabled),
        searches=tuple(
            SavedSearch(s.name, s.query, Filters(source=s.source, type=s.type, language=s.language))
            for s in settings.searches
        ),
        contacts="show" if settings.privacy.shown else "hide",
        exports=tuple(export_formats(settings.privacy)),
    )


def export_formats(privacy: PrivacySettings) -> Iterator[ExportFormat]:
    """Yield the formats that can be written here, come as one file and are for everybody."""
    from storage.export.formats import FORMATS
    from storage.site.settings import ExportFormat

    for name, one in FORMATS.items():
        if one.available and not one.folder and not one.private:
            subscribed = name in _SUBSCRIBED
            yield ExportFormat(
                id=name,
                use="subscribe" if subscribed else "download",
                content_type=one.media_type,
                write=_writer(name, privacy),
                file_name="" if subscribed else f"pressearkiv{one.suffix}",
            )


def _writer(
    name: str, privacy: PrivacySettings
) -> Callable[[sqlite3.Connection, Query, str], Iterable[bytes]]:
    """Return what writes one format for the site, by way of a temporary file."""

    def pieces(conn: sqlite3.Connection, query: Query, home: str) -> Iterable[bytes]:
        from storage.export.formats import write
        from storage.export.query import ExportOptions, ExportQuery
        from storage.site.links import Links

        wanted = ExportQuery(query.words, query.filters, query.order)
        address = Links(home).export(name, query)
        options = ExportOptions(
            now=utc_now(),
            self_url=address,
            site_url=home,
            contacts="keep" if privacy.shown else "hide",
        )
        with tempfile.TemporaryFile() as file:
            write(conn, name, file, wanted, options)
            file.seek(0)
            while piece := file.read(_PIECE):
                yield piece

    return pieces
