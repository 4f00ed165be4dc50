"""What a site's robots.txt allows us, by RFC 9309.

Kept for a day. No file (4xx) allows everything; a file that cannot be read (5xx, no answer) allows
nothing, unless an older copy is at hand (section 2.3.1.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pipeline.wire.errors import (
    FetchFault,
    NoAnswer,
    NotAsked,
    RobotsDisallowed,
    RobotsUnavailable,
    TooManyRedirects,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from protego import Protego

    from pipeline.wire.exchange import Answer
    from pipeline.wire.guard import Target

MAX_ROBOTS = 500 * 1024
MAX_CRAWL_DELAY = 30.0

_KEPT = timedelta(hours=24)
_KEPT_WHILE_UNREACHABLE = timedelta(days=30)
_NOT_AGAIN_FOR = timedelta(minutes=5)


class RobotsRecord(NamedTuple):
    """A robots.txt as it was answered; ``fetched_at`` is in UTC."""

    fetched_at: datetime
    status: int
    body: bytes


class RobotsCache(Protocol):
    """Where robots.txt files are kept from run to run; called from several threads."""

    def get(self, origin: str) -> RobotsRecord | None:
        """Return what was put for ``origin``, such as ``https://www.regjeringen.no``."""

    def put(self, origin: str, record: RobotsRecord) -> None:
        """Keep ``record`` in place of any earlier one."""


class MemoryRobotsCache:
    """Keeps robots.txt files as long as the process lives."""

    def __init__(self) -> None:
        self._records: dict[str, RobotsRecord] = {}

    def get(self, origin: str) -> RobotsRecord | None:
        """Return what was put for ``origin``."""
        return self._records.get(origin)

    def put(self, origin: str, record: RobotsRecord) -> None:
        """Keep ``record`` in place of any earlier one."""
        self._records[origin] = record


@dataclass(slots=True)
class _Known:
    lock: Lock
    record: RobotsRecord | None = None
    rules: Protego | None = None
    fault: NoAnswer | RobotsUnavailable | None = None
    fault_at: datetime | None = None


class Robots:
    """Judges addresses; ``token`` is our product token, ``clock`` gives the time in UTC."""

    def __init__(self, cache: RobotsCache, token: str, clock: Callable[[], datetime]) -> None:
        self._cache = cache
        self._token = token
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._lock = Lock()

    def check(self, target: Target, ask: Callable[[str], Answer]) -> float:
        """Return the crawl delay in seconds, at most thirty, where ``target`` may be fetched.

        ``ask`` fetches an address, redirects followed; it is called when no fresh copy is kept.
        Raises ``RobotsDisallowed``, ``RobotsUnavailable``, and what ``ask`` raises for a host that
        may not be asked or does not answer.
        """
        with self._lock:
            known = self._known.setdefault(target.origin, _Known(Lock()))
        with known.lock:
            rules = self._rules(target.origin, known, ask)
        if rules is None:
            return 0.0
        if not rules.can_fetch(target.url, self._token):
            raise RobotsDisallowed(
                f"{target.origin}/robots.txt asks us not to fetch {target.path[:200]}",
                url=target.url,
            )
        return min(rules.crawl_delay(self._token) or 0.0, MAX_CRAWL_DELAY)

    def _rules(self, origin: str, known: _Known, ask: Callable[[str], Answer]) -> Protego | None:
        record = known.record or self._cache.get(origin)
        if record is None or not self._younger(record.fetched_at, _KEPT):
            record = self._renewed(origin, known, record, ask)
        if record is not known.record:
            known.record, known.rules = record, _parse(record)
        return known.rules

    def _younger(self, then: datetime, than: timedelta) -> bool:
        # A clock that was set back makes an age negative, and such a copy is not to be trusted.
        return timedelta(0) <= self._clock() - then < than

    def _renewed(
        self,
        origin: str,
        known: _Known,
        old: RobotsRecord | None,
        ask: Callable[[str], Answer],
    ) -> RobotsRecord:
        usable = old if old and self._younger(old.fetched_at, _KEPT_WHILE_UNREACHABLE) else None
        if known.fault and known.fault_at and self._younger(known.fault_at, _NOT_AGAIN_FOR):
            if usable:
                return usable
            if isinstance(known.fault, RobotsUnavailable):
                raise RobotsUnavailable(known.fault.message, url=known.fault.url)
        try:
            record = self._asked(origin, ask)
        except (NoAnswer, RobotsUnavailable) as fault:
            known.fault, known.fault_at = fault, self._clock()
            if usable:
                return usable
            raise
        known.fault = None
        self._cache.put(origin, record)
        return record

    def _asked(self, origin: str, ask: Callable[[str], Answer]) -> RobotsRecord:
        try:
            answer = ask(f"{origin}/robots.txt")
        except TooManyRedirects:
            # "Crawlers MAY assume that the robots.txt file is unavailable" (section 2.3.1.2).
            return RobotsRecord(self._clock(), 404, b"")
        except (NoAnswer, NotAsked):
            raise
        except FetchFault as fault:
            raise _unavailable(origin, fault.message) from fault
        if answer.status < 300:
            return RobotsRecord(self._clock(), answer.status, answer.body)
        if 400 <= answer.status < 500:
            return RobotsRecord(self._clock(), answer.status, b"")
        raise _unavailable(origin, f"the server answers {answer.status}")


def _unavailable(origin: str, reason: str) -> RobotsUnavailable:
    return RobotsUnavailable(
        f"{origin}/robots.txt cannot be read ({reason}), so nothing is fetched there",
        url=f"{origin}/robots.txt",
    )


def _parse(record: RobotsRecord) -> Protego | None:
    """Return the rules; none where there is no file, which allows everything."""
    if record.status >= 300:
        return None
    from protego import Protego

    return Protego.parse(record.body.decode("utf-8-sig", errors="replace"))
