"""A WARC or ARC file to what it records, one answer at a time; what is broken is told and passed.

Reading is warcio's. Ours are the limits: a header line of any length, a body that unpacks without
end and a member that is damaged would otherwise take the whole import along.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from pipeline.imports.fields import Fields, restored
from pipeline.times import utc_text
from pipeline.wire.decode import read_body
from pipeline.wire.errors import FetchFault, TooLarge
from pressearkiv.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_CHUNK: Final = 64 * 1024
_MOST_HEADER: Final = 8 * 1024 * 1024
_GZIP: Final = b"\x1f\x8b\x08"
_STARTS: Final = (_GZIP, b"WARC/", b"filedesc://")
_ZIP: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One answer as a file has it.

    ``body`` is unpacked, ``None`` where the record has none of its own: a revisit, or a request
    that came to nothing. Header names are lower case; ``digest`` and ``refers_to`` (address and
    UTC text) lead from a revisit to the bytes that it means.
    """

    record_id: str
    kind: str
    url: str
    found_at: str
    fetched_at: str
    status: int | None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    digest: str = ""
    refers_to: tuple[str, str] = ("", "")
    fields: Fields = field(default_factory=Fields)


@dataclass(frozen=True, slots=True)
class Broken:
    """Something in a file that could not be read: where (bytes from its start), and why."""

    offset: int
    reason: str
    url: str = ""


def read(path: Path, max_bytes: int, moved: Callable[[int], None]) -> Iterator[Recorded | Broken]:
    """Yield what a file records, in its order; ``moved(offset)`` is told how far it has come.

    Raises ``ConfigError`` where the file is not there or no WARC.
    """
    try:
        with path.open("rb") as file:
            _require_warc(file, path)
            yield from _File(file, max_bytes, moved).records()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or error}") from error


def _require_warc(file: BinaryIO, path: Path) -> None:
    start = file.read(16)
    file.seek(0)
    if start.startswith(_ZIP):
        raise ConfigError(
            f"{path} is a zip file",
            hint="A .wacz is one: unpack it, and import the WARC files in its folder archive/.",
        )
    if not start.startswith(_STARTS):
        raise ConfigError(f"{path} is no WARC file", hint="Name a .warc, .warc.gz or .arc.gz.")


class _File:
    def __init__(self, file: BinaryIO, max_bytes: int, moved: Callable[[int], None]) -> None:
        self._file = file
        self._max_bytes = max_bytes
        self._moved = moved
        self._form = _form(file)

    def records(self) -> Iterator[Recorded | Broken]:
        start: int | None = 0
        damaged = False
        while start is not None:
            self._file.seek(start)
            iterator = _iterator(self._file, self._form)
            for found in self._from(iterator):
                if not (isinstance(found, Broken) and found.offset < 0):
                    damaged = False
                    yield found
                elif not damaged:
                    damaged = True
                    yield Broken(iterator.offset, found.reason)
            start = self._after(max(start + 1, iterator.offset + 1)) if damaged else None

    def _from(self, iterator: Any) -> Iterator[Recorded | Broken]:
        """Yield records until the end or the first that cannot be parsed: offset -1."""
        while True:
            try:
                record = next(iterator, None)
                if record is None:
                    return
                iterator.reader.spent = 0
                self._moved(iterator.offset)
                found = self._one(record, iterator.offset)
            except Exception as error:  # a damaged file makes the parser raise anything
                yield Broken(-1, f"damaged: {str(error).strip() or type(error).__name__}")
                return
            if found is not None:
                yield found

    def _after(self, start: int) -> int | None:
        """Return where the next record may begin."""
        self._file.seek(0)
        mark = _GZIP if self._file.read(3) == _GZIP else b"WARC/1."
        self._file.seek(start)
        at, tail = start, b""
        while piece := self._file.read(_CHUNK):
            window = tail + piece
            if (found := window.find(mark)) >= 0:
                return at - len(tail) + found
            at += len(piece)
            tail = window[-len(mark) :]
        return None

    def _one(self, record: Any, offset: int) -> Recorded | Broken | None:
        head = record.rec_headers
        url = head.get_header("WARC-Target-URI") or ""
        fields = Fields.of(head.headers)
        answers = record.rec_type in ("response", "revisit") and url.startswith("http")
        if not answers and not (record.rec_type == "metadata" and fields.outcome):
            return None
        at = _moment(head.get_header("WARC-Date") or "")
        if at is None:
            return Broken(offset, "no date", url)
        try:
            body = self._body(record) if record.rec_type == "response" else None
        except FetchFault as error:
            word = "refused" if isinstance(error, TooLarge) else "not readable"
            return Broken(offset, f"{word}: {error.message}", url)
        if body is not None and _is_damaged(record):
            return Broken(offset, "its bytes are not those it was written with", url)
        http = record.http_headers
        return Recorded(
            record_id=(head.get_header("WARC-Record-ID") or f"{url} {at}").strip("<>"),
            kind=record.rec_type,
            url=fields.asked or url,
            found_at=url,
            fetched_at=utc_text(at),
            status=_status(http),
            headers=restored(http.headers if http else [], ours=bool(fields.outcome)),
            body=body,
            digest=head.get_header("WARC-Payload-Digest") or "",
            refers_to=_refers_to(head),
            fields=fields if record.rec_type != "metadata" else fields.with_block(record),
        )

    def _body(self, record: Any) -> bytes:
        from warcio.bufferedreaders import ChunkedDataReader

        if record.payload_length > self._max_bytes + _CHUNK:
            raise TooLarge(f"{record.payload_length:,} bytes, more than {self._max_bytes:,}")
        http = record.http_headers
        counted = _Counted(record.raw_stream)
        stream: Any = counted
        if http and (http.get_header("Transfer-Encoding") or "").lower() == "chunked":
            stream = ChunkedDataReader(counted)
        chunks = iter(lambda: stream.read(_CHUNK), b"")
        into = bytearray()
        packed = (http.get_header("Content-Encoding") or "") if http else ""
        read_body(chunks, packed, self._max_bytes, into)
        while counted.read(_CHUNK):
            pass
        if record.payload_length > counted.count:
            raise FetchFault(f"{record.payload_length - counted.count:,} bytes are missing")
        return bytes(into)


class _Counted:
    """A stream that counts what is read from it."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.count = 0

    def read(self, length: int | None = None) -> bytes:
        data: bytes = self._stream.read(length)
        self.count += len(data)
        return data

    def readline(self, length: int | None = None) -> bytes:
        data: bytes = self._stream.readline(length)
        self.count += len(data)
        return data


def _form(file: BinaryIO) -> str:
    """Return ``arc`` or ``warc``: damage in the one must not be taken for a record of the other."""
    start = file.read(_CHUNK)
    file.seek(0)
    if start.startswith(_GZIP):
        try:
            start = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, _CHUNK)
        except zlib.error:
            return "warc"
    return "arc" if start.startswith(b"filedesc://") else "warc"


def _iterator(file: BinaryIO, form: str) -> Any:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.bufferedreaders import DecompressingBufferedReader

    class Bounded(DecompressingBufferedReader):  # type: ignore[misc]
        """Reads lines, up to so many bytes of them a record."""

        spent = 0

        def readline(self, length: int | None = None) -> bytes:
            line: bytes = super().readline(min(length or _MOST_HEADER, _MOST_HEADER))
            self.spent += len(line)
            if self.spent > _MOST_HEADER:
                raise ConfigError(f"more than {_MOST_HEADER:,} bytes of headers")
            return line

    iterator = ArchiveIterator(file, check_digests=True, arc2warc=form == "arc")
    iterator.known_format = form
    iterator.reader = Bounded(file)
    return iterator


def _is_damaged(record: Any) -> bool:
    """Tell whether the digest of the record's block, or of plain bytes in it, does not hold.

    Crawlers disagree on what the payload's digest is of where the bytes are packed.
    """
    if record.digest_checker.passed is not False:
        return False
    told = [str(problem) for problem in record.digest_checker.problems]
    problems = [problem for problem in told if "failed" in problem]
    http = record.http_headers
    packed = http and (http.get_header("Content-Encoding") or http.get_header("Transfer-Encoding"))
    return any("block" in problem or not packed for problem in problems)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _status(http: Any) -> int | None:
    code = http.get_statuscode() if http else ""
    return int(code) if code.isascii() and code.isdecimal() else None


def _refers_to(head: Any) -> tuple[str, str]:
    at = _moment(head.get_header("WARC-Refers-To-Date") or "")
    return head.get_header("WARC-Refers-To-Target-URI") or "", utc_text(at) if at else ""
