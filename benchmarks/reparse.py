"""Whether reparse changes nothing where nothing has changed, and how fast it is.

    python -m benchmarks.reparse [--releases 5000]

Builds an archive by runs over a made-up world (a press room's lists, a ministry's feed and pages,
a tenth of which are edited later), reads every capture again, and compares all rows before and
after. Then one line of the program is mended in a copy of it, and the copy reads the captures: it
must tell of the releases that the line concerns and of no others. The exit status is 1 otherwise.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pipeline.config import load
from pipeline.reparse import Reparse
from pipeline.run import run
from pipeline.wire.verdict import Fetched, Validator
from sources.item import Response
from storage.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.conversation import Answer, Ask
    from pipeline.engine import Fetch
    from pipeline.settings import Settings

ROOT: Final = Path(__file__).parents[1]
BEGIN: Final = datetime(2026, 1, 5, 8, tzinfo=UTC)
EVERY: Final = timedelta(hours=3)
A_RUN: Final = 100
LISTED: Final = 20

UNKNOWN_WORD: Final = "Nyhetsnotis"
"""A type that the vocabulary does not know, on every seventh release."""

STRAY: Final = " (oppdatert)"
"""What stands after every eleventh page's title and is none of it."""

FIXES: Final[dict[str, tuple[str, str, str]]] = {
    "type": (
        "pipeline/vocabulary.py",
        '"nyhetsmelding aktuelt"',
        '"nyhetsmelding aktuelt nyhetsnotis"',
    ),
    "title": (
        "sources/regjeringen_pages.py",
        "        title=text_of(title),\n",
        f"        title=text_of(title).removesuffix({STRAY!r}),\n",
    ),
}
"""What a fix changes: the file, the words in it, and the words instead."""


class World:
    """What the publishers answer at a moment: releases 0, 1, 2 …, a hundred more each run."""

    def __init__(self, releases: int) -> None:
        self.releases = releases
        self.now = BEGIN

    def clock(self) -> datetime:
        """Return the time."""
        return self.now

    def runs(self) -> Iterator[datetime]:
        """Yield when runs take place: until all is published, and a day later once more."""
        for number in range(-(-self.releases // A_RUN)):
            yield BEGIN + number * EVERY
        yield BEGIN + (self.releases // A_RUN) * EVERY + timedelta(days=1)

    def concerns(self, fix: str) -> set[str]:
        """Return the keys of the releases that a fix concerns."""
        if fix == "type":
            return {_key(n) for n in range(self.releases) if n % 7 == 3}
        return {_key(n) for n in range(self.releases) if n % 11 == 5 and not _is_room(n)}

    def answer(self, url: str) -> bytes:
        """Return the bytes at an address."""
        parts = urlsplit(url)
        newest = min(self.releases, (int((self.now - BEGIN) / EVERY) + 1) * A_RUN)
        shown = range(max(0, newest - A_RUN), newest)
        if "/rss/releases" in parts.path:
            return _feed([n for n in shown if _is_room(n)], "KS")
        if "/json/v2/" in parts.path:
            rows = [_record(n) for n in reversed(shown) if _is_room(n)]
            return json.dumps({"releases": rows[:LISTED], "totalCount": newest}).encode()
        if "/rss/Rss/" in parts.path:
            return _feed([n for n in shown if not _is_room(n)], "KDD")
        if "/public-website-api/" in parts.path:
            return _whole_record(int(parts.path.rpartition("/")[2]) - 18_000_000)
        number = int(parts.path.rstrip("/").rpartition("id")[2]) - 3_000_000
        return _page(number, edited=self.now > _at(number) + timedelta(hours=20))


def _is_room(number: int) -> bool:
    return number % A_RUN < LISTED


def _key(number: int) -> str:
    return f"ntb-{18_000_000 + number}" if _is_room(number) else f"regjeringen-{3_000_000 + number}"


def _at(number: int) -> datetime:
    return BEGIN + (number // A_RUN) * EVERY - timedelta(minutes=A_RUN - number % A_RUN)


def _type(number: int) -> str:
    words = ("Pressemelding", "Nyhet", "Tale/innlegg", "Høring")
    return UNKNOWN_WORD if number % 7 == 3 else words[number % 4]


def _title(number: int) -> str:
    stray = STRAY if number % 11 == 5 and not _is_room(number) else ""
    return f"Kommune {number} får {number * 7} millioner kroner mer{stray}"


def _body(number: int) -> str:
    return (
        f"<p>Regjeringen foreslår {number * 7} millioner kroner til kommune {number}. Fristen for"
        f" å søke er {number % 27 + 1}. mars 2026.</p><ul><li>Veier og broer i område {number}"
        f"</li><li>Skoler</li></ul><p>Les <a href='/no/dokumenter/sak/id{number}/vedlegg.pdf'>"
        f"vedlegg {number}</a>, og møt oss tirsdag 10. februar kl. 12.00.</p>"
    )


def _feed(numbers: list[int], name: str) -> bytes:
    items = "".join(
        f"<item><title>{_title(n)}</title><link>{_link(n)}</link><guid>{_key(n).partition('-')[2]}"
        f"</guid><pubDate>{format_datetime(_at(n))}</pubDate></item>"
        for n in reversed(numbers)
    )
    return f'<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'.encode()


def _link(number: int) -> str:
    if _is_room(number):
        return f"https://kommunikasjon.ntb.no/pressemelding/{18_000_000 + number}/sak"
    return f"https://www.regjeringen.no/no/aktuelt/sak/id{3_000_000 + number}/"


def _record(number: int) -> dict[str, object]:
    return {
        "id": 18_000_000 + number,
        "title": _title(number),
        "leadtext": f"Ingress {number}.",
        "body": _body(number),
        "type": _type(number),
        "language": "nb",
        "published": _at(number).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "url": f"/pressemelding/{18_000_000 + number}/sak",
        "publisher": {"id": 15032900, "name": "KS"},
        "persons": [{"name": f"Kari {number}", "email": f"kari{number}@example.no"}],
    }


def _whole_record(number: int) -> bytes:
    told = _record(number)
    version = {name: told[name] for name in ("title", "leadtext", "body", "type", "url")}
    version["cards"] = told["persons"]
    record = {"id": told["id"], "date": told["published"], "publisher": told["publisher"]}
    return json.dumps({**record, "versions": {"nb": version}}).encode()


def _page(number: int, *, edited: bool) -> bytes:
    more = "<p>Rettet: beløpet er justert.</p>" if edited and number % 10 == 9 else ""
    return f"""<!DOCTYPE html><html lang="nb"><head><title>{_title(number)}</title>
<meta name="DC.Date" content="{_at(number):%Y-%m-%d}"><meta name="DC.Language" content="no-NB">
</head><body><div class="article-header"><h1>{_title(number)}</h1></div>
<div class="article-info"><span class="type">{_type(number)}</span> |
<span class="date">Dato: {_at(number):%d.%m.%Y}</span></div>
<div class="article-ingress"><p>Ingress {number}.</p></div>
<div class="article-body">{_body(number)}{more}</div></body></html>""".encode()


def built(folder: Path, world: World) -> Settings:
    """Build an archive by runs over the world; return its settings, which stand in a file."""
    file = folder / "config.toml"
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    file.write_text(text.replace("pressearkiv.db", str(folder / "a.db")), encoding="utf-8")
    settings = load(file, {})

    @contextmanager
    def network(*_: object) -> Iterator[Fetch]:
        yield lambda _source, ask: _fetched(world, ask)

    with Archive.open(settings.archive) as archive:
        for moment in world.runs():
            world.now = moment
            run(settings.sources, settings, archive, world.clock, network=network, accept=True)
    return settings


def _fetched(world: World, ask: Ask) -> Answer:
    body = world.answer(ask.url)
    digest = hashlib.sha256(body).hexdigest()
    same = ask.validator is not None and ask.validator.sha256 == digest
    response = Response(ask.url, body, 200, {"content-type": "text/html; charset=utf-8"})
    validator = Validator("", "", digest)
    return Fetched(
        ask.url, response, 200, False, same, digest, validator, "", None, None, len(body), 0.0,
        world.now, 1,
    )  # fmt: skip


def dump(settings: Settings) -> str:
    """Return a hash over every row of every table."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(settings.archive)) as connection:
        for line in connection.iterdump():
            digest.update(line.encode(errors="surrogatepass"))
    return digest.hexdigest()


def reparsed(settings: Settings, now: datetime) -> list[str]:
    """Read every capture again; return the keys of what is read otherwise, which is kept."""
    with Archive.open(settings.archive) as archive:
        again = Reparse(settings, archive)
        found = again.differences(now, lambda _done, _total: None, dry_run=False)
        return [difference.key for difference in found]


def mended(folder: Path, fix: str) -> Path:
    """Copy the program and mend one line of it; return where the copy is."""
    copy = folder / f"mended-{fix}"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("pressearkiv", "sources", "pipeline", "storage"):
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    place, before, after = FIXES[fix]
    file = copy / place
    text = file.read_text(encoding="utf-8")
    if text.count(before) != 1:
        raise SystemExit(f"{place} has {before!r} {text.count(before)} times: mend FIXES")
    file.write_text(text.replace(before, after), encoding="utf-8")
    return copy


def reparsed_by(copy: Path, settings: Settings, *options: str) -> list[dict[str, object]]:
    """Run a copy's ``reparse``; return the JSON that it prints."""
    command = [sys.executable, "-m", "pressearkiv", "reparse", "--json", *options]
    done = subprocess.run(
        [*command, "--config", str(settings.file)],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        check=True,
    )
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def main() -> int:
    """Build, read again, mend, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--releases", type=int, default=5_000)
    world = World(parser.parse_args().releases)
    with TemporaryDirectory() as name:
        began = perf_counter()
        settings = built(Path(name), world)
        print(f"built {world.releases} releases in {perf_counter() - began:.0f} s")
        before, began = dump(settings), perf_counter()
        changed = reparsed(settings, world.now)
        seconds = perf_counter() - began
        equal = dump(settings) == before and not changed
        print(f"read again in {seconds:.0f} s: {world.releases / seconds:.0f} releases/s")
        print(f"nothing changed: {'yes' if equal else f'NO, {changed[:5]}'}")
        for fix in FIXES:
            copy = mended(Path(name), fix)
            found = {str(one["key"]) for one in reparsed_by(copy, settings, "--dry-run")}
            exact = found == world.concerns(fix)
            print(f"a mended {fix} concerns {len(found)}: {'exactly' if exact else 'NOT exactly'}")
            equal = equal and exact
    return 0 if equal else 1


if __name__ == "__main__":
    raise SystemExit(main())
