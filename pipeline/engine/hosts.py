"""Fetching on a cluster: one task at a time for each host, whoever does it.

Hosts that any source may be led between count as one, so that a redirect never leads a worker to
where another one is asking. The times that came along the way are the run's own clock's.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from pipeline.conversation import Stopped, Work
from pipeline.engine.labour import OtherEdition, packed, unpacked
from pipeline.engine.remote import Errand, Fetching, fetch
from pipeline.network import allowed, keep_robots, kept_robots, limits_of, user_agent_of
from pipeline.wire.errors import NoAnswer
from pipeline.wire.verdict import Fetched
from pressearkiv.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future
    from datetime import datetime

    from pipeline.conversation import Answer, Ask
    from pipeline.engine.batches import Crew
    from pipeline.engine.engine import Arrived, Told
    from pipeline.settings import Settings
    from pipeline.wire.guard import Allow
    from pipeline.wire.robots import RobotsRecord
    from storage.archive import Archive

ERRANDS: Final = 25
"""How many addresses a task fetches, one after the other."""

LONGEST: Final = 10.0
"""For how many seconds of waiting between them, since a run that is asked to stop waits for it."""

TRIES: Final = 3


@dataclass(slots=True)
class _Asked:
    name: str
    errand: Errand
    tries: int = 0


@dataclass(slots=True)
class _Group:
    """Hosts that one task at a time asks, and when the last one ended."""

    waiting: deque[_Asked] = field(default_factory=deque)
    ended: float | None = None
    busy: bool = False


class Hosts:
    """Has addresses fetched by a crew, group by group."""

    def __init__(
        self,
        settings: Settings,
        archive: Archive,
        clock: Callable[[], datetime],
        stop: Callable[[], bool],
        crew: Crew,
        arrived: Arrived,
    ) -> None:
        self._archive = archive
        self._clock = clock
        self._stop = stop
        self._crew = crew
        self._arrived = arrived
        self._fetching = Fetching(limits_of(settings), user_agent_of(settings))
        delay = settings.fetch.per_host_delay
        self._errands = min(ERRANDS, max(1, int(LONGEST / delay))) if delay else ERRANDS
        self._robots = kept_robots(archive)
        self._added: dict[str, RobotsRecord] = {}
        self._allowed = {
            source.id: allowed((source,), settings.fetch) for source in settings.sources
        }
        self._groups = _groups(self._allowed)
        self._finished: Told = []
        self.sent: dict[Future[Any], tuple[_Group, list[_Asked]]] = {}
        self.patience = crew.patience

    def put(self, name: str, asked: Ask) -> None:
        """Have an address fetched when its host's turn comes."""
        group = self._groups[name]
        group.waiting.append(_Asked(name, Errand(asked, self._allowed[name])))
        self._next(group)

    def arrived(self, future: Future[Any]) -> None:
        """Hand out what a task brought, or see to it that it is tried again."""
        group, task = self.sent.pop(future)
        group.ended, group.busy = monotonic(), False
        try:
            (came,) = unpacked(future.result())
        except OtherEdition as other:
            self._crew.refuse(other.edition)
            self._again(group, task, other)
        except Exception as error:
            if not self._crew.died(error):
                raise
            self._again(group, task, error)
        else:
            if isinstance(came, Exception):
                raise came
            self._settle(task, *came)
        self._next(group)

    def finished(self) -> Told:
        """Return the answers that came."""
        told, self._finished = self._finished, []
        return told

    def overdue(self) -> None:
        """Raise ``EngineError`` where nobody is there any more."""
        self._crew.overdue()

    def keep(self) -> None:
        """Keep the robots.txt files that were fetched along the way."""
        keep_robots(self._archive, self._added)

    def _next(self, group: _Group) -> None:
        """Send a group's next task where none is under way."""
        if group.busy or not group.waiting:
            return
        if self._stop():
            self._finished.extend((one.name, Stopped("asked to stop")) for one in group.waiting)
            group.waiting.clear()
            return
        size = 1 if group.waiting[0].tries else min(self._errands, len(group.waiting))
        task = [group.waiting.popleft() for _ in range(size)]
        errands = tuple(asked.errand for asked in task)
        origins = {errand.origin for errand in errands} & self._robots.keys()
        robots = {origin: self._robots[origin] for origin in origins}
        idle = None if group.ended is None else monotonic() - group.ended
        work = Work(fetch, (self._fetching, errands, robots, idle))
        future = self._crew.submit(packed([work]))
        group.busy = True
        self.sent[future] = (group, task)
        future.add_done_callback(self._arrived.put)

    def _settle(
        self, task: list[_Asked], answers: list[Answer], robots: Mapping[str, RobotsRecord]
    ) -> None:
        now = self._clock()
        stamped = {o: record._replace(fetched_at=now) for o, record in robots.items()}
        self._robots.update(stamped)
        self._added.update(stamped)
        for asked, answer in zip(task, answers, strict=True):
            if isinstance(answer, Fetched):
                answer = replace(answer, fetched_at=now)
            self._finished.append((asked.name, answer))

    def _again(self, group: _Group, task: list[_Asked], error: Exception) -> None:
        """Ask once more, each by itself; one that workers die of is given up."""
        for asked in reversed(task):
            asked.tries += 1
            if asked.tries < TRIES:
                group.waiting.appendleft(asked)
            elif isinstance(error, OtherEdition):
                raise EngineError(f"every worker that was asked runs {error.edition}")
            else:
                url = asked.errand.ask.url
                died = NoAnswer("every worker that fetched it died", url=url)
                self._finished.append((asked.name, died))


def _groups(allowed_of: Mapping[str, Allow]) -> dict[str, _Group]:
    """Return each source's group: sources that share a host share a group."""
    head: dict[str, str] = {}

    def root(host: str) -> str:
        while head.setdefault(host, host) != host:
            host = head[host]
        return host

    for allow in allowed_of.values():
        first, *others = sorted(allow.hosts)
        for other in others:
            head[root(other)] = root(first)
    by_root: dict[str, _Group] = {}
    return {
        source_id: by_root.setdefault(root(min(allow.hosts)), _Group())
        for source_id, allow in allowed_of.items()
    }
