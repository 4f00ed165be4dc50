"""The sample press rooms on loopback: three web servers, so that each room is an origin of its own.

    with PressRooms() as rooms:
        config = rooms.config(Path("archive.db"))
        ...                 # day 1
        rooms.set_day(2)
        ...                 # the same addresses a day later

What a publisher's server does and the archive must cope with is done here too: conditional GET,
gzip, redirects to a new slug, refusals, a robot check and a feed that ends in the middle.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, Self, get_args

from pipeline.demo import county_room
from pipeline.demo.model import SourceId
from pipeline.demo.render import gmt
from pipeline.demo.routes import TEXT, Answer, answer
from pipeline.demo.world import world

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

SOURCES: tuple[SourceId, ...] = get_args(SourceId)

_CONFIG = """\
[archive]
path = {path}

[fetch]
contact = "drift@example.no"
per_host_delay = 0
timeout = 10

[[sources]]
id = "ks"
name = "KS"
kind = "ntb"
publisher = 15032900
base_url = "{ks}"

[[sources]]
id = "kdd"
name = "Kommunal- og distriktsdepartementet"
kind = "regjeringen"
owner = 504
base_url = "{kdd}"

[[sources]]
id = "fylke"
name = "Statsforvalteren i Eksempelfylket"
kind = "feed"
url = "{fylke}{feed}"
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that a room has answered: who was asked, for what, and with which status."""

    source: SourceId
    host: str
    path: str
    status: int


class PressRooms:
    """The three rooms as running servers; a context manager that stops them at the end.

    ``requests`` is the log, oldest first. A source put in ``faults`` answers everything with that
    status until it is taken out again; day, log and faults may be changed while serving.
    """

    def __init__(self, day: int = 1) -> None:
        self.day = day
        self.requests: list[Asked] = []
        self.faults: dict[SourceId, int] = {}
        self._servers: dict[SourceId, _RoomServer] = {}

    def __enter__(self) -> Self:
        for source in SOURCES:
            server = _RoomServer(self, source)
            self._servers[source] = server
            Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for server in self._servers.values():
            server.shutdown()
            server.server_close()
        self._servers.clear()

    def set_day(self, day: int) -> None:
        """Let the rooms be as on ``day``; raises ``KeyError`` when there is no such day."""
        world(day)
        self.day = day

    def origin(self, source: SourceId) -> str:
        """Return ``http://127.0.0.1:PORT`` of a running room."""
        return f"http://127.0.0.1:{self._servers[source].server_port}"

    def url(self, source: SourceId, path: str) -> str:
        """Return the full address of ``path`` in a running room."""
        return f"{self.origin(source)}{path}"

    def config(self, archive_path: Path | str) -> str:
        """Return a ``config.toml`` with an archive at ``archive_path`` and the three rooms."""
        origins = {source: self.origin(source) for source in SOURCES}
        path = json.dumps(str(archive_path), ensure_ascii=False)
        return _CONFIG.format(path=path, feed=county_room.FEED_PATH, **origins)

    def answer(self, source: SourceId, target: str) -> Answer:
        """Return what the room says today, its faults included."""
        if source in self.faults:
            return Answer(b"The sample room is out of order.", TEXT, self.faults[source])
        return answer(world(self.day), source, self.origin(source), target)


class _RoomServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, rooms: PressRooms, source: SourceId) -> None:
        self.rooms = rooms
        self.source = source
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away; anything else is a fault of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _RoomServer
    server_version = "PressRooms"
    sys_version = ""
    disable_nagle_algorithm = True
    timeout = 10

    def do_GET(self) -> None:
        said = self.server.rooms.answer(self.server.source, self.path)
        gzipped = _compressible(said) and "gzip" in self.headers.get("Accept-Encoding", "")
        etag = entity_tag(said.body, gzipped=gzipped)
        unchanged = said.status == 200 and _unchanged(dict(self.headers), etag, said.modified)
        self._send(said, 304 if unchanged else said.status, etag, gzipped=gzipped)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _send(self, said: Answer, status: int, etag: str, *, gzipped: bool) -> None:
        rooms = self.server.rooms
        host = self.headers.get("Host", "")
        rooms.requests.append(Asked(self.server.source, host, self.path, status))
        body = b"" if status == 304 else gzip.compress(said.body, mtime=0) if gzipped else said.body
        self.send_response(status)
        headers = {"Content-Type": said.content_type, "Vary": "Accept-Encoding"}
        if status in (200, 304):
            headers["ETag"] = etag
            if said.modified:
                headers["Last-Modified"] = gmt(said.modified)
        if said.location:
            headers["Location"] = said.location
        if status != 304:
            headers["Content-Length"] = str(len(body))
            headers |= {"Content-Encoding": "gzip"} if gzipped else {}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing on the terminal: ``PressRooms.requests`` is the log."""


def entity_tag(body: bytes, *, gzipped: bool = False) -> str:
    """Return the validator of ``body``; as with many servers, another one when it is gzipped."""
    digest = hashlib.sha256(body).hexdigest()[:16]
    return f'"{digest}{"-gzip" if gzipped else ""}"'


def _compressible(said: Answer) -> bool:
    return bool(said.body) and said.content_type.split("/")[0] in ("text", "application")


def _unchanged(headers: Mapping[str, str], etag: str, modified: datetime | None) -> bool:
    asked = headers.get("If-None-Match")
    if asked is not None:
        return etag in (tag.strip() for tag in asked.split(","))
    since = headers.get("If-Modified-Since")
    if since is None or modified is None:
        return False
    try:
        return modified <= parsedate_to_datetime(since)
    except ValueError:
        return False
