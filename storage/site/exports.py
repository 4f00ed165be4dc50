"""Searches in other formats, at ``/eksport/<format>``: streamed, a million rows being no load.

The site makes routes and links for the formats in its settings and for no other: without any, no
page mentions them.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final

from storage import database
from storage.privacy import mask
from storage.site.page import problem
from storage.site.query import read_query

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from storage.site.query import Query
    from storage.site.settings import ExportFormat
    from storage.site.view import Site

_log = logging.getLogger(__name__)

_END: Final = b""


def export_routes(site: Site) -> list[tuple[str, Any]]:
    """Return a route a format."""
    return [(rf"/eksport/{e.id}$", _view(site, e)) for e in site.settings.exports]


def _view(site: Site, export: ExportFormat) -> Callable[..., Awaitable[Any]]:
    async def answer(request: Any, send: Any, datasette: Any) -> Any:
        parameters = {name: request.args.getlist(name) for name in request.args}
        query = read_query(parameters)
        home = f"{request.scheme}://{request.host}{site.links.base}"
        pieces = _pieces(site, export, query, home)
        try:
            first = await asyncio.to_thread(next, pieces, _END)
        except Exception:
            # Nothing is sent yet: what fails at once can still be answered as a failure.
            _log.exception("%s", request.path)
            return await site.respond(problem(500), request, datasette)
        try:
            await _start(send, export)
            await _body(send, first)
            while piece := await asyncio.to_thread(next, pieces, _END):
                await _body(send, piece)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            pieces.close()
        return None

    return answer


def _pieces(site: Site, export: ExportFormat, query: Query, home: str) -> Generator[bytes]:
    """Yield the file from a connection of its own: a slow reader must not hold up the pages."""
    db = database.connect(site.settings.archive, read_only=True)
    if site.settings.contacts == "hide":
        mask.hide(db)
    try:
        yield from filter(None, export.write(db, query, home))
    finally:
        db.close()


async def _start(send: Any, export: ExportFormat) -> None:
    headers = [(b"content-type", export.content_type.encode())]
    if export.file_name:
        disposition = f'attachment; filename="{export.file_name}"'
        headers.append((b"content-disposition", disposition.encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def _body(send: Any, piece: bytes) -> None:
    await send({"type": "http.response.body", "body": piece, "more_body": True})
