"""Answers what conversations ask, in the order in which the answers come.

Two desks: one has addresses fetched, the other has work done. A desk may send what it was given
elsewhere; whatever comes back is put into one queue, and handed to its desk in the run's own
thread.
"""

from __future__ import annotations

import sys
from queue import Empty
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from pipeline.conversation import Ask, Stopped, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator
    from concurrent.futures import Executor, Future
    from queue import SimpleQueue

    from pipeline.conversation import Answer, Question

Told: TypeAlias = "list[tuple[str, Any]]"
"""Answers, each with the name of the conversation that asked."""

Arrived: TypeAlias = "SimpleQueue[Future[Any]]"
Asked = TypeVar("Asked", contravariant=True)


class Desk(Protocol[Asked]):
    """Takes questions of one kind, and has them answered."""

    @property
    def sent(self) -> Container[Future[Any]]:
        """What is under way elsewhere; empty, and false, where nothing is."""

    @property
    def patience(self) -> float | None:
        """After how many seconds without any arrival ``overdue`` is to be called."""

    def put(self, name: str, asked: Asked) -> None:
        """Take on what the conversation of that name asks."""

    def arrived(self, future: Future[Any]) -> None:
        """Be told that what was sent elsewhere is done; raises ``EngineError``."""

    def finished(self) -> Told:
        """Return what is answered since the last call; send off what waits, if there is room."""

    def overdue(self) -> None:
        """Raise ``EngineError`` where waiting any longer is no use."""


class Threads:
    """Has addresses fetched by a function in a pool of threads."""

    patience = None

    def __init__(
        self,
        pool: Executor,
        fetch: Callable[[str, Ask], Answer],
        arrived: Arrived,
        stop: Callable[[], bool],
    ) -> None:
        self._pool = pool
        self._fetch = fetch
        self._stop = stop
        self._arrived = arrived
        self._finished: Told = []
        self.sent: dict[Future[Any], str] = {}

    def put(self, name: str, asked: Ask) -> None:
        """Have an address fetched."""
        future = self._pool.submit(self._fetched, name, asked)
        self.sent[future] = name
        future.add_done_callback(self._arrived.put)

    def arrived(self, future: Future[Any]) -> None:
        """Take in an answer."""
        self._finished.append((self.sent.pop(future), future.result()))

    def finished(self) -> Told:
        """Return the answers that came."""
        told, self._finished = self._finished, []
        return told

    def overdue(self) -> None:
        """Return: a fetch has its own end."""

    def _fetched(self, name: str, asked: Ask) -> Answer | Stopped:
        try:
            return Stopped("asked to stop") if self._stop() else self._fetch(name, asked)
        except Stopped as stopped:
            return stopped


class Here:
    """Does the work in this thread, one conversation's at a time."""

    patience = None
    sent: tuple[Future[Any], ...] = ()

    def __init__(self) -> None:
        self._waiting: list[tuple[str, tuple[Work, ...]]] = []

    def put(self, name: str, asked: tuple[Work, ...]) -> None:
        """Take on work."""
        self._waiting.append((name, asked))

    def arrived(self, future: Future[Any]) -> None:
        """Return: nothing is sent anywhere."""

    def finished(self) -> Told:
        """Do what was asked for last: a feed that was begun is read to its end before another."""
        if not self._waiting:
            return []
        name, works = self._waiting.pop()
        return [(name, [work.outcome() for work in works])]

    def overdue(self) -> None:
        """Return: nothing is waited for."""


class Engine:
    """A desk for addresses, a desk for work, and the queue that both are told by.

    ``places`` is how many conversations it can keep busy at the same time.
    """

    def __init__(
        self,
        fetching: Desk[Ask],
        reading: Desk[tuple[Work, ...]],
        arrived: Arrived,
        places: int = sys.maxsize,
    ) -> None:
        self.places = places
        self._fetching = fetching
        self._reading = reading
        self._arrived = arrived

    def put(self, name: str, question: Question) -> None:
        """Begin to answer what the conversation of that name asks."""
        if isinstance(question, Ask):
            self._fetching.put(name, question)
        else:
            self._reading.put(name, question)

    def answers(self, within: float | None = None) -> Told:
        """Wait for the next answers and return them; none where nothing was asked.

        None either where nothing comes ``within`` so many seconds.
        """
        while not (told := [*self._reading.finished(), *self._fetching.finished()]):
            if not self._reading.sent and not self._fetching.sent:
                return []
            came = list(self._next(within))
            if not came:
                return []
            for future in came:
                desk = self._fetching if future in self._fetching.sent else self._reading
                desk.arrived(future)
        return told

    def _next(self, within: float | None) -> Iterator[Future[Any]]:
        """Wait for something to arrive; yield it, and all that has arrived by then."""
        while True:
            try:
                yield self._arrived.get(timeout=within or self._reading.patience)
                break
            except Empty:
                if within:
                    return
                self._reading.overdue()
        while not self._arrived.empty():
            yield self._arrived.get_nowait()
