from __future__ import annotations

import datetime
import io
import json
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from pressearkiv.errors import ConfigError
from storage import search
from storage.export import FORMATS, ExportQuery, formats, write
from storage.export.selection import BATCH
from storage.search import Filters
from tests.export.world import EVERYTHING, NOW, PLAIN, exported, keep, on_day, options

if TYPE_CHECKING:
    from pathlib import Path

    from storage.archive import Archive


def keys(conn: sqlite3.Connection, **asked: Any) -> list[str]:
    said = exported(conn, "ndjson", ExportQuery(**asked))
    return [json.loads(line)["key"] for line in said.splitlines()]


def test_everything_comes_newest_first_and_what_has_no_date_last(conn: sqlite3.Connection) -> None:
    assert keys(conn) == ["regjeringen-2-ch-1", "ntb-1", "feed-3"]


def test_what_is_typed_selects_as_the_search_does(conn: sqlite3.Connection) -> None:
    assert keys(conn, typed="kommunene") == ["ntb-1"]
    assert keys(conn, typed="finnes-ikke") == []
    assert keys(conn, typed="-kommunane") == ["regjeringen-2-ch-1", "feed-3"]


def test_the_filters_are_those_of_the_search(conn: sqlite3.Connection) -> None:
    assert keys(conn, filters=Filters(source=("kdd",))) == ["regjeringen-2-ch-1"]
    assert keys(conn, filters=Filters(type=("nyhet",))) == ["feed-3"]
    assert keys(conn, filters=Filters(since=datetime.date(2026, 3, 20))) == ["regjeringen-2-ch-1"]


def test_a_limit_keeps_the_newest(conn: sqlite3.Connection) -> None:
    assert keys(conn, limit=1) == ["regjeringen-2-ch-1"]


@pytest.mark.parametrize("order", ["newest", "relevance"])
def test_the_order_is_that_of_the_pages_of_results_past_every_batch(
    empty: Archive, order: search.Order
) -> None:
    days = [datetime.date(2025, 1, 1) + datetime.timedelta(n % 90) for n in range(2 * BATCH + 20)]
    for number, day in enumerate(days):
        body = "kommune " * (number % 7) + "budsjett"
        told = replace(
            PLAIN, key=f"ntb-{number}", published=on_day(day.isoformat()), title="T", body=body
        )
        keep(empty, told)
    found = search.search(empty.connection, "kommune", today=NOW.date(), order=order, limit=1000)
    assert len(found.hits) > BATCH
    assert keys(empty.connection, typed="kommune", order=order) == [hit.key for hit in found.hits]


def test_a_release_written_meanwhile_is_not_in_an_export_already_begun(
    archive: Archive, tmp_path: Path
) -> None:
    class WritesMeanwhile(io.BytesIO):
        def write(self, data: Any) -> int:
            keep(archive, replace(PLAIN, key="ntb-99", published=on_day("2020-01-01")))
            return super().write(data)

    reader = sqlite3.connect(f"file:{archive.path}?mode=ro", uri=True)
    out = WritesMeanwhile()
    assert write(reader, "ndjson", out, EVERYTHING, options()) == 3
    assert write(reader, "ndjson", io.BytesIO(), EVERYTHING, options()) == 4
    reader.close()


@pytest.mark.parametrize("fmt", [name for name, one in FORMATS.items() if not one.folder])
def test_a_stream_that_cannot_seek_will_do_and_is_left_open(
    conn: sqlite3.Connection, fmt: str
) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: Any) -> int:
            raise io.UnsupportedOperation

        def tell(self) -> int:
            raise io.UnsupportedOperation

    pipe = Pipe()
    rows = write(conn, fmt, pipe, EVERYTHING, options())
    assert rows == 3
    assert not pipe.closed
    assert pipe.getvalue()


@pytest.mark.parametrize("fmt", [name for name, one in FORMATS.items() if not one.folder])
def test_the_same_archive_gives_the_same_bytes(conn: sqlite3.Connection, fmt: str) -> None:
    assert exported(conn, fmt) == exported(conn, fmt)


def test_a_file_stands_at_its_path_only_once_it_is_whole(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "alt.csv"
    write(archive.connection, "csv", path, EVERYTHING, options())
    whole = path.read_bytes()
    archive.connection.execute("DROP TABLE documents")
    with pytest.raises(sqlite3.OperationalError):
        write(archive.connection, "csv", path, EVERYTHING, options())
    assert path.read_bytes() == whole
    assert [one.name for one in tmp_path.glob("*.part")] == []


def test_an_unknown_format_is_answered_with_those_there_are(conn: sqlite3.Connection) -> None:
    with pytest.raises(ConfigError) as raised:
        exported(conn, "docx")
    assert all(name in raised.value.hint for name in formats())


def test_a_format_whose_package_is_missing_is_not_offered_and_says_what_to_install(
    conn: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        FORMATS, "parquet", replace(FORMATS["parquet"], needs="a_package_nobody_has")
    )
    assert "parquet" not in formats()
    with pytest.raises(ConfigError) as raised:
        exported(conn, "parquet")
    assert "pressearkiv[parquet]" in raised.value.hint


def test_a_folder_of_files_asks_for_a_path_and_never_mixes_with_what_is_there(
    conn: sqlite3.Connection, tmp_path: Path
) -> None:
    pytest.importorskip("pyarrow")
    with pytest.raises(ConfigError):
        exported(conn, "parquet")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "note.txt").write_text("mine")
    with pytest.raises(ConfigError):
        write(conn, "parquet", tmp_path / "taken", EVERYTHING, options())
