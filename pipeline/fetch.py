"""Polite HTTP: asks for an address once, within bounds, and says exactly what came of it.

The promises are in ``docs/fetching.md``; why a fetch gave nothing is told by the leaves of
``pipeline.wire.errors``. The parts: ``wire.asking`` with which headers, ``wire.guard`` who may be
asked, ``wire.robots`` what the site allows, ``wire.turns`` when, ``wire.exchange`` one request and
its answer, ``wire.redirects`` where it sends us, ``wire.verdict`` what it comes to.
"""

from __future__ import annotations

import random
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING

from pipeline.wire.asking import asked_with, require_sendable, user_agent
from pipeline.wire.errors import (
    ConnectFailed,
    ConnectionLost,
    Cost,
    DnsFailed,
    FetchFault,
    TimedOut,
    TooManyRedirects,
)
from pipeline.wire.freshness import retry_after
from pipeline.wire.guard import Allow, target_of
from pipeline.wire.redirects import is_for_good, is_redirect, next_target
from pipeline.wire.resolve import system_resolver
from pipeline.wire.robots import MAX_ROBOTS, MemoryRobotsCache, Robots
from pipeline.wire.turns import Turns
from pipeline.wire.verdict import Fetched, Validator, judged

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

    from pipeline.wire.exchange import Answer, Line
    from pipeline.wire.guard import Target
    from pipeline.wire.resolve import Resolver
    from pipeline.wire.robots import RobotsCache

__all__ = ["Allow", "FetchFault", "Fetched", "Fetcher", "Limits", "Validator", "user_agent"]

MAX_WAIT = 10.0
"""A server that asks us to wait longer than this many seconds is left alone until the next run."""

_PASSING = frozenset({502, 503, 504})


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


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class _Effort:
    """What one ``get`` may still spend, and what it has spent."""

    seconds_left: float
    tries_left: int
    allow: Allow
    cost: Cost = field(default_factory=Cost)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How to ask: headers, how much to take, whether to cut what is more or to refuse it."""

    headers: Mapping[str, str]
    max_bytes: int
    cut: bool = False
    robots: bool = True


class Fetcher:
    """Fetches for every source of a run, from any thread, one request at a time to each origin.

    ``allow`` is what the configuration implies. Everything that waits or tells the time can be
    replaced: ``clock`` (aware, UTC), ``monotonic`` and ``sleep`` (seconds), ``rng``, ``resolver``.
    ``robots_cache`` keeps robots.txt between runs. ``ssl_context`` stands in for the system's
    certificates; one that does not verify raises ``ValueError``.
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
        require_sendable(user_agent)
        if ssl_context is not None and not _verifies(ssl_context):
            raise ValueError("TLS is always verified: this context does not")
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

    def others_ended(self, ago: float) -> None:
        """Be told how many seconds ago somebody else last asked where this one will ask."""
        self._turns.others_ended(ago)

    def get(
        self,
        url: str,
        validator: Validator | None = None,
        accept: str = "",
        *,
        allow: Allow | None = None,
        max_bytes: int | None = None,
    ) -> Fetched:
        """Ask for ``url``, telling what we have of it, and return what came.

        ``validator`` is that of the body kept from last time; ``accept`` the ``Accept`` header;
        ``allow`` the hosts of this source alone, in place of those of the whole configuration;
        ``max_bytes`` how much is taken, in place of what the limits say.
        Raises a leaf of ``FetchFault``.
        """
        known = validator or Validator()
        effort = _Effort(self._limits.total, self._limits.tries - 1, allow or self._allow)
        try:
            target = target_of(url)
            effort.allow.check(target)
            wanted = _Wanted(
                asked_with(self._user_agent, known, accept), max_bytes or self._limits.max_bytes
            )
            answer, moved_to = self._followed(target, wanted, effort)
            return judged(url, answer, moved_to, known, effort.cost, self._clock())
        except FetchFault as fault:
            fault.url = fault.url or url
            fault.cost = effort.cost
            raise

    def _followed(self, target: Target, wanted: _Wanted, effort: _Effort) -> tuple[Answer, str]:
        """Return the answer at the end of all redirects, and its address if it moved for good."""
        seen, moved = [target.url], True
        while True:
            answer = self._persistently(target, wanted, effort)
            if not is_redirect(answer):
                return answer, target.url if moved and len(seen) > 1 else ""
            target, moved = next_target(answer, effort.allow), moved and is_for_good(answer)
            if target.url in seen:
                raise TooManyRedirects(f"sent in a circle, back to {target.url}", url=seen[0])
            if len(seen) > self._limits.max_redirects:
                raise TooManyRedirects(f"sent on {len(seen)} times, to {target.url}", url=seen[0])
            seen.append(target.url)

    def _persistently(self, target: Target, wanted: _Wanted, effort: _Effort) -> Answer:
        """Ask a second time where the first fault may have been a passing one."""
        delay = self._delay(target, effort) if wanted.robots else self._limits.per_host_delay
        while True:
            try:
                answer = self._once(target, wanted, effort, delay)
                wait = self._wait_asked(answer)
                if wait is None or effort.tries_left < 1:
                    return answer
            except (DnsFailed, ConnectFailed, ConnectionLost, TimedOut) as fault:
                if _is_total(fault) or effort.tries_left < 1:
                    raise
                wait = 0.0
            effort.tries_left -= 1
            self._sleep(wait + self._rng.uniform(0.5, 1.5))

    def _wait_asked(self, answer: Answer) -> float | None:
        """Seconds after which the same question may be answered better; ``None`` for never."""
        wait = retry_after(answer.headers, self._clock()) or 0.0
        return wait if answer.status in _PASSING and wait <= MAX_WAIT else None

    def _delay(self, target: Target, effort: _Effort) -> float:
        def robots_txt(url: str) -> Answer:
            wanted = _Wanted(asked_with(self._user_agent), MAX_ROBOTS, cut=True, robots=False)
            return self._followed(target_of(url), wanted, effort)[0]

        return max(self._limits.per_host_delay, self._robots.check(target, robots_txt))

    def _once(self, target: Target, wanted: _Wanted, effort: _Effort, delay: float) -> Answer:
        from pipeline.wire.backend import Terms

        with self._turns.take(target.origin, delay), self._spending(target, effort) as line:
            ends = self._monotonic() + effort.seconds_left
            terms = Terms(effort.allow, self._limits.connect, self._limits.read, ends)
            return line.ask(target, wanted.headers, terms, wanted.max_bytes, cut=wanted.cut)

    @contextmanager
    def _spending(self, target: Target, effort: _Effort) -> Iterator[Line]:
        line = self._line(target)
        began, before = self._monotonic(), line.received
        effort.cost.requests += 1
        try:
            yield line
        finally:
            spent = self._monotonic() - began
            effort.seconds_left -= spent
            effort.cost.seconds += spent
            effort.cost.wire_bytes += line.received - before

    def _line(self, target: Target) -> Line:
        # Half of what a fetch costs to import; a run with nothing due does without.
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


def _verifies(context: ssl.SSLContext) -> bool:
    return context.check_hostname and context.verify_mode.name == "CERT_REQUIRED"


def _is_total(fault: FetchFault) -> bool:
    return isinstance(fault, TimedOut) and fault.deadline == "total"
