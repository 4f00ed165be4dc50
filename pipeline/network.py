"""The network as the configuration allows it: a Fetcher for its hosts, with robots.txt kept."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.fetch import Allow, Fetcher, Limits, user_agent
from pipeline.times import parse_utc, utc_text
from pipeline.wire.errors import FetchFault
from pipeline.wire.robots import RobotsRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from pipeline.conversation import Answer, Ask
    from pipeline.settings import FetchSettings, Settings, SourceSettings
    from storage.archive import Archive


class _KeptRobots:
    """robots.txt files of earlier runs, and those that this run adds (kept by the one writer)."""

    def __init__(self, kept: dict[str, RobotsRecord]) -> None:
        self._kept = kept
        self.added: dict[str, RobotsRecord] = {}

    def get(self, origin: str) -> RobotsRecord | None:
        return self.added.get(origin) or self._kept.get(origin)

    def put(self, origin: str, record: RobotsRecord) -> None:
        self.added[origin] = record


@contextmanager
def fetching(
    settings: Settings,
    archive: Archive,
    clock: Callable[[], datetime],
    *,
    limits: Limits | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Callable[[str, Ask], Answer]]:
    """Open the network; yield a function that fetches for a source, by its id.

    It may be called from any thread, returns a fault instead of raising it, and asks no host but
    those that the source's own configuration implies. ``limits`` stand in for those of the
    configuration, ``sleep`` for the waiting between two tries.
    """
    robots = _KeptRobots(kept_robots(archive))
    with Fetcher(
        limits or limits_of(settings),
        user_agent_of(settings),
        allowed(settings.sources, settings.fetch),
        clock=clock,
        robots_cache=robots,
        sleep=sleep,
    ) as fetcher:
        hosts = {source.id: allowed((source,), settings.fetch) for source in settings.sources}
        yield lambda source_id, ask: fetched(fetcher, ask, hosts[source_id])
    keep_robots(archive, robots.added)


def kept_robots(archive: Archive) -> dict[str, RobotsRecord]:
    """Return the robots.txt files of earlier runs, by origin."""
    return {
        origin: RobotsRecord(parse_utc(at), status, body)
        for origin, at, status, body in archive.journal.robots()
    }


def keep_robots(archive: Archive, added: Mapping[str, RobotsRecord]) -> None:
    """Keep the robots.txt files that a run has fetched."""
    if added:
        with archive.transaction():
            for origin, r in added.items():
                archive.journal.keep_robots(origin, utc_text(r.fetched_at), r.status, r.body)


def allowed(sources: tuple[SourceSettings, ...], fetch: FetchSettings) -> Allow:
    """Return the hosts that the sources' own addresses imply, private ones if they are named."""
    adapters = [source.adapter for source in sources]
    urls = [r.url for a in adapters for r in (*a.start(), *a.catalogue())]
    return Allow.of(*urls, private_hosts=fetch.private_hosts)


def user_agent_of(settings: Settings) -> str:
    """Return how the configuration has us introduce ourselves; raises ``ConfigError``."""
    return settings.fetch.user_agent or user_agent(settings.fetch.contact)


def limits_of(settings: Settings) -> Limits:
    """Return the limits that the configuration sets."""
    fetch = settings.fetch
    return Limits(
        total=fetch.timeout, max_bytes=fetch.max_bytes, per_host_delay=fetch.per_host_delay
    )


def fetched(fetcher: Fetcher, ask: Ask, hosts: Allow) -> Answer:
    """Return what came, or the fault for which nothing did."""
    try:
        return fetcher.get(ask.url, ask.validator, allow=hosts, max_bytes=ask.max_bytes)
    except FetchFault as fault:
        return fault
