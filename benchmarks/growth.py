"""What a release costs as the archive grows: time, disk and search, to a million releases.

``python -m benchmarks.growth --folder DIR [--sizes 10000,100000,1000000]`` lets releases go the
real way, from an ``Item`` through normalising, deciding, recording, stories and the index, without
the network, ten press rooms at a time. At each size it takes what the next thousands cost, how
large the file is, and how long searches take, and writes that into ``docs/performance.md``. Cut
off, it goes on from where it was; figures already taken are kept in the folder.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sqlite3
import statistics
import sys
import time
from contextlib import ExitStack, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.comparison import plots, report
from benchmarks.comparison.contest import OURS, Result
from benchmarks.comparison.setting import ROOT, machine
from benchmarks.prose import Prose
from benchmarks.search_speed import measured, samples
from pipeline.config import load
from pipeline.driver import drive
from pipeline.engine import opened
from pipeline.keeper import Keeper
from pipeline.tally import Tally
from pipeline.telling import Named, Telling
from sources.item import DateText, Item
from storage.archive import Archive
from storage.captures import Capture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.conversation import Answer, Ask

_BEGAN: Final = datetime.datetime(2006, 1, 2, 8, 0, tzinfo=datetime.UTC)
_SOURCES: Final = 30
_A_FEED: Final = 100
_AT_A_TIME: Final = 3000
_A_STEP: Final = 1000
_MEASURED: Final = 5000
_VOCABULARY: Final = 2_000_000
_COMMAND: Final = "python -m benchmarks.growth"


class Growing:
    """An archive that grows by releases of thirty press rooms over twenty years.

    Bytes are kept as they come, a feed's worth of releases a capture, so that a file's size is
    that of an archive that was fetched.
    """

    def __init__(self, path: Path, total: int, vocabulary: int, engine: str = "inline") -> None:
        self.archive = Archive.open(path)
        self.engine = engine
        self._prose = Prose(3, vocabulary)
        self._apart = timedelta(days=7300) / total
        settings = load(_config(path), {"PRESSEARKIV_RUN_ENGINE": engine})
        network = nullcontext(_nothing_is_fetched)
        self._open = ExitStack()
        self._engine = self._open.enter_context(
            opened(settings, self.archive, _now, lambda *_: network, lambda: False)
        )
        seen_at = f"{_BEGAN:%Y-%m-%dT%H:%M:%SZ}"
        self._keepers = []
        for source in settings.sources:
            url = source.adapter.start()[0].url
            with self.archive.transaction():
                self.archive.journal.meet_source(source.id, source.name, "feed", url, seen_at)
            self._keepers.append((url, Keeper(self.archive, source, Tally())))

    def close(self) -> None:
        """End the engine's processes and close the archive."""
        self._open.close()
        self.archive.close()

    @property
    def size(self) -> int:
        """How many releases there are."""
        (count,) = self.archive.connection.execute("SELECT count(*) FROM releases").fetchone()
        return int(count)

    def grow(self, until: int, told: Callable[[int], None] = lambda _size: None) -> float:
        """Add releases until there are so many; return the seconds, texts not counted."""
        spent, size = 0.0, self.size
        while size < until:
            count = min(_AT_A_TIME, until - size)
            feeds = [
                [self._item(number) for number in range(start, min(start + _A_FEED, size + count))]
                for start in range(size, size + count, _A_FEED)
            ]
            before = time.perf_counter()
            self._keep(size // _A_FEED, feeds)
            spent += time.perf_counter() - before
            size += count
            told(size)
        return spent

    def _keep(self, first: int, feeds: Sequence[Sequence[tuple[Item, datetime.datetime]]]) -> None:
        talks = {}
        for feed, items in enumerate(feeds, first):
            url, keeper = self._keepers[feed % _SOURCES]
            talks[url] = keeper.tell(self._tellings(feed, url, items))
        for ended in drive(talks, self._engine):
            for url, error in ended.items():
                if error is not None:
                    raise RuntimeError(url) from error

    def _tellings(
        self, feed: int, url: str, items: Sequence[tuple[Item, datetime.datetime]]
    ) -> list[Telling]:
        at = items[-1][1] + timedelta(hours=1)
        body = "".join(f"{item.url}\n{item.title}\n{item.body}\n" for item, _ in items).encode()
        capture = self.archive.keep(
            Capture(f"rom{feed % _SOURCES}", url, url, f"{at:%Y-%m-%dT%H:%M:%SZ}", body)
        )
        return [Telling((item,), at, (Named(item, url, capture),), capture) for item, _ in items]

    def _item(self, number: int) -> tuple[Item, datetime.datetime]:
        self._prose.reseed(number)
        moment = _BEGAN + self._apart * number
        url = f"https://rom{number // _A_FEED % _SOURCES}.example.no/sak/{number}"
        item = Item(
            platform="feed",
            url=url,
            origin="feed",
            native_id=url,
            title=self._prose.title(),
            lead=self._prose.sentence(),
            body="".join(f"<p>{text}</p>" for text in self._prose.paragraphs(2000)),
            complete=True,
            dates=(DateText(f"{moment:%a, %d %b %Y %H:%M:%S +0000}", "feed"),),
            type="Pressemelding",
        )
        return item, moment


def _config(path: Path) -> Path:
    """Write the configuration of thirty press rooms beside their archive."""
    sources = "".join(
        f'[[sources]]\nid = "rom{number}"\nname = "Presserom {number}"\nkind = "feed"\n'
        f'url = "https://rom{number}.example.no/feed.xml"\nlanguage = "nb"\n'
        for number in range(_SOURCES)
    )
    file = path.with_suffix(".toml")
    file.write_text(f"[archive]\npath = {json.dumps(str(path))}\n{sources}", encoding="utf-8")
    return file


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _nothing_is_fetched(source_id: str, _asked: Ask) -> Answer:
    raise RuntimeError(f"{source_id} is not to be fetched")


def measure(growing: Growing, path: Path, size: int, measured_over: int) -> dict[str, Any]:
    """Return what the next releases cost, how large the file is, and how long searches take."""
    growing.archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    held = path.stat().st_size
    step = min(_A_STEP, measured_over)
    ends = range(size + step, size + measured_over + 1, step)
    chunks = [growing.grow(end) * 1000 / step for end in ends]
    conn = sqlite3.connect(path)
    queries = samples(conn)["a middling word"]
    took = [measured(conn, query)[0] * 1000 for query in queries]
    conn.close()
    return {
        "releases": size,
        "ms_a_release": statistics.mean(chunks),
        "ms_spread": [min(chunks), max(chunks)],
        "bytes_a_release": held / size,
        "search_ms": statistics.median(took) if took else 0.0,
        "machine": machine(),
        "engine": growing.engine,
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
    }


def publish(folder: Path, points: Sequence[dict[str, Any]], python: str) -> None:
    """Write the points as a table, a plot, and the comparison's row of growth."""
    lines = [
        (
            "| releases | ms for a new release (thousands: least–most) | against the smallest |"
            " bytes a release | ms for a search |"
        ),
        "|---:|---:|---:|---:|---:|",
    ]
    first = points[0]
    for point in points:
        least, most = point["ms_spread"]
        lines.append(
            f"| {point['releases']:,} | {point['ms_a_release']:.2f} ({least:.2f}–{most:.2f})"
            f" | {point['ms_a_release'] / first['ms_a_release']:.2f} ×"
            f" | {point['bytes_a_release']:,.0f} | {point['search_ms']:.1f} |"
        )
    if plots.draw(python, "growth", folder / "images/growth.png", points):
        lines += ["", "![Cost, size and search as the archive grows](images/growth.png)"]
    last = points[-1]
    lines += ["", f"Taken on {last['date']}, {last['machine']}, engine `{last['engine']}`."]
    report.write(folder / "performance.md", "growth", _COMMAND, "\n".join(lines))
    kept = Result("growth", {OURS: [last["ms_a_release"]]})
    kept.figures["at the smallest size"] = [first["ms_a_release"]]
    kept.remarks.append(f"{last['releases']:,} releases against {first['releases']:,}")
    about = {
        "date": last["date"],
        "machine": last["machine"],
        "rounds": 1,
        "engine": last["engine"],
    }
    report.save(folder / "performance.json", [kept], about)


def main(arguments: Sequence[str] | None = None) -> int:
    """Grow, measure at each size and publish."""
    options = _options().parse_args(arguments)
    sizes = sorted(int(size) for size in options.sizes.split(","))
    options.folder.mkdir(parents=True, exist_ok=True)
    path, notes = options.folder / "growth.db", options.folder / "growth.json"
    points = json.loads(notes.read_text(encoding="utf-8")) if notes.exists() else []
    growing = Growing(path, sizes[-1], options.vocabulary, options.engine)
    began, had = time.perf_counter(), growing.size

    def told(size: int) -> None:
        if size % 5000 == 0:
            pace = (time.perf_counter() - began) / max(1, size - had)
            left = pace * (sizes[-1] - size) / 60
            print(f"{size} releases, {1000 * pace:.2f} ms each, {left:.0f} min left", flush=True)

    for size in sizes:
        if any(point["releases"] == size for point in points):
            continue
        growing.grow(size, told)
        points.append(measure(growing, path, size, options.measured))
        notes.write_text(json.dumps(points, indent=1), encoding="utf-8")
        print(json.dumps(points[-1]), flush=True)
    growing.close()
    publish(options.output, points, options.peers_python)
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--folder", type=Path, default=ROOT / ".benchmarks/growth")
    parser.add_argument("--vocabulary", type=int, default=_VOCABULARY)
    parser.add_argument("--measured", type=int, default=_MEASURED, help="releases")
    parser.add_argument("--engine", default="inline")
    parser.add_argument("--peers-python", default=sys.executable, help="who has matplotlib")
    parser.add_argument("--output", type=Path, default=ROOT / "docs")
    return parser


if __name__ == "__main__":
    sys.exit(main())
