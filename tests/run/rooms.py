"""The sample press rooms and runs over them, for tests of the whole way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.config import load
from pipeline.demo.server import PressRooms
from pipeline.demo.world import NOW
from pipeline.run import Report, choose, run
from storage.archive import Archive

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime
    from pathlib import Path

    from pipeline.settings import Settings

HOW_IT_WENT = ("runs", "visits", "fetches")
"""The tables that are a run's own record."""

_NOT_COMPARED = {"id", "release_id", "story_id", "capture_id", "notice_capture_id", "headers"}
"""This file's own numbers, and response headers, which hold the server's clock."""


def settings_in(folder: Path, rooms: PressRooms, name: str = "archive") -> Settings:
    """Write a config for the rooms and an archive in ``folder``, and load it."""
    file = folder / f"{name}.toml"
    file.write_text(rooms.config(folder / f"{name}.db"), encoding="utf-8")
    return load(file, {})


def two_days(folder: Path) -> Settings:
    """Run both days of the rooms into a new archive in ``folder``; return its settings."""
    with PressRooms() as rooms:
        settings = settings_in(folder, rooms)
        for day in NOW:
            run_day(settings, rooms, day)
    return settings


def run_day(settings: Settings, rooms: PressRooms, day: int) -> Report:
    """Run once over all sources, with the day's clock."""
    rooms.set_day(day)
    return run_at(settings, NOW[day])


def run_at(settings: Settings, now: datetime, *ids: str) -> Report:
    """Run once over the sources named, or over all."""
    with Archive.open(settings.archive) as archive:
        sources = choose(settings, archive, now, ids=ids, every=True)
        return run(sources, settings, archive, lambda: now)


def contents(db: sqlite3.Connection, *, without: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    """Return every table's rows, told by keys and hashes instead of by this file's own numbers."""
    releases = dict(db.execute("SELECT id, key FROM releases"))
    captures = {
        number: (url, sha)
        for number, url, sha in db.execute("SELECT id, url, sha256 FROM captures")
    }
    found = {}
    tables = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%'"
        " AND name NOT LIKE '%fts%' AND name NOT LIKE '\\_%' ESCAPE '\\'"
        " AND sql NOT LIKE 'CREATE VIRTUAL%'"
    ).fetchall()
    for (table,) in tables:
        if table in without:
            continue
        cursor = db.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        rows = []
        for values in cursor:
            row = {n: v for n, v in zip(names, values, strict=True) if n not in _NOT_COMPARED}
            told = dict(zip(names, values, strict=True))
            row["release"] = releases.get(told.get("release_id"))
            row["captures"] = [
                captures.get(told.get(name)) for name in ("capture_id", "notice_capture_id")
            ]
            rows.append(repr(sorted(row.items(), key=lambda pair: pair[0])))
        found[table] = sorted(rows)
    return found
