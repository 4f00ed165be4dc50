"""Files into the archive, from the first record to the last release: what ``import`` does."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from pipeline import due
from pipeline.imports.intake import Intake
from pipeline.imports.replay import replay
from pipeline.rechecks import ROUTINE
from pipeline.run import equipment, named
from pipeline.tally import Tally
from pipeline.times import parse_utc, utc_text
from pressearkiv.errors import ConfigError
from storage import imports

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from pipeline.imports.intake import Taken
    from pipeline.settings import Settings
    from storage.archive import Archive
    from storage.release import Outcome

_OUTCOMES: Final[tuple[Outcome, ...]] = ("new", "revised", "completed", "translated", "unchanged")


@dataclass(slots=True)
class Loaded:
    """What came of an import: of each file, by name, and of releases, by source and outcome."""

    files: dict[str, Taken] = field(default_factory=dict)
    releases: dict[str, dict[str, int]] = field(default_factory=dict)


def load(
    files: Sequence[Path],
    settings: Settings,
    archive: Archive,
    now: datetime,
    moved: Callable[[int, int | None], None],
    *,
    source_id: str | None = None,
) -> Loaded:
    """Take files in and record what they tell, oldest first; ``moved(done, total)`` is progress.

    All files are taken in before anything is recorded, so that their order does not matter. What
    an earlier import left waiting is recorded as well. Raises ``ConfigError`` for a file that is no
    WARC, a source that is not configured, or where warcio is missing.
    """
    if find_spec("warcio") is None:
        raise ConfigError(
            "WARC files are read with the package warcio, which is not installed",
            hint="Install it: pip install 'pressearkiv[warc]'.",
        )
    equip = equipment(settings)
    forced = named(settings, source_id) if source_id else None
    loaded = Loaded()
    intake = Intake(settings, archive, now, forced)
    for path in files:
        loaded.files[path.name] = intake.take(path, moved)
    total, done = imports.how_many_wait(archive.connection), 0

    def told(answers: int) -> None:
        nonlocal done
        done += answers
        moved(done, total)

    for source in settings.sources:
        tally = Tally()
        replay(source, archive, tally, now, told, equip)
        counts: dict[str, int] = {outcome: tally.total(outcome) for outcome in _OUTCOMES}
        if any(counts.values()):
            loaded.releases[source.id] = {**counts, "quarantined": tally.quarantined}
    _settle(archive, now)
    return loaded


def _settle(archive: Archive, now: datetime) -> None:
    """Take releases whose routine looks lie in the past off the list of what is to be checked."""
    with archive.transaction():
        for release_id, first_seen_at in archive.journal.overdue(ROUTINE, utc_text(now)):
            if due.next_routine(parse_utc(first_seen_at), now)[1] is None:
                archive.journal.no_recheck(release_id)
