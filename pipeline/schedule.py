"""The service: APScheduler wakes us every minute, and what is due then is run.

What is due stands in the archive, not in a job store: cron, a timer and this service share it and
the lock. A tick that finds another run at work, or none due, does nothing; one that is late is run
once, however many were missed.
"""

from __future__ import annotations

import logging
import signal
import threading
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

TICK_SECONDS: Final = 60
OSLO: Final = ZoneInfo("Europe/Oslo")

log = logging.getLogger("pressearkiv.schedule")


def serve(tick: Callable[[Callable[[], bool]], None], every: float = TICK_SECONDS) -> None:
    """Call ``tick(stop)`` now and every so many seconds until SIGTERM or SIGINT, then return.

    The tick in hand is finished; it is told by ``stop()`` to take up nothing more. A tick that
    raises is logged, and the next one comes all the same.
    """
    from apscheduler.schedulers.background import BackgroundScheduler

    asked_to_stop = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        asked_to_stop.set()

    def logged() -> None:
        try:
            tick(asked_to_stop.is_set)
        except Exception:
            log.exception("this run was cut short; the next one comes on time")

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    scheduler = BackgroundScheduler(timezone=OSLO)
    scheduler.add_job(
        logged,
        "interval",
        seconds=every,
        next_run_time=_now(),
        coalesce=True,
        max_instances=1,
        # The default drops a tick that is a second late.
        misfire_grace_time=None,
    )
    scheduler.start()
    asked_to_stop.wait()
    scheduler.shutdown(wait=True)


def _now() -> object:
    from datetime import datetime

    return datetime.now(OSLO)
