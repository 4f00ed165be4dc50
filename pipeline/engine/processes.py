"""``processes:N``: reading in processes of this machine, made anew where one of them dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from threading import Thread
from typing import TYPE_CHECKING, Final

from pipeline.engine.edition import EDITION
from pipeline.engine.labour import labour
from pressearkiv.errors import EngineError

if TYPE_CHECKING:
    from concurrent.futures import Future
    from typing import Self

WORTH: Final = 150
"""A pool takes half a second to start, in which so many releases are made without it."""


class Processes:
    """A pool of processes that is started when it is first needed."""

    patience = None

    def __init__(self, hands: int, *, worth: int = WORTH) -> None:
        self.hands = hands
        self.worth = worth
        self._pools: dict[bool, ProcessPoolExecutor] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pool in self._pools.values():
            pool.shutdown(cancel_futures=True)

    def submit(self, batch: bytes, *, alone: bool = False) -> Future[tuple[str, bytes]]:
        """Have a batch done; one that is feared, in a pool that nothing else is lost with."""
        try:
            return self._pool(alone).submit(labour, EDITION, batch)
        except BrokenExecutor:
            self._pools.pop(alone).shutdown()
            return self._pool(alone).submit(labour, EDITION, batch)

    def died(self, error: BaseException) -> bool:
        """Tell whether a process died."""
        return isinstance(error, BrokenExecutor)

    def refuse(self, edition: str) -> None:
        """Raise: the files were exchanged while the run went on."""
        raise EngineError(
            f"the program was changed while it ran: its processes run {edition}, it runs {EDITION}",
            hint="Nothing is lost. Run it again.",
        )

    def overdue(self) -> None:
        """Return: the processes of this machine are always there."""

    def _pool(self, alone: bool) -> ProcessPoolExecutor:
        if alone not in self._pools:
            self._pools[alone] = ProcessPoolExecutor(
                1 if alone else self.hands,
                # A fork would inherit the archive's lock and connection, and keep them if we die.
                multiprocessing.get_context("spawn"),
                initializer=_begin,
            )
        return self._pools[alone]


def _begin() -> None:
    """Leave interrupts to the process that started this one, and end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def follow() -> None:
            parent.join()
            os._exit(1)

        Thread(target=follow, daemon=True).start()
