"""How often stories are told rightly, and what a release costs in a large archive.

    python -m benchmarks.stories [--seed N] [--each N] [--sizes 1000,10000,100000]

All pairs go into one archive, in random order, so that recall includes what the index does not
find, and precision every link between releases that were never a pair. The exit status is 1 where
precision is below 0.99 (0.95 for answers) or recall below 0.95.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from statistics import mean, median
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING

from benchmarks.story_pairs import Maker
from pipeline import stories
from pipeline.sketch import overlap
from pipeline.storytelling import tell
from storage import story_index
from storage.archive import Archive
from storage.release import Change, Provenance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.story_pairs import Pair
    from storage.release import Release

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
PROVENANCE = Provenance("ks", "2026-11-20T11:00:00Z")
FIRST_DAY = date(2006, 1, 1)
A_DAY = 14
FLOORS = {"same": (0.99, 0.95), "related": (0.95, 0.95)}


def main() -> int:
    """Print both tables; return the exit status."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=2)
    options.add_argument("--each", type=int, default=150)
    options.add_argument("--sizes", default="1000,10000,100000")
    chosen = options.parse_args()
    with TemporaryDirectory() as folder:
        right = judge(
            list(Maker(chosen.seed).pairs(chosen.each)), Path(folder) / "pairs.db", chosen.seed
        )
        sizes = [int(size) for size in chosen.sizes.split(",") if size]
        cost(sizes, Path(folder) / "cost.db")
    return 0 if right else 1


def judge(known: Sequence[Pair], path: Path, seed: int) -> bool:
    """Put all pairs into one archive and compare its links with the right answers."""
    releases = [release for pair in known for release in (pair.one, pair.other)]
    Random(seed).shuffle(releases)
    with _archive(path) as archive:
        for release in releases:
            _keep(archive, release)
        found = dict(_links(archive))
    print(f"{len(known)} pairs, {len(releases)} releases, seed {seed}\n")
    _table(known, found)
    return all([_rates("same", known, found), _rates("related", known, found)])


def _table(known: Iterable[Pair], found: dict[frozenset[str], str]) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    alike: dict[str, list[float]] = defaultdict(list)
    for pair in known:
        row = f"{pair.label:8} {pair.shape}"
        counts[row][found.get(frozenset((pair.one.key, pair.other.key)), "none")] += 1
        one, other = (stories.Text.of(r.title, r.lead, r.body) for r in (pair.one, pair.other))
        alike[row].append(overlap(one.shingles, other.shingles))
    print(f"{'label':8} {'shape':16} {'same':>5} {'related':>8} {'none':>5}   overlap of shingles")
    for row, told in counts.items():
        low, middle, high = min(alike[row]), median(alike[row]), max(alike[row])
        print(
            f"{row:25} {told['same']:5} {told['related']:8} {told['none']:5}"
            f"   {low:.2f}  {middle:.2f}  {high:.2f}"
        )


def _rates(kind: str, known: Iterable[Pair], found: dict[frozenset[str], str]) -> bool:
    wanted = {frozenset((p.one.key, p.other.key)) for p in known if p.label == kind}
    linked = {pair for pair, told in found.items() if told == kind}
    precision = len(wanted & linked) / len(linked) if linked else 1.0
    recall = len(wanted & linked) / len(wanted)
    print(
        f"\n{kind}: precision {precision:.4f} ({len(linked - wanted)} wrong of {len(linked)}),"
        f" recall {recall:.4f} ({len(wanted - linked)} missed of {len(wanted)})"
    )
    return precision >= FLOORS[kind][0] and recall >= FLOORS[kind][1]


def cost(sizes: Sequence[int], path: Path) -> None:
    """Print what a release costs (CPU time) in archives that grow by fourteen releases a day."""
    print(f"\n{'releases':>9} {'ms a release: median':>21} {'slowest 5 %':>12} {'compared':>9}")
    maker, size = Maker(7), 0
    with _archive(path) as archive:
        for wanted in sizes:
            _fill(archive, (_next(maker) for _ in range(wanted - size)))
            size = wanted
            times, compared = [], []
            newest = maker.number // A_DAY
            for release in (_on(newest, one) for _ in range(100) for one in maker.two_ministries()):
                compared.append(_compared(archive, release))
                times.append(_keep(archive, release) * 1000)
            size += 200
            times.sort()
            print(f"{wanted:9} {median(times):21.2f} {times[-10]:12.2f} {mean(compared):9.1f}")


def _fill(archive: Archive, releases: Iterable[Release]) -> None:
    waiting = iter(releases)
    while some := list(islice(waiting, 1000)):
        with archive.transaction():
            for release in some:
                _keep(archive, release)
    archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _next(maker: Maker) -> Release:
    return _on(maker.number // A_DAY, maker.release(maker.writer.draft(), FIRST_DAY, "KDD"))


def _on(day: int, release: Release) -> Release:
    date = (FIRST_DAY + timedelta(days=day)).isoformat()
    return replace(release, published=replace(release.published, date=date, local=date))


def _compared(archive: Archive, release: Release) -> int:
    known = stories.fingerprint(release)
    return len(story_index.candidates(archive.connection, -1, known)) if known else 0


def _archive(path: Path) -> Archive:
    archive = Archive.open(path)
    with archive.transaction():
        archive.journal.meet_source("ks", "KS", "ntb", "https://example.no/", PROVENANCE.seen_at)
    return archive


def _keep(archive: Archive, release: Release) -> float:
    """Record a release and tell its story; return the seconds that the story took."""
    with archive.transaction():
        release_id = archive.record(Change("new", release), PROVENANCE)
        started = process_time()
        tell(archive, release_id, release, NOW)
        return process_time() - started


def _links(archive: Archive) -> Iterable[tuple[frozenset[str], str]]:
    rows = archive.connection.execute(
        "SELECT a.key, b.key, l.kind FROM story_links l JOIN releases a ON a.id = l.release_id"
        " JOIN releases b ON b.id = l.other_release_id"
    )
    return [(frozenset((one, other)), kind) for one, other, kind in rows]


if __name__ == "__main__":
    sys.exit(main())
