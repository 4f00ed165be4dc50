"""A round: one run over what is due, and what follows it: alerts, metrics, a ping.

What ``run`` does once and ``schedule`` again and again; what follows is done also when nothing was
due, and none of it can make a run fail. Each of the three is a room of its own.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline import run as runs
from pipeline.driver import patient
from pipeline.network import fetching

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from pipeline.engine import Clock, Network
    from pipeline.health import Health
    from pipeline.keeper import Witness
    from pipeline.run import Report
    from pipeline.settings import Settings
    from storage.archive import Archive

log = logging.getLogger("pressearkiv.rounds")


def go(
    settings: Settings,
    archive: Archive,
    clock: Clock,
    *,
    ids: Collection[str] = (),
    every: bool = False,
    accept: bool = False,
    command: str = "run",
    stop: Callable[[], bool] = lambda: False,
    network: Network | None = None,
) -> Report | None:
    """Visit what is due (or ``ids``, or every source) and tell of it; ``None`` if nothing was due.

    Once ``stop()`` holds, the fetches and the message in hand are finished, and nothing is taken up
    or waited for. ``network`` stands in for the one of the configuration.

    Raises as ``run.choose`` and ``run.run`` do.
    """
    sources = runs.choose(settings, archive, clock(), ids=ids, every=every)
    with _watched(settings, archive, clock, stop, busy=bool(sources)):
        report = None
        if sources:
            report = runs.run(
                sources,
                settings,
                archive,
                clock,
                command=command,
                stop=stop,
                accept=accept,
                witness=_witness(settings, archive, accepted=accept),
                network=network or partial(fetching, sleep=patient(stop)),
            )
        return _dropped(settings, archive, clock, report)


def _dropped(
    settings: Settings, archive: Archive, clock: Clock, report: Report | None
) -> Report | None:
    """Drop the contacts whose time has come, and tell so in the report, or in the log."""
    if settings.privacy.contacts != "drop":
        return report
    from pipeline.privacy import drop_due

    note = drop_due(settings.privacy, archive, clock())
    if note and report is None:
        log.info(note)
    return replace(report, notes=(*report.notes, note)) if note and report else report


def _witness(settings: Settings, archive: Archive, *, accepted: bool) -> Witness | None:
    if not settings.alerts:
        return None
    from pipeline.alerts.queue import Queue

    return Queue(settings.alerts, archive, accepted=accepted)


@contextmanager
def _watched(
    settings: Settings, archive: Archive, clock: Clock, stop: Callable[[], bool], *, busy: bool
) -> Iterator[None]:
    """Say that a round begins and how it ended, to whoever the configuration names."""
    if settings.ping_url and busy:
        _ping(settings, "/start")
    try:
        yield
    except BaseException:
        if settings.ping_url:
            _ping(settings, "/fail")
        raise
    if settings.alerts:
        from pipeline.alerts.deliver import deliver

        deliver(settings, archive, clock, stop=stop)
    if settings.metrics_file or settings.ping_url:
        _tell(settings, archive, clock)


def _tell(settings: Settings, archive: Archive, clock: Clock) -> None:
    from pipeline.health import health

    now = clock()
    sources = [health(source, archive, now) for source in settings.sources if source.enabled]
    if settings.metrics_file:
        from pipeline import metrics

        try:
            metrics.write(settings.metrics_file, metrics.text(sources, archive.connection, now))
        except OSError as error:
            log.error("metrics not written: %s", error)
    if settings.ping_url:
        _ping(settings, "/fail" if _needed(sources) else "")


def _needed(sources: list[Health]) -> bool:
    return any(source.attention for source in sources)


def _ping(settings: Settings, what: str) -> None:
    from pipeline.ping import ping

    ping(settings.ping_url, what, settings.fetch.private_hosts)
