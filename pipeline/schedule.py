"""The service: APScheduler wakes us every minute, and what is due then is run.

What is due stands in the archive, not in a job store: cron, a timer and this service share it and
the lock. A tick that finds another run at work, or none due, does nothing; one that is late is run
once, however many were missed.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from pipeline import systemd

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

TICK_SECONDS: Final = 60
OSLO: Final = ZoneInfo("Europe/Oslo")

DEADLINE: Final = 1800.0
"""Seconds after which a run takes up nothing more; what it has not come to is due as before."""

GRACE: Final = 600.0
"""Seconds beyond the deadline after which a run counts as stuck, and the watchdog may bite."""

_PULSE: Final = 10.0

log = logging.getLogger("pressearkiv.schedule")


@dataclass(slots=True)
class Service:
    """A service in one process: signals set what it is asked, one thread does its ticks.

    ``tick(stop)`` does what is due and takes up nothing more once ``stop()`` holds; ``reload()``
    reads the configuration again. ``every`` and ``deadline`` are seconds.
    """

    tick: Callable[[Callable[[], bool]], None]
    reload: Callable[[], None]
    every: float = TICK_SECONDS
    deadline: float = DEADLINE
    _asked_to_stop: threading.Event = field(default_factory=threading.Event)
    _asked_to_reload: threading.Event = field(default_factory=threading.Event)
    _awake: threading.Event = field(default_factory=threading.Event)
    _busy_since: float | None = None

    def serve(self) -> None:
        """Tick now and every so many seconds until SIGTERM or SIGINT; finish the tick in hand.

        SIGHUP reads the configuration again, between two ticks. A tick that raises is logged, and
        the next one comes all the same.
        """
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        scheduler = background_scheduler(self._logged, self.every)
        scheduler.start()
        systemd.notify("READY=1")
        self._watch()
        systemd.notify("STOPPING=1")
        scheduler.shutdown(wait=True)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        asked = self._asked_to_reload if number == signal.SIGHUP else self._asked_to_stop
        asked.set()
        self._awake.set()

    def _watch(self) -> None:
        """Wait to be asked, and tell systemd meanwhile that no run is stuck."""
        wanted = systemd.watchdog_seconds()
        pulse = min(_PULSE, wanted / 3) if wanted else _PULSE
        while not self._asked_to_stop.is_set():
            self._awake.wait(pulse)
            self._awake.clear()
            if self._asked_to_reload.is_set():
                self._asked_to_reload.clear()
                systemd.notify(*systemd.reloading())
                self.reload()
                systemd.notify("READY=1")
            if wanted and not self._is_stuck():
                systemd.notify("WATCHDOG=1")

    def _is_stuck(self) -> bool:
        since = self._busy_since
        return since is not None and time.monotonic() - since > self.deadline + GRACE

    def _logged(self) -> None:
        began = self._busy_since = time.monotonic()

        def stop() -> bool:
            return self._asked_to_stop.is_set() or time.monotonic() - began > self.deadline

        try:
            self.tick(stop)
        except Exception:
            log.exception("this run was cut short; the next one comes on time")
        finally:
            self._busy_since = None


def background_scheduler(job: Callable[[], None], every: float) -> Any:
    """Return a scheduler, not started, that calls ``job`` at once and every so many seconds.

    However late, it calls once for all that it missed, and never while a call is under way.
    """
    from apscheduler.schedulers.background import BackgroundScheduler

    scheduler = BackgroundScheduler(timezone=OSLO)
    scheduler.add_job(
        job,
        "interval",
        seconds=every,
        next_run_time=datetime.now(OSLO),
        coalesce=True,
        max_instances=1,
        # The default drops a tick that is a second late.
        misfire_grace_time=None,
    )
    return scheduler
