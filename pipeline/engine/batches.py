"""Work gathered into batches, sent to a crew, and tried again where a worker died over it.

Small batches cost more in sending than they save, so they are gathered from all conversations
until there are enough, or until the crew would be idle.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from pipeline.engine.labour import OtherEdition, packed, unpacked
from pressearkiv.errors import EngineError, WorkerDied

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from pipeline.conversation import Work
    from pipeline.engine.engine import Arrived, Told

BATCH: Final = 32
"""How much work is sent at once, in releases made."""

TRIES: Final = 3
"""How often a batch is tried whole, and each of its parts alone, before it is given up."""


class Crew(Protocol):
    """Processes that do batches of work."""

    @property
    def worth(self) -> int:
        """How much work is done here before the crew is called at all."""

    @property
    def patience(self) -> float | None:
        """How many seconds it may be silent before ``overdue`` is asked."""

    @property
    def hands(self) -> int:
        """How many batches they can do at a time."""

    def submit(self, batch: bytes, *, alone: bool = False) -> Future[tuple[str, bytes]]:
        """Have a batch done; ``alone`` where it is feared to kill whoever does it."""

    def died(self, error: BaseException) -> bool:
        """Tell whether an error means that a worker died, not that the work went wrong."""

    def refuse(self, edition: str) -> None:
        """Keep a batch from a worker of another edition; raises ``EngineError`` if none is left."""

    def overdue(self) -> None:
        """Raise ``EngineError`` where nobody is there any more."""


@dataclass(slots=True)
class _Order:
    """What one conversation asked for, and what has come of it."""

    name: str
    outcomes: list[Any]
    left: int


@dataclass(slots=True)
class _Part:
    order: _Order
    place: int
    work: Work
    tries: int = 0
    alone: bool = False


class Batches:
    """Reads by way of a crew, and does itself what is not worth sending."""

    def __init__(self, crew: Crew, arrived: Arrived) -> None:
        self._crew = crew
        self._arrived = arrived
        self._done_here = 0
        self._size = 0
        self._waiting: deque[_Part] = deque()
        self._feared: deque[_Part] = deque()
        self.sent: dict[Future[Any], list[_Part]] = {}
        self._finished: Told = []
        self.patience = crew.patience

    def put(self, name: str, asked: tuple[Work, ...]) -> None:
        """Take on work."""
        size = sum(work.size for work in asked)
        if self._done_here + size <= self._crew.worth:
            self._done_here += size
            self._finished.append((name, [work.outcome() for work in asked]))
            return
        order = _Order(name, [None] * len(asked), len(asked))
        self._waiting.extend(_Part(order, place, work) for place, work in enumerate(asked))
        self._size += size
        self._send(at_least=BATCH)

    def finished(self) -> Told:
        """Return what is done; a crew that would be idle gets what waits, however little."""
        told, self._finished = self._finished, []
        if not told:
            self._send(at_least=1)
        return told

    def arrived(self, future: Future[Any]) -> None:
        """Hand out a batch's outcomes, or see to it that it is tried again."""
        parts = self.sent.pop(future)
        try:
            outcomes = unpacked(future.result())
        except OtherEdition as other:
            self._crew.refuse(other.edition)
            self._again(parts, EngineError(f"every worker that was asked runs {other.edition}"))
        except Exception as error:
            if not self._crew.died(error):
                raise
            self._again(parts, WorkerDied.over(TRIES))
        else:
            for part, outcome in zip(parts, outcomes, strict=True):
                self._settle(part, outcome)

    def overdue(self) -> None:
        """Raise ``EngineError`` where nobody is there any more."""
        self._crew.overdue()

    def _send(self, *, at_least: int) -> None:
        if self._feared and not any(part.alone for sent in self.sent.values() for part in sent):
            self._submit([self._feared.popleft()], alone=True)
        room = self._crew.hands if at_least == 1 else 2 * self._crew.hands
        while self._size >= at_least and len(self.sent) < room:
            self._submit(self._gathered())

    def _gathered(self) -> list[_Part]:
        """Take what waits longest, as much as a batch is to be."""
        parts: list[_Part] = []
        size = 0
        while self._waiting and size < BATCH:
            parts.append(self._waiting.popleft())
            size += parts[-1].work.size
        self._size -= size
        return parts

    def _submit(self, parts: list[_Part], *, alone: bool = False) -> None:
        future = self._crew.submit(packed([part.work for part in parts]), alone=alone)
        self.sent[future] = parts
        future.add_done_callback(self._arrived.put)

    def _again(self, parts: Sequence[_Part], given_up: EngineError | WorkerDied) -> None:
        """Try a batch again; after some times each part alone; then give it up."""
        for part in parts:
            part.tries += 1
        if parts[0].tries < TRIES and not parts[0].alone:
            self._submit(list(parts))
            return
        for part in parts:
            if part.alone and part.tries >= TRIES:
                if isinstance(given_up, EngineError):
                    raise given_up
                self._settle(part, given_up)
            else:
                part.tries = part.tries if part.alone else 0
                part.alone = True
                self._feared.append(part)

    def _settle(self, part: _Part, outcome: Any) -> None:
        order = part.order
        order.outcomes[part.place] = outcome
        order.left -= 1
        if not order.left:
            self._finished.append((order.name, order.outcomes))
