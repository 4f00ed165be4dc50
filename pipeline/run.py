"""One pass over what is due: the only place that puts the steps together."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from pipeline import due
from pipeline.conversation import Stopped
from pipeline.driver import drive
from pipeline.due import LastVisit
from pipeline.engine import opened
from pipeline.gate import Gate
from pipeline.keeper import Keeper
from pipeline.network import fetching
from pipeline.outcome import notes_of, outcome_of, unforeseen, visit_of
from pipeline.pages import Means
from pipeline.reading import Reader
from pipeline.tally import Tally
from pipeline.times import parse_utc, utc_text
from pipeline.visit import Visit
from pressearkiv import __version__
from pressearkiv.errors import ArchiveError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime, timedelta

    from pipeline.conversation import Conversation
    from pipeline.engine import Clock, Network
    from pipeline.keeper import Witness
    from pipeline.settings import Settings, SourceSettings
    from storage.archive import Archive
    from storage.journal import RunOutcome
    from storage.journal import Visit as VisitRecord

    Talk = Callable[[Visit, SourceSettings], Conversation]

log = logging.getLogger("pressearkiv.run")

_GAPS_MEASURED: Final = 30
"""Over how many of its newest days a source's pace is reckoned."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run came to: its number, its outcome, and a row for each source visited.

    ``notes`` are sentences for whoever started it.
    """

    run: int
    outcome: RunOutcome
    sources: tuple[VisitRecord, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Going:
    source: SourceSettings
    tally: Tally
    reader: Reader
    conversation: Conversation
    started_at: datetime


def choose(
    settings: Settings, archive: Archive, now: datetime, *, ids: Collection[str], every: bool
) -> list[SourceSettings]:
    """Return the sources to visit: those named, or all that are enabled and due at ``now``.

    ``every`` takes them whether due or not. Raises ``ConfigError`` for a name no source has.
    """
    if ids:
        return [named(settings, source_id) for source_id in dict.fromkeys(ids)]
    enabled = [source for source in settings.sources if source.enabled]
    return [s for s in enabled if every or _is_due(s, archive, now)]


def _is_due(source: SourceSettings, archive: Archive, now: datetime) -> bool:
    """Tell whether a source's time has come; a clock that went back must not stop it silently."""
    last = archive.journal.last_visits(source.id, 1)
    if last and due.from_the_future(parse_utc(last[0]["started_at"]), now):
        log.warning(
            "source %s: its last visit was at %s, and it is %s now: the clock has jumped;"
            " it is visited all the same",
            source.id,
            last[0]["started_at"],
            utc_text(now),
            extra={"source": source.id},
        )
        return True
    return due.is_due(next_visit(source, archive), now)


def named(settings: Settings, source_id: str) -> SourceSettings:
    """Return the source of that id; raises ``ConfigError`` where there is none."""
    known = {source.id: source for source in settings.sources}
    if source_id not in known:
        raise ConfigError(
            f"there is no source “{source_id}” in {settings.file}",
            hint=f"It names: {', '.join(known)}.",
        )
    return known[source_id]


def next_visit(source: SourceSettings, archive: Archive) -> datetime | None:
    """Return when a source is due by its own history, ``None`` for at once."""
    visits = archive.journal.last_visits(source.id)
    if not visits:
        return None
    failures = next((n for n, v in enumerate(visits) if v["outcome"] == "ok"), len(visits))
    wait_until = visits[0]["not_before"]
    last = LastVisit(
        parse_utc(visits[0]["started_at"]),
        failures,
        parse_utc(wait_until) if wait_until else None,
    )
    return due.next_visit(_interval(source, archive), last, source.id)


def _interval(source: SourceSettings, archive: Archive) -> timedelta:
    if source.slowest is None:
        return source.every
    days = [date.fromisoformat(d) for d in archive.journal.newest_days(source.id, _GAPS_MEASURED)]
    gaps = [(a - b).days for a, b in pairwise(days)]
    return due.by_pace(source.every, source.slowest, median(gaps) if gaps else None)


def newest(clock: Clock) -> Talk:
    """Return how an ordinary run talks with a source: its feeds, and what is due to be checked."""
    return lambda visit, _source: visit.newest(clock())


def run(
    sources: Sequence[SourceSettings],
    settings: Settings,
    archive: Archive,
    clock: Clock,
    *,
    command: str = "run",
    talk: Talk | None = None,
    stop: Callable[[], bool] = lambda: False,
    accept: bool = False,
    witness: Witness | None = None,
    network: Network = fetching,
) -> Report:
    """Visit each source and note what came of it; one that fails leaves the others alone.

    Once ``stop()`` holds, the step in hand is finished and no more is asked; a source that was not
    done with then is not noted as visited, and is due as before. ``accept`` lets in answers that
    look foreign, because a person has looked; ``witness`` is told of what is recorded; ``network``
    gives the function that fetches.

    Raises ``ArchiveError`` where the archive cannot be written: nothing could be kept then.
    """
    equip = equipment(settings)
    run_id = _begin(sources, archive, clock, command)
    one_pass = _Pass(archive, run_id, clock, accept, witness, equip)
    talk = talk or newest(clock)
    going = {source.id: one_pass.begin(source, talk) for source in sources}
    done: dict[str, VisitRecord] = {}
    with opened(settings, archive, clock, network, stop) as engine:
        talks = {source_id: one.conversation for source_id, one in going.items()}
        for ended in drive(talks, engine):
            done |= one_pass.end(going, ended)
    visits = tuple(done[source.id] for source in sources if source.id in done)
    outcome = outcome_of(visits)
    with archive.transaction():
        archive.journal.end_run(run_id, outcome, utc_text(clock()))
    return Report(run_id, outcome, visits, tuple(_notes(going.values())))


@dataclass(frozen=True, slots=True)
class _Pass:
    """One run's visits: how each begins, and what is noted when it ends."""

    archive: Archive
    run_id: int
    clock: Clock
    accept: bool
    witness: Witness | None
    equip: Callable[[Means], Means]

    def begin(self, source: SourceSettings, talk: Talk) -> _Going:
        tally = Tally()
        keeper = Keeper(self.archive, source, tally, self.witness)
        gate = Gate(source, self.archive, accept=self.accept)
        reader = Reader(source, self.archive, self.run_id, tally, keeper, self.clock, gate)
        means = Means(source.id, source.adapter, self.archive, reader, keeper, tally)
        visit = Visit(self.equip(means))
        return _Going(source, tally, reader, talk(visit, source), self.clock())

    def end(
        self, going: Mapping[str, _Going], ended: Mapping[str, Exception | None]
    ) -> dict[str, VisitRecord]:
        """Note the visits that ended, with one wait for the disk; one that was stopped is none."""
        lost = next((e for e in ended.values() if isinstance(e, ArchiveError)), None)
        if lost is not None:
            raise lost
        with self.archive.transaction():
            return {
                name: self._note(going[name], error)
                for name, error in ended.items()
                if not isinstance(error, Stopped)
            }

    def _note(self, one: _Going, error: Exception | None) -> VisitRecord:
        if error is not None:
            self._unforeseen(one, error)
        visit = visit_of(self.run_id, one.source.id, one.tally, one.started_at, self.clock())
        one.reader.write_log()
        self.archive.journal.add_visit(visit)
        if self.accept and not one.tally.failure:
            self.archive.journal.accept(visit.source_id, visit.finished_at)
        if self.witness is not None:
            self.witness.visited(visit, one.tally.failure)
        return visit

    def _unforeseen(self, one: _Going, error: Exception) -> None:
        log.error(
            "source %s: unforeseen error",
            one.source.id,
            exc_info=error,
            extra={"run": self.run_id, "source": one.source.id},
        )
        one.tally.fail(unforeseen(error, one.source.id))


def equipment(settings: Settings) -> Callable[[Means], Means]:
    """Return what adds to a visit's means whatever the configuration wants beside the texts.

    Raises ``ConfigError`` where that is not installed.
    """
    if not settings.documents.fetch:
        return lambda means: means
    from pipeline.documents.attachments import Attachments
    from pipeline.documents.process import edition

    read_by = edition()
    return lambda means: replace(
        means, documents=Attachments(means, settings.documents, read_by).newest
    )


def _begin(sources: Sequence[SourceSettings], archive: Archive, clock: Clock, command: str) -> int:
    now = utc_text(clock())
    with archive.transaction():
        for source in sources:
            adapter = source.adapter
            url = adapter.start()[0].url
            archive.journal.meet_source(source.id, source.name, adapter.kind, url, now)
        return archive.journal.begin_run(command, __version__, now)


def _notes(going: Iterable[_Going]) -> Iterator[str]:
    for one in going:
        yield from notes_of(one.source.id, one.tally)
