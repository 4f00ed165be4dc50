r"""A small HTTP server on loopback that does what a test tells it, however wrong.

    server.at("/feed", page(b"<rss/>", etag='"1"'))      answers 304 when asked conditionally
    server.at("/flaky", reset(), page(b"<rss/>"))        one answer a request, the last for ever
    server.at("/slow", raw(b"HTTP/1.1 200 OK\r\n", Pause(0.1), HANG))
    server.asked("/feed")                                what was asked there, in order

The answers are in ``tests.answers`` and can be had from here. Until a test says otherwise every
path is 404, ``/robots.txt`` too; ``server.otherwise`` says so for all paths at once.
"""

from __future__ import annotations

import socket
import struct
import time
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, BinaryIO

from tests.answers import (
    CLOSE,
    HANG,
    RESET,
    Answer,
    Break,
    Pause,
    Piece,
    Seen,
    chunked,
    dripping,
    hang,
    head,
    packed,
    page,
    raw,
    redirect,
    reset,
)

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from types import TracebackType

__all__ = [
    "CLOSE",
    "HANG",
    "RESET",
    "Answer",
    "Break",
    "Pause",
    "Piece",
    "Seen",
    "Server",
    "chunked",
    "dripping",
    "hang",
    "head",
    "packed",
    "page",
    "raw",
    "redirect",
    "reset",
]


_TLS_HELLO = b"\x16"


@dataclass(slots=True)
class _Script:
    answers: tuple[Answer, ...]
    used: int = 0

    def next(self) -> Answer:
        answer = self.answers[min(self.used, len(self.answers) - 1)]
        self.used += 1
        return answer


@dataclass(slots=True)
class _Traffic:
    """What has happened so far, written by every connection's thread."""

    requests: list[Seen] = field(default_factory=list)
    scripts: dict[str, _Script] = field(default_factory=dict)
    first_breaks: list[Break] = field(default_factory=list)
    in_hand: int = 0
    most_in_hand: int = 0


class Server:
    """Listens from construction to ``close``; a context manager; all of it thread-safe.

    ``tls`` makes it an https server; ``host`` may be ``127.0.0.1`` or ``::1``.
    """

    def __init__(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self._family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._host = host
        self._tls = tls
        self._traffic = _Traffic()
        self._lock = Lock()
        self._numbers = count(1)
        self._threads: list[Thread] = []
        self._open: dict[int, socket.socket] = {}
        self._stopping = Event()
        self.port = 0
        self.otherwise: Answer = page(b"nothing here", 404)
        self.up()

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def base(self) -> str:
        """The server's address without a path."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}"

    def url(self, path: str = "/") -> str:
        """Return the address of ``path``."""
        return self.base + path

    def at(self, path: str, *answers: Answer) -> str:
        """Give ``answers`` at ``path`` (query included), one a request, the last for ever.

        Returns the address of ``path``.
        """
        with self._lock:
            self._traffic.scripts[path] = _Script(answers)
        return self.url(path)

    def clear(self) -> None:
        """Take back all that was given with ``at``."""
        with self._lock:
            self._traffic.scripts.clear()

    def robots(self, text: str) -> None:
        """Serve ``text`` as robots.txt."""
        self.at("/robots.txt", page(text, content_type="text/plain"))

    def break_first(self, *breaks: Break) -> None:
        """Treat the next connections so, one each, before reading what they ask."""
        with self._lock:
            self._traffic.first_breaks.extend(breaks)

    @property
    def requests(self) -> list[Seen]:
        """Every request so far except those for robots.txt."""
        with self._lock:
            return [seen for seen in self._traffic.requests if seen.path != "/robots.txt"]

    def asked(self, path: str) -> list[Seen]:
        """Return the requests for ``path`` so far, in order."""
        with self._lock:
            return [seen for seen in self._traffic.requests if seen.path == path]

    @property
    def most_at_once(self) -> int:
        """How many requests were ever in hand at the same time."""
        with self._lock:
            return self._traffic.most_in_hand

    def up(self) -> None:
        """Listen, on the same port as before."""
        self._stopping = Event()
        listener = socket.socket(self._family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((self._host, self.port))
        listener.listen(64)
        self.port = listener.getsockname()[1]
        self._start(self._accept, listener, self._stopping)

    def down(self) -> None:
        """Stop listening and break every connection, as an outage does."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        # Nothing else wakes a thread that waits for a connection on every platform.
        with socket.create_connection((self._host, self.port)):
            pass
        with self._lock:
            for connection in self._open.values():
                _shut(connection)
        for thread in self._threads:
            thread.join(5)
        self._threads.clear()

    def close(self) -> None:
        """Stop for good."""
        self.down()

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket, stopping: Event) -> None:
        with listener:
            while True:
                connection, _ = listener.accept()
                if stopping.is_set():
                    connection.close()
                    return
                # A head and a body sent apart would otherwise wait 40 ms for each other.
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                number = next(self._numbers)
                with self._lock:
                    self._open[number] = connection
                    first = self._traffic.first_breaks
                    broken = first.pop(0) if first else None
                self._start(self._serve, connection, number, broken, stopping)

    def _serve(
        self, plain: socket.socket, number: int, broken: Break | None, stopping: Event
    ) -> None:
        connection = plain
        try:
            if broken is not None:
                _break(connection, broken, stopping)
                return
            if self._tls is not None:
                connection = self._tls.wrap_socket(plain, server_side=True)
                with self._lock:
                    self._open[number] = connection
            with connection.makefile("rb") as reader:
                if reader.peek(1)[:1] == _TLS_HELLO:
                    connection.sendall(head(400))
                    return
                while (seen := _read_request(reader, number)) is not None:
                    if not self._answer(connection, seen, stopping):
                        return
        except OSError:
            # The client has gone, which is what some tests are about.
            return
        finally:
            with self._lock:
                self._open.pop(number, None)
            connection.close()

    def _answer(self, connection: socket.socket, seen: Seen, stopping: Event) -> bool:
        with self._lock:
            traffic = self._traffic
            traffic.requests.append(seen)
            traffic.in_hand += 1
            traffic.most_in_hand = max(traffic.most_in_hand, traffic.in_hand)
            script = traffic.scripts.get(seen.path)
            answer = script.next() if script else self.otherwise
        try:
            for piece in answer(seen):
                if stopping.is_set():
                    return False
                if isinstance(piece, bytes):
                    connection.sendall(piece)
                elif isinstance(piece, Pause):
                    stopping.wait(piece.seconds)
                else:
                    _break(connection, piece, stopping)
                    return False
            return True
        finally:
            with self._lock:
                self._traffic.in_hand -= 1


def _read_request(reader: BinaryIO, connection: int) -> Seen | None:
    lines: list[str] = []
    while (line := reader.readline()).strip():
        lines.append(line.decode("latin-1").rstrip("\r\n"))
    if not lines:
        return None
    method, path, _ = lines[0].split(" ", 2)
    pairs = (line.partition(":") for line in lines[1:])
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    body = reader.read(int(headers.get("content-length", "0")))
    return Seen(method, path, headers, body, connection, time.monotonic())


def _break(connection: socket.socket, how: Break, stopping: Event) -> None:
    if how is HANG:
        stopping.wait()
    elif how is RESET:
        # With no time to linger, closing sends RST in place of FIN.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        # Already shut by the other side.
        return
