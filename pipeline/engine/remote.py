"""What a worker does to fetch: the same Fetcher, limits and guards as in a run's own threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.fetch import Fetcher, Limits
from pipeline.network import fetched
from pipeline.wire.errors import UrlRefused
from pipeline.wire.guard import Allow, target_of
from pipeline.wire.robots import MemoryRobotsCache

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.conversation import Answer, Ask
    from pipeline.wire.robots import RobotsRecord


@dataclass(frozen=True, slots=True)
class Fetching:
    """How everything is fetched in a run."""

    limits: Limits
    user_agent: str


@dataclass(frozen=True, slots=True)
class Errand:
    """An address to be fetched, and the hosts that its source may be led to."""

    ask: Ask
    allow: Allow

    @property
    def origin(self) -> str:
        """Where it is asked for; empty for what is no address."""
        try:
            return target_of(self.ask.url).origin
        except UrlRefused:
            return ""


def fetch(
    how: Fetching,
    errands: tuple[Errand, ...],
    robots: Mapping[str, RobotsRecord],
    idle: float | None,
) -> tuple[list[Answer], dict[str, RobotsRecord]]:
    """Fetch addresses of one group of hosts, one after the other.

    ``robots`` are the robots.txt files known; ``idle`` is for how many seconds nobody has asked
    these hosts. Returns the answers, and the robots.txt files that had to be fetched.
    """
    cache = _Robots(robots)
    with Fetcher(how.limits, how.user_agent, errands[0].allow, robots_cache=cache) as fetcher:
        if idle is not None:
            fetcher.others_ended(idle)
        return [fetched(fetcher, errand.ask, errand.allow) for errand in errands], cache.added


class _Robots(MemoryRobotsCache):
    """The robots.txt files that came along, and those that were added."""

    def __init__(self, known: Mapping[str, RobotsRecord]) -> None:
        super().__init__()
        self._known = known
        self.added: dict[str, RobotsRecord] = {}

    def get(self, origin: str) -> RobotsRecord | None:
        return self.added.get(origin) or self._known.get(origin)

    def put(self, origin: str, record: RobotsRecord) -> None:
        self.added[origin] = record
