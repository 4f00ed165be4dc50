"""Polite HTTP: asks for an address once, within bounds, and says exactly what came of it.

The promises are in ``docs/fetching.md``; why a fetch gave nothing is told by the leaves of
``pipeline.wire.errors``. The parts: ``wire.guard`` who may be asked, ``wire.robots`` what the site
allows, ``wire.turns`` when, ``wire.exchange`` one request and its answer, ``wire.decode`` its body.
"""

from __future__ import annotations

import random
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

from pipeline.wire.errors import (
    BadStatus,
    ConnectFailed,
    ConnectionLost,
    DnsFailed,
    FetchFault,
    Gone,
    HostNotAllowed,
    NotFound,
    RateLimited,
    RedirectRefused,
    Refused,
    ServerFault,
    TimedOut,
    TooManyRedirects,
    UnexpectedStatus,
    UrlRefused,
)
from pipeline.wire.freshness import max_age, retry_after
from pipeline.wire.guard import target_of
from pipeline.wire.resolve import system_resolver
from pipeline.wire.robots import MAX_ROBOTS, MemoryRobotsCache, Robots
from pipeline.wire.turns import Turns
from pressearkiv import __version__
from pressearkiv.errors import ConfigError
from sources.item import Response

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

    from pipeline.wire.exchange import Answer, Line
    from pipeline.wire.guard import Allow, Target
    from pipeline.wire.resolve import Resolver
    from pipeline.wire.robots import RobotsCache

MAX_WAIT = 10.0
"""A server that asks us to wait longer than this many seconds is left alone until the next run."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOVED = frozenset({301, 308})
_PASSING = frozenset({502, 503, 504})
_STATUS_FAULTS: dict[int, type[BadStatus]] = {
    **dict.fromkeys((401, 402, 403, 407, 451), Refused),
    404: NotFound,
    410: Gone,
    429: RateLimited,
}
_HEADER_VALUE = re.compile(r"[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how much and how often; times in seconds, sizes in bytes.

    ``total`` is the time one ``get`` may spend on the network, redirects and second tries
    included, the wait for its turn not. ``max_bytes`` holds for the body as it comes and unpacked.
    """

    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    max_bytes: int = 20_000_000
    max_redirects: int = 5
    tries: int = 2
    per_host_delay: float = 1.0


@dataclass(frozen=True, slots=True)
class Validator:
    """What a server and we know a body by: sent back byte for byte, never interpreted."""

    etag: str = ""
    last_modified: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer worth having.

    ``response`` is ``None`` where the server says that nothing has changed (304).
    ``same_body`` is true of a 200 whose bytes are those that the validator vouches for.
    ``moved_to`` is the new address where every redirect on the way was for good (301, 308).
    ``retry_after`` and ``max_age`` are seconds from ``fetched_at`` (UTC), ``None`` where the
    server does not say. ``seconds`` is time on the network; ``wire_bytes`` counts headers too.
    """

    url: str
    response: Response | None
    status: int
    not_modified: bool
    same_body: bool
    sha256: str
    validator: Validator
    moved_to: str
    retry_after: float | None
    max_age: float | None
    wire_bytes: int
    seconds: float
    fetched_at: datetime
    requests: int


def user_agent(contact: str, product: str = "pressearkiv") -> str:
    """Return how we introduce ourselves: what we are, which version, and whom to write to.

    Raises ``ConfigError`` where ``contact`` (an address or e-mail) cannot stand in a header.
    """
    agent = f"{product}/{__version__} (+{contact})"
    if not contact.strip() or not re.fullmatch(r"[\x21-\x27\x2a-\x7e]+", contact):
        raise ConfigError(
            f"fetch.contact is {contact!r}, and must be an address or e-mail in plain ASCII",
            hint='Set it to something like "https://www.example.no/pressearkiv" or an e-mail.',
        )
    return agent


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class _Effort:
    """What one ``get`` may still spend, and what it has spent."""

    seconds_left: float
    tries_left: int
    allow: Allow
    requests: int = 0
    wire_bytes: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Arrival:
    """The answer at the end of the redirects, and whether all of them were for good."""

    answer: Answer
    moved: bool


@dataclass(slots=True)
class _Wanted:
    """How to ask: headers, how much to take, and whether to cut what is more."""

    headers: Mapping[str, str]
    max_bytes: int
    cut: bool = False
    check_robots: bool = True
    seen: set[str] = field(default_factory=set)


class Fetcher:
    """Fetches for every source of a run, from any thread, one request at a time to each origin.

    ``allow`` is what the configuration implies. Everything that waits or tells the time can be
    replaced: ``clock`` (aware, UTC), ``monotonic`` and ``sleep`` (seconds), ``rng``, ``resolver``.
    ``robots_cache`` keeps robots.txt between runs. ``ssl_context`` replaces the system's
    certificates; one that does not verify is refused.
    """

    def __init__(
        self,
        limits: Limits,
        user_agent: str,
        allow: Allow,
        *,
        clock: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        rng: random.Random | None = None,
        robots_cache: RobotsCache | None = None,
        resolver: Resolver = system_resolver,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        if not _HEADER_VALUE.fullmatch(user_agent) or not user_agent.isascii():
            raise ConfigError(
                f"fetch.user_agent is {user_agent!r}, and must be one line of plain ASCII",
                hint="Leave it out to have it made from fetch.contact.",
            )
        self._limits = limits
        self._user_agent = user_agent
        self._allow = allow
        self._clock = clock
        self._monotonic = monotonic
        self._sleep = sleep
        self._rng = rng or random.Random()  # noqa: S311 - spreads tries, guards nothing
        self._resolver = resolver
        self._ssl_context = ssl_context
        self._turns = Turns(monotonic, sleep)
        token = re.split(r"[/\s]", user_agent, maxsplit=1)[0]
        self._robots = Robots(robots_cache or MemoryRobotsCache(), token, clock)
        self._lines: dict[str, Line] = {}
        self._lock = Lock()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that were kept open."""
        with self._lock:
            lines, self._lines = list(self._lines.values()), {}
        for line in lines:
            line.close()

    def get(
        self,
        url: str,
        validator: Validator | None = None,
        accept: str = "",
        *,
        allow: Allow | None = None,
    ) -> Fetched:
        """Ask for ``url``, telling what we have of it, and return what came.

        ``validator`` is that of the body kept from last time; ``accept`` the ``Accept`` header;
        ``allow`` the hosts of this source alone, in place of those of the whole configuration.
        Raises a leaf of ``FetchFault``.
        """
        limits = self._limits
        effort = _Effort(limits.total, limits.tries - 1, allow or self._allow)
        known = validator or Validator()
        try:
            wanted = _Wanted(self._headers(known, accept), limits.max_bytes)
            arrival = self._follow(target_of(url), wanted, effort)
            return self._judged(url, arrival, known, effort)
        except FetchFault as fault:
            fault.url = fault.url or url
            fault.requests, fault.wire_bytes = effort.requests, effort.wire_bytes
            fault.seconds = effort.seconds
            raise

    def _headers(self, known: Validator, accept: str) -> dict[str, str]:
        from pipeline.wire.decode import ACCEPT_ENCODING

        conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        return {
            "User-Agent": self._user_agent,
            "Accept": accept or "*/*",
            "Accept-Encoding": ACCEPT_ENCODING,
            # A validator spoilt in our own keeping costs a whole answer, not the source.
            **{name: text for name, text in conditions.items() if _HEADER_VALUE.fullmatch(text)},
        }

    def _follow(self, target: Target, wanted: _Wanted, effort: _Effort) -> _Arrival:
        effort.allow.check(target)
        moved = True
        for _ in range(self._limits.max_redirects + 1):
            wanted.seen.add(target.url)
            answer = self._persistently(target, wanted, effort)
            if answer.status not in _REDIRECTS:
                return _Arrival(answer, moved and len(wanted.seen) > 1)
            moved = moved and answer.status in _MOVED
            target = self._next(answer, wanted, effort)
        raise TooManyRedirects(
            f"sent on more than {self._limits.max_redirects} times, last to {target.url}"
        )

    def _next(self, answer: Answer, wanted: _Wanted, effort: _Effort) -> Target:
        here = answer.target
        location = _readable(answer.headers.get("location", ""))
        if not location:
            raise RedirectRefused(f"{here.url} sends us on without saying where")
        try:
            target = target_of(location, base=here.url)
            effort.allow.check(target)
        except UrlRefused as fault:
            raise RedirectRefused(f"{here.url} sends us to {location[:200]!r}: {fault}") from fault
        except HostNotAllowed as fault:
            raise HostNotAllowed(f"{here.url} sends us to {target.url}: {fault}") from fault
        if here.scheme == "https" and target.scheme == "http":
            raise RedirectRefused(f"{here.url} sends us to {target.url}, which is not secured")
        if target.url in wanted.seen:
            raise TooManyRedirects(f"sent in a circle, back to {target.url}")
        return target

    def _persistently(self, target: Target, wanted: _Wanted, effort: _Effort) -> Answer:
        """Ask a second time where the first fault may have been a passing one."""
        delay = self._limits.per_host_delay
        if wanted.check_robots:
            crawl_delay = self._robots.check(target, lambda url: self._robots_txt(url, effort))
            delay = max(delay, crawl_delay)
        while True:
            try:
                answer = self._once(target, wanted, effort, delay)
            except (DnsFailed, ConnectFailed, ConnectionLost, TimedOut) as fault:
                over = isinstance(fault, TimedOut) and fault.deadline == "total"
                if over or effort.tries_left < 1:
                    raise
                wait = 0.0
            else:
                wait = retry_after(answer.headers, self._clock()) or 0.0
                if answer.status not in _PASSING or wait > MAX_WAIT or effort.tries_left < 1:
                    return answer
            effort.tries_left -= 1
            self._sleep(wait + self._rng.uniform(0.5, 1.5))

    def _robots_txt(self, url: str, effort: _Effort) -> Answer:
        wanted = _Wanted(self._headers(Validator(), ""), MAX_ROBOTS, cut=True, check_robots=False)
        return self._follow(target_of(url), wanted, effort).answer

    def _once(self, target: Target, wanted: _Wanted, effort: _Effort, delay: float) -> Answer:
        with self._turns.take(target.origin, delay), self._spending(target, effort) as line:
            from pipeline.wire.backend import Terms

            terms = Terms(
                effort.allow,
                self._limits.connect,
                self._limits.read,
                self._monotonic() + effort.seconds_left,
            )
            return line.ask(target, wanted.headers, terms, wanted.max_bytes, cut=wanted.cut)

    @contextmanager
    def _spending(self, target: Target, effort: _Effort) -> Iterator[Line]:
        line = self._line(target)
        began, before = self._monotonic(), line.received
        effort.requests += 1
        try:
            yield line
        finally:
            spent = self._monotonic() - began
            effort.seconds += spent
            effort.seconds_left -= spent
            effort.wire_bytes += line.received - before

    def _line(self, target: Target) -> Line:
        from pipeline.wire.exchange import Line

        with self._lock:
            if target.origin not in self._lines:
                if target.scheme == "https" and self._ssl_context is None:
                    from httpx2 import create_ssl_context

                    self._ssl_context = create_ssl_context()
                self._lines[target.origin] = Line(
                    self._resolver, self._monotonic, self._ssl_context
                )
            return self._lines[target.origin]

    def _judged(self, url: str, arrival: _Arrival, known: Validator, effort: _Effort) -> Fetched:
        answer, now = arrival.answer, self._clock()
        unchanged = answer.status == 304 and bool(known.etag or known.last_modified)
        if not (answer.has_content or unchanged):
            raise _status_fault(answer, now)
        digest = known.sha256 if unchanged else sha256(answer.body).hexdigest()
        return Fetched(
            url=url,
            response=None if unchanged else _response(answer),
            status=answer.status,
            not_modified=unchanged,
            same_body=not unchanged and digest == known.sha256,
            sha256=digest,
            validator=_validator(answer.headers, digest, known if unchanged else Validator()),
            moved_to=answer.target.url if arrival.moved else "",
            retry_after=retry_after(answer.headers, now),
            max_age=max_age(answer.headers, now),
            wire_bytes=effort.wire_bytes,
            seconds=effort.seconds,
            fetched_at=now,
            requests=effort.requests,
        )


def _readable(location: str) -> str:
    """Undo Latin-1 where a server wrote an address in raw UTF-8, as browsers do."""
    try:
        return location.encode("latin-1").decode("utf-8").strip()
    except UnicodeError:
        return location.strip()


def _response(answer: Answer) -> Response:
    return Response(answer.target.url, answer.body, answer.status, answer.headers)


def _validator(headers: Mapping[str, str], digest: str, known: Validator) -> Validator:
    return Validator(
        etag=headers.get("etag", known.etag),
        last_modified=headers.get("last-modified", known.last_modified),
        sha256=digest,
    )


def _status_fault(answer: Answer, now: datetime) -> BadStatus:
    status, headers, url = answer.status, answer.headers, answer.target.url
    wait = retry_after(headers, now)
    kind = _STATUS_FAULTS.get(status, ServerFault if 500 <= status < 600 else UnexpectedStatus)
    told = f"the server answers {status}"
    if headers.get("cf-mitigated", "").lower() == "challenge":
        kind, told = Refused, f"{told} with a robot check"
    if wait is not None:
        told = f"{told} and asks us to wait {wait:,.0f} s"
    return kind(f"{told}: {url}", response=_response(answer), url=url, retry_after=wait)
