"""One request at a time to each origin, with a pause between them, whichever thread asks."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(slots=True)
class _Turn:
    lock: Lock = field(default_factory=Lock)
    ended: float | None = None


class Turns:
    """Hands out turns; ``monotonic`` and ``sleep`` count in seconds."""

    def __init__(self, monotonic: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._turns: dict[str, _Turn] = {}
        self._before: float | None = None
        self._lock = Lock()

    def others_ended(self, ago: float) -> None:
        """Be told how many seconds ago another process last talked to any of these origins."""
        self._before = self._monotonic() - ago

    @contextmanager
    def take(self, origin: str, delay: float) -> Iterator[None]:
        """Wait until nobody else talks to ``origin`` and ``delay`` seconds have passed since."""
        with self._lock:
            turn = self._turns.setdefault(origin, _Turn(ended=self._before))
        with turn.lock:
            if turn.ended is not None:
                left = turn.ended + delay - self._monotonic()
                if left > 0:
                    self._sleep(left)
            try:
                yield
            finally:
                turn.ended = self._monotonic()
