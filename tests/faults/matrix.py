"""The faults, each with its name, how it is made, and what must be said of it.

``FEED_FAULTS`` strike the county's feed, ``TEXT_FAULTS`` the texts that a feed announces. A fault
whose ``outcome`` is ``ok`` is got over: the release is kept as if nothing had been wrong.
``says`` is a regular expression of what stands in the error.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pipeline.demo.render import as_written
from tests.answers import (
    CLOSE,
    Answer,
    Pause,
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
from tests.fetch.bomb import bomb
from tests.server import RESET, Server
from tests.world import FEED, FIRST_ID, LIST, Loopback

if TYPE_CHECKING:
    from pipeline.demo.model import SourceId

Make = Callable[[bytes, Server], Answer]
"""Makes the answer from the healthy feed's bytes and the server that gives it."""

RSS: Final = "application/rss+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where it strikes, the answers there (the last for ever), what is said of it."""

    name: str
    says: str
    answers: tuple[Make, ...] = ()
    outcome: Literal["ok", "failed"] = "failed"
    source: SourceId = "fylke"
    path: str = FEED["fylke"]
    change: Callable[[Loopback], None] | None = None

    def strike(self, world: Loopback) -> None:
        """Make it happen."""
        server = world.servers[self.source]
        if self.change is not None:
            self.change(world)
        if self.answers:
            good = world.feed(self.source)
            server.at(self.path, *(make(good, server) for make in self.answers))


def status(code: int, says: str, **headers: str) -> Fault:
    answer = page(b"no", code, headers={k.replace("_", "-"): v for k, v in headers.items()})
    suffix = f" with {', '.join(headers)}" if headers else ""
    return Fault(f"status {code}{suffix}", says, (lambda _b, _s: answer,))


def always(answer: Answer) -> tuple[Make, ...]:
    return (lambda _body, _server: answer,)


def first(answer: Answer) -> tuple[Make, ...]:
    """Once the fault, then the healthy feed."""
    return (lambda _b, _s: answer, lambda body, _s: page(body, content_type=RSS))


def feed(change: Callable[[bytes], bytes], kind: str = RSS) -> tuple[Make, ...]:
    return (lambda body, _server: page(change(body), content_type=kind),)


def lying(body: bytes, **headers: str) -> Answer:
    told = {k.replace("_", "-"): v for k, v in headers.items()}
    return raw(head(200, {"Content-Type": RSS, **told}), body, CLOSE)


def _with_guids(pattern: str) -> Callable[[Loopback], None]:
    def change(world: Loopback) -> None:
        world.rooms.guid = pattern

    return change


def _foreign(world: Loopback) -> None:
    world.rooms.published["fylke"] = dict.fromkeys(range(500, 506), 0)
    world.rooms.titles["fylke"] = "Bergen kommune"


def _all_changed(world: Loopback) -> None:
    for number in range(1, 7):
        world.change("fylke", number, title=f"Sak {number} - utskriftsvennlig")


def _older_and_unknown(world: Loopback) -> None:
    world.rooms.guid = "{guid}x"


def _without_texts(world: Loopback) -> None:
    for number in range(1, 8):
        world.change("fylke", number, body="")


def _doctype(body: bytes) -> bytes:
    return body.replace(b"<rss", b"<!DOCTYPE rss SYSTEM 'x.dtd'>\n<rss", 1)


def _laughs(body: bytes) -> bytes:
    entities = b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    return body.replace(b"<rss", entities + b"<rss", 1).replace(b"<title>", b"<title>&b;", 1)


def _deep(body: bytes) -> bytes:
    return body.replace(b"<channel>", b"<channel>" + b"<x>" * 5000 + b"</x>" * 5000, 1)


def _without_items(body: bytes) -> bytes:
    return body[: body.index(b"<item>")] + b"</channel>\n</rss>\n"


def _without_guids(body: bytes) -> bytes:
    import re

    bare = re.sub(rb"<guid.*?</guid>", b"", body)
    return re.sub(rb"<link>[^<]*</link>", b"<link>http://x.no/</link>", bare)


CHALLENGE: Final = as_written("challenge.html").encode()

STATUSES: Final = (
    status(204, "the server answers 204"),
    status(205, "the server answers 205"),
    status(206, "the server answers 206"),
    status(300, "the server answers 300"),
    status(400, "the server answers 400"),
    status(401, "the server answers 401"),
    status(402, "the server answers 402"),
    status(403, "the server answers 403"),
    status(403, "with a robot check", cf_mitigated="challenge"),
    status(404, "the server answers 404"),
    status(405, "the server answers 405"),
    status(406, "the server answers 406"),
    status(407, "the server answers 407"),
    status(408, "the server answers 408"),
    status(410, "the server answers 410"),
    status(418, "the server answers 418"),
    status(421, "the server answers 421"),
    status(429, "the server answers 429"),
    status(429, "asks us to wait 7,200 s", Retry_After="7200"),
    status(451, "the server answers 451"),
    status(500, "the server answers 500"),
    status(501, "the server answers 501"),
    status(502, "the server answers 502"),
    status(503, "the server answers 503"),
    status(503, "asks us to wait 3,600 s", Retry_After="3600"),
    status(504, "the server answers 504"),
    status(520, "the server answers 520"),
)

CONNECTIONS: Final = (
    Fault("nobody listens", "no connection to", change=lambda world: world.servers["fylke"].down()),
    Fault("reset before the answer", "the connection broke", always(reset())),
    Fault("closed before the answer", "broke off", always(raw(CLOSE))),
    Fault(
        "reset in the head",
        "the connection broke",
        always(raw(b"HTTP/1.1 200 O", Pause(0.02), RESET)),
    ),
    Fault(
        "reset in the body",
        "the connection broke",
        always(raw(head(200, {"Content-Length": "100"}), b"<rss>", Pause(0.02), RESET)),
    ),
    Fault(
        "closed in the body",
        "broke off",
        always(raw(head(200, {"Content-Length": "100"}), b"<rss>", CLOSE)),
    ),
    Fault(
        "closed in a chunk",
        "broke off",
        always(raw(head(200, {"Transfer-Encoding": "chunked"}), b"50\r\n<rss>", CLOSE)),
    ),
    Fault(
        "no chunk at all",
        "broke off: illegal chunk",
        always(raw(head(200, {"Transfer-Encoding": "chunked"}), b"zz\r\n", CLOSE)),
    ),
    Fault("reset once, then well", "", first(reset()), outcome="ok"),
    Fault("busy once, then well", "", first(page(b"", 503)), outcome="ok"),
    Fault("never answers", "its time was up|nothing more came", always(hang())),
    Fault(
        "hangs after the head",
        "its time was up|nothing more came",
        always(raw(head(200), Pause(9))),
    ),
    Fault("drips its body", "its time was up", always(dripping(head(200) + b"<rss>" * 99, 0.02))),
    Fault("drips its head", "its time was up", always(dripping(b"HTTP/1.1 200 OK\r\nA: b", 0.06))),
    Fault("is not HTTP", "not HTTP", always(raw(b"220 smtp.example.no ESMTP\r\n\r\n", CLOSE))),
    Fault("answers in HTTP/0.9", "not HTTP", always(raw(b"<rss></rss>\r\n\r\n", CLOSE))),
    Fault(
        "one endless header",
        "not HTTP as we know it|its time was up",
        always(raw(b"HTTP/1.1 200 OK\r\nX: ", b"a" * 300_000, CLOSE)),
    ),
    Fault(
        "a flood of headers",
        "not HTTP as we know it|its time was up",
        always(raw(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 60_000, b"\r\n", CLOSE)),
    ),
    Fault(
        "an endless row of 1xx",
        "the headers are larger than|its time was up",
        always(raw(b"HTTP/1.1 102 P\r\n\r\n" * 30_000, CLOSE)),
    ),
    Fault(
        "a length below nought",
        "bad Content-Length",
        always(raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", b"<rss>", CLOSE)),
    ),
    Fault(
        "two lengths that differ",
        "conflicting Content-Length",
        always(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n", CLOSE)),
    ),
)

BODIES: Final = (
    Fault(
        "plain, called gzip",
        "",
        (lambda b, _s: lying(b, Content_Encoding="gzip"),),
        outcome="ok",
    ),
    Fault(
        "gzip that breaks off",
        "in the middle of its gzip data",
        (lambda b, _s: lying(gzip.compress(b)[:-20], Content_Encoding="gzip"),),
    ),
    Fault(
        "brotli, called zstd",
        "is said to be zstd, and is not",
        (lambda b, _s: lying(packed(b, "br"), Content_Encoding="zstd"),),
    ),
    Fault(
        "a coding nobody knows",
        "which nobody asked for",
        (lambda b, _s: lying(b, Content_Encoding="pack200"),),
    ),
    Fault(
        "gzip, as it should be",
        "",
        (lambda b, _s: page(b, content_type=RSS, coding="gzip"),),
        outcome="ok",
    ),
    Fault(
        "a gzip bomb",
        "the body is larger than 200,000 bytes",
        (lambda _b, _s: lying(bomb("gzip", 3), Content_Encoding="gzip"),),
    ),
    Fault(
        "a zstd bomb",
        "the body is larger than 200,000 bytes",
        (lambda _b, _s: lying(bomb("zstd", 3), Content_Encoding="zstd"),),
    ),
    Fault("a large body, announced", "bytes are announced", always(page(b"x" * 300_000))),
    Fault(
        "a large body, not announced",
        "the body is larger than 200,000 bytes",
        always(chunked(b"x" * 300_000)),
    ),
    Fault("an empty body", "the answer is empty", always(page(b"", content_type=RSS))),
    Fault("white space alone", "the answer is empty", always(page(b" \r\n\t ", content_type=RSS))),
    Fault("a web page", "a web page stands", always(page(b"<html><p>Velkommen</p></html>"))),
    Fault("a robot check", "a robot check stands", always(page(CHALLENGE))),
    Fault("JSON of another kind", "no JSON Feed", always(page(b'{"error": "no"}'))),
    Fault("JSON that breaks off", "the JSON cannot be read", always(page(b'{"version": "https'))),
    Fault("plain text", "the answer is no feed", always(page(b"Service temporarily unavailable"))),
    Fault("a feed that breaks off", "breaks off before its end", feed(lambda b: b[:-200])),
    Fault("a feed with a document type", "a DOCTYPE, which is refused", feed(_doctype)),
    Fault("a billion laughs", "which is refused", feed(_laughs)),
    Fault("5,000 tags deep", "nests deeper than", feed(_deep)),
    Fault("a feed without items", "holds no entry", feed(_without_items)),
    Fault("items without identifiers", "0 items can be told apart", feed(_without_guids)),
    Fault("another publisher's feed", "calls itself", change=_foreign),
    Fault("identifiers become addresses", "form", change=_with_guids("https://x.no/{guid}")),
    Fault("every identifier is new", "all 7 items are new", change=_older_and_unknown),
    Fault("everything has changed", "have changed at once", change=_all_changed),
    Fault("the texts are gone", "have changed at once", change=_without_texts),
    Fault(
        "latin-1, called utf-8",
        "",
        feed(lambda b: b.decode().encode("latin-1")),
        outcome="ok",
    ),
    Fault(
        "windows-1252, as it says",
        "",
        feed(
            lambda b: b.decode().replace("utf-8", "windows-1252").encode("cp1252"),
            "application/rss+xml; charset=windows-1252",
        ),
        outcome="ok",
    ),
    Fault("utf-8 with a byte order mark", "", feed(lambda b: b"\xef\xbb\xbf" + b), outcome="ok"),
    Fault(
        "a raw ampersand",
        "",
        feed(lambda b: b.replace(b"</title>", b" A&B</title>", 2)),
        outcome="ok",
    ),
)


def _to(place: Callable[[Server], str], code: int = 302) -> tuple[Make, ...]:
    return (lambda _b, server: redirect(place(server), code),)


REDIRECTS: Final = (
    Fault("sent in a circle", "in a circle", _to(lambda s: s.url(FEED["fylke"]))),
    Fault("sent to another host", "not a host", _to(lambda _s: "http://example.com/feed")),
    Fault(
        "sent to a metadata service",
        "169.254.169.254 is not a host",
        _to(lambda _s: "http://169.254.169.254/latest/"),
    ),
    Fault(
        "sent to loopback by another name",
        r"localhost:\d+ is not a host",
        _to(lambda s: f"http://localhost:{s.port}/"),
    ),
    Fault(
        "sent to another port",
        "is not a host that the configuration names",
        _to(lambda s: f"http://127.0.0.1:{s.port + 1}/"),
    ),
    Fault(
        "sent to a file", "file: is not a scheme we follow", _to(lambda _s: "file:///etc/passwd")
    ),
    Fault(
        "sent to gopher",
        "gopher: is not a scheme we follow",
        _to(lambda _s: "gopher://127.0.0.1:70/"),
    ),
    Fault(
        "sent with a user name",
        "has a user name in it",
        _to(lambda s: f"http://a:b@127.0.0.1:{s.port}/"),
    ),
    Fault("sent nowhere", "without saying where", always(page(b"", 302))),
    Fault("sent on for good to what is not there", "404", _to(lambda s: s.url("/moved"), 301)),
)

ROBOTS: Final = tuple(
    Fault(
        f"robots.txt: {name}",
        says,
        always(answer),
        # One that cannot be read today leaves the one that was read before.
        outcome="failed" if says else "ok",
        path="/robots.txt",
    )
    for name, says, answer in (
        ("forbids all", "robots.txt", page(b"User-agent: *\nDisallow: /\n")),
        ("forbids us", "robots.txt", page(b"User-agent: pressearkiv\nDisallow: /\n")),
        ("answers 500", "", page(b"", 500)),
        ("is reset", "", reset()),
    )
)

FEED_FAULTS: Final = (*STATUSES, *CONNECTIONS, *BODIES, *REDIRECTS, *ROBOTS)

_NEWEST: Final = 7
_PAGE: Final = f"/no/aktuelt/sak-{_NEWEST}/id{FIRST_ID['kdd'] + _NEWEST}/"


def text(
    name: str, says: str, source: SourceId, answer: Answer, outcome: Literal["ok", "failed"] = "ok"
) -> Fault:
    path = LIST if source == "ks" else _PAGE
    return Fault(f"{source}: {name}", says, always(answer), outcome, source, path)


OTHER_PAGE: Final = b"<html lang='nb'><head><title>x</title></head><body><p>x</p></body></html>"

TEXT_FAULTS: Final = (
    text("the list answers 500", "the server answers 500", "ks", page(b"", 500), "failed"),
    text("the list is reset", "the connection broke", "ks", reset(), "failed"),
    text(
        "the list is JSON that breaks off",
        "the JSON cannot be read",
        "ks",
        page(b'{"releases": ['),
        "failed",
    ),
    text("the list is empty", "with no release at all", "ks", page(b'{"releases": []}'), "failed"),
    text("the list is a robot check", "a robot check stands", "ks", page(CHALLENGE), "failed"),
    text("the list is a web page", "the page holds no release", "ks", page(OTHER_PAGE), "failed"),
    text("the page answers 403", "the server answers 403", "kdd", page(b"", 403)),
    text("the page answers 404", "the server answers 404", "kdd", page(b"", 404)),
    text("the page answers 500", "the server answers 500", "kdd", page(b"", 500)),
    text("the page is a robot check", "a robot check stands", "kdd", page(CHALLENGE)),
    text("the page is empty", "the answer is empty", "kdd", page(b"")),
    text("the page is another's", "no article, listing or topic page", "kdd", page(OTHER_PAGE)),
    text("the page never answers", "its time was up|nothing more came", "kdd", hang()),
    text(
        "the page breaks off",
        "the answer broke off",
        "kdd",
        raw(head(200, {"Content-Length": "900"}), b"<", CLOSE),
    ),
    text(
        "the page is sent away", "example.com is not a host", "kdd", redirect("http://example.com/")
    ),
)
"""Where a text cannot be had, the release is kept as its feed tells it, and completed later."""
