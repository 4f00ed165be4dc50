"""Counts beside a large list of results are kept for a minute; beside a small one never."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from storage.archive import Archive
from storage.site.counts import LARGE, counts, months, source_rows
from storage.site.query import Query
from tests.storage.keeping import WHOLE, keep, meet

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_a_large_list_is_counted_once_a_minute(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.db") as archive:
        first = counts(archive.connection, archive.path, Query(), LARGE + 1, NOW)
        again = counts(
            archive.connection, archive.path, Query(), LARGE + 1, NOW + timedelta(seconds=59)
        )
        later = counts(
            archive.connection, archive.path, Query(), LARGE + 1, NOW + timedelta(seconds=61)
        )
    assert again is first
    assert later is not first


def test_a_small_list_is_counted_for_every_reader(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.db") as archive:
        one = counts(archive.connection, archive.path, Query(), LARGE, NOW)
        other = counts(archive.connection, archive.path, Query(), LARGE, NOW)
    assert one == other
    assert one is not other


def test_the_figures_of_the_sources_are_kept_for_a_minute_where_there_are_many_releases(
    tmp_path: Path,
) -> None:
    with Archive.open(tmp_path / "a.db") as archive:
        db = archive.connection
        meet(archive)
        keep(archive, replace(WHOLE, key="ntb-1"))
        assert months(db, archive.path, "ks", NOW) == {"2026-07": 1}
        keep(archive, replace(WHOLE, key="ntb-2"))
        assert months(db, archive.path, "ks", NOW) == {"2026-07": 2}
        with closing(sqlite3.connect(archive.path)) as other:
            other.execute("UPDATE releases SET id = ? WHERE key = 'ntb-2'", (LARGE + 1,))
            other.commit()
        first = source_rows(db, archive.path, NOW)
        keep(archive, replace(WHOLE, key="ntb-3"))
        assert source_rows(db, archive.path, NOW) is first
        assert source_rows(db, archive.path, NOW + timedelta(minutes=2))["ks"].releases == 3


def test_a_clock_that_jumps_back_counts_anew(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.db") as archive:
        first = counts(archive.connection, archive.path, Query(), LARGE + 1, NOW)
        earlier = counts(
            archive.connection, archive.path, Query(), LARGE + 1, NOW - timedelta(hours=1)
        )
    assert earlier is not first
