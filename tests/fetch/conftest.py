"""A fetcher that waits for nobody, and the time it is told."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from pipeline.fetch import Allow, Fetcher, Limits
from tests.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class StillTime:
    """A clock that moves only when somebody sleeps; ``naps`` are the seconds slept."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
        self.naps: list[float] = []

    def clock(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.now.timestamp()

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += timedelta(seconds=seconds)


class MakeFetcher(Protocol):
    """Makes a fetcher that may ask ``server``, or whom ``allow`` names; closed after the test."""

    def __call__(self, allow: Server | Allow, limits: Limits = ..., **options: Any) -> Fetcher: ...


QUICK = Limits(connect=5.0, read=5.0, total=9.0, per_host_delay=0.0)


@pytest.fixture
def still_time() -> StillTime:
    return StillTime()


@pytest.fixture
def make_fetcher(still_time: StillTime) -> Iterator[MakeFetcher]:
    with ExitStack() as closing:

        def make(allow: Server | Allow, limits: Limits = QUICK, **options: Any) -> Fetcher:
            hosts = Allow.of(allow.base) if isinstance(allow, Server) else allow
            given = {"clock": still_time.clock, "sleep": still_time.sleep, **options}
            agent = given.pop("user_agent", "pressearkiv/0.1.0 (+press@example.no)")
            return closing.enter_context(Fetcher(limits, agent, hosts, **given))

        yield make


@pytest.fixture
def fetcher(make_fetcher: MakeFetcher, server: Server) -> Fetcher:
    """A fetcher that may ask the test's server and nobody else."""
    return make_fetcher(server)


def leads_to(*addresses: str) -> Callable[[str, int], list[str]]:
    """Return a resolver by which every name leads to ``addresses``."""
    return lambda _host, _port: list(addresses)
