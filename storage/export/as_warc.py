"""WARC 1.1 (ISO 28500:2017), gzip per record: the publishers' answers themselves, for web archives.

An answer's bytes stand once, as a ``response``; where they came again it is a ``revisit``. What
gave no bytes (404, no connection) is a ``metadata`` record, because its body was never kept.
Bodies are kept unpacked: headers that told of packing stand under ``X-Archive-Orig-…``, so that
what stands in the record can be replayed. Fields ``Pressearkiv-…`` say what an archive of ours
needs to tell the same story from it; other programs pass them over.
"""

from __future__ import annotations

import io
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from pressearkiv import __version__
from pressearkiv.errors import ArchiveError
from storage import captures
from storage.exchanges import exchanges

if TYPE_CHECKING:
    import sqlite3

    from storage.captures import Capture
    from storage.exchanges import Exchange
    from storage.export.query import ExportOptions
    from storage.export.selection import Selection

VERSION: Final = "WARC/1.1"
ORIGINAL: Final = "x-archive-orig-"
_REPLACED: Final = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_UNCHANGED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_SAME_BYTES: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


def write(selection: Selection, out: BinaryIO, _options: ExportOptions) -> int:
    """Write the captures of the releases, or the whole archive's where nothing is filtered."""
    conn = selection.conn
    wanted, count = (None, _releases(conn)) if selection.is_everything else _wanted(selection)
    writer = _Writer(conn, out)
    writer.begin()
    for exchange in exchanges(conn):
        if wanted is None or exchange.capture_id in wanted:
            writer.add(exchange)
    return count


def _releases(conn: sqlite3.Connection) -> int:
    return int(conn.execute("SELECT count(*) FROM releases").fetchone()[0])


def _wanted(selection: Selection) -> tuple[set[int], int]:
    """Return the captures that tell of the releases, feeds and lists too; and how many these are.

    Numbers alone are held, some 60 bytes each.
    """
    found: set[int] = set()
    count = 0
    for batch in selection.batches():
        count += len(json.loads(batch))
        found.update(number for (number,) in selection.conn.execute(_TELLING, {"ids": batch}))
    return found, count


_TELLING: Final = """
WITH chosen AS (SELECT value AS id FROM json_each(:ids))
SELECT capture_id FROM revisions WHERE release_id IN chosen AND capture_id IS NOT NULL
UNION SELECT notice_capture_id FROM revisions
       WHERE release_id IN chosen AND notice_capture_id IS NOT NULL
UNION SELECT capture_id FROM translations WHERE release_id IN chosen AND capture_id IS NOT NULL
UNION SELECT capture_id FROM sightings WHERE release_id IN chosen AND capture_id IS NOT NULL
"""


class _Writer:
    """Writes records, and remembers by hash which bytes have been written, and where."""

    def __init__(self, conn: sqlite3.Connection, out: BinaryIO) -> None:
        from warcio.warcwriter import WARCWriter

        self._conn = conn
        self._warc = WARCWriter(out, gzip=True, warc_version=VERSION)
        self._first: dict[str, tuple[str, str, str]] = {}

    def begin(self) -> None:
        """Write the record that says what the file is."""
        newest = self._conn.execute("SELECT max(fetched_at) FROM captures").fetchone()[0]
        fields = {
            "software": f"pressearkiv/{__version__}",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/"
            "warc-1.1/",
            "description": "Press releases, with the feeds and lists that named them",
        }
        date = newest or "1970-01-01T00:00:00Z"
        self._write("warcinfo", "", {"WARC-Record-ID": _INFO_ID, "WARC-Date": date}, _lines(fields))

    def add(self, exchange: Exchange) -> None:
        """Write one exchange; one whose bytes are gone from the archive is told without them."""
        capture = self._capture(exchange)
        if capture is None:
            self._tell(exchange)
        elif exchange.outcome == "not_modified":
            self._revisit(exchange, capture, _UNCHANGED)
        elif capture.sha256 in self._first:
            self._revisit(exchange, capture, _SAME_BYTES)
        else:
            self._respond(exchange, capture)

    def _capture(self, exchange: Exchange) -> Capture | None:
        if exchange.capture_id is None:
            return None
        try:
            return captures.get(self._conn, exchange.capture_id)
        except ArchiveError:
            return None

    def _respond(self, exchange: Exchange, capture: Capture) -> None:
        head = _head(exchange, capture)
        record = self._write("response", capture.found_at, head, capture.body, _http(capture))
        digest = record.rec_headers.get_header("WARC-Payload-Digest")
        self._first[capture.sha256] = (capture.found_at, exchange.fetched_at, digest)

    def _revisit(self, exchange: Exchange, capture: Capture, profile: str) -> None:
        """Write that bytes came again, or still stood, that stand in an earlier record."""
        first = self._first.get(capture.sha256)
        if first is None:
            self._respond(exchange, capture)
            return
        url, date, digest = first
        head = _head(exchange, capture) | {
            "WARC-Profile": profile,
            "WARC-Refers-To-Target-URI": url,
            "WARC-Refers-To-Date": date,
            "WARC-Payload-Digest": digest,
        }
        status = 304 if profile == _UNCHANGED else capture.status
        self._write("revisit", capture.found_at, head, b"", _http(capture, status))

    def _tell(self, exchange: Exchange) -> None:
        fields = {"status": str(exchange.status or ""), "error": exchange.error or ""}
        self._write("metadata", exchange.url, _head(exchange, None), _lines(fields))

    def _write(
        self, kind: str, url: str, head: dict[str, str], body: bytes, http: Any = None
    ) -> Any:
        record = self._warc.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            warc_headers_dict=head,
            http_headers=http,
        )
        self._warc.write_record(record)
        return record


_INFO_ID: Final = "<urn:uuid:5f3c2c0e-7f0b-5f52-9a52-4b1f6f0d8a11>"


def _head(exchange: Exchange, capture: Capture | None) -> dict[str, str]:
    told = {
        "WARC-Record-ID": f"<{exchange.record_id}>",
        "WARC-Date": exchange.fetched_at,
        "Pressearkiv-Source": exchange.source_id or "",
        "Pressearkiv-Outcome": exchange.outcome,
        "Pressearkiv-Run": exchange.run,
        "Pressearkiv-Began": exchange.began_at or "",
        "Pressearkiv-Held": exchange.held,
        "Pressearkiv-Asked": exchange.url if capture and capture.found_at != exchange.url else "",
    }
    return {name: " ".join(value.split()) for name, value in told.items() if value}


def _http(capture: Capture, status: int | None = None) -> Any:
    from warcio.statusandheaders import StatusAndHeaders

    code = capture.status if status is None else status
    headers: list[tuple[str, str]] = []
    for name, value in capture.headers.items():
        kept = name.lower() not in _REPLACED
        headers.append((name if kept else f"{ORIGINAL}{name}", value))
    if code != HTTPStatus.NOT_MODIFIED:
        headers.append(("content-length", str(len(capture.body))))
    return StatusAndHeaders(f"{code} {_phrase(code)}", headers, protocol="HTTP/1.1")


def _phrase(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return "Unknown"


def _lines(fields: dict[str, str]) -> bytes:
    told = (f"{name}: {' '.join(value.split())}\r\n" for name, value in fields.items() if value)
    return "".join(told).encode()
