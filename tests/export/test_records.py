from __future__ import annotations

import datetime
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.export import write
from storage.release import Release
from tests.export.world import EVERYTHING, PLAIN, exported, keep, on_day, options

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from storage.archive import Archive


def test_json_is_one_list_and_ndjson_the_same_a_line_each(conn: sqlite3.Connection) -> None:
    document = json.loads(exported(conn, "json"))
    lines = exported(conn, "ndjson").decode().splitlines()
    assert document == [json.loads(line) for line in lines]
    assert len(document) == 3


def test_a_record_has_the_archives_own_column_names(conn: sqlite3.Connection) -> None:
    one = json.loads(exported(conn, "json"))[1]
    assert one == {
        "key": "ntb-1",
        "source_id": "ks",
        "publisher": "KS",
        "type": "pressemelding",
        "language": "nn",
        "title": PLAIN.title,
        "lead": PLAIN.lead,
        "body": PLAIN.body,
        "url": PLAIN.url,
        "published_at": "2026-03-12T07:39:09Z",
        "published_local": "2026-03-12 08:39:09",
        "published_date": "2026-03-12",
        "published_precision": "second",
        "revision": 1,
        "revised_at": "2026-03-12T08:00:00Z",
        "first_seen_at": "2026-03-12T08:00:00Z",
        "withdrawn_at": None,
        "documents": [{"url": "https://kommunikasjon.example/a b.pdf", "title": "Tabell"}],
    }


def test_letters_are_written_as_letters(conn: sqlite3.Connection) -> None:
    assert "Kommunane får meir å rutte med".encode() in exported(conn, "ndjson")


def test_people_are_in_a_record_only_when_asked_for(conn: sqlite3.Connection) -> None:
    assert b"Nordmann" not in exported(conn, "json")
    kept = json.loads(exported(conn, "json", contacts="keep"))[1]["contacts"]
    assert kept[0] == {
        "name": "Kari Nordmann",
        "title": "pressesjef",
        "phone": "+47 99 99 99 99",
        "email": "kari@ks.example",
    }


def test_nothing_found_is_an_empty_list(empty: Archive) -> None:
    assert json.loads(exported(empty.connection, "json")) == []
    assert exported(empty.connection, "ndjson") == b""


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_comes_back_from_json_as_it_stands(empty: Archive, text: str) -> None:
    keep(empty, Release(key="ntb-1", url="https://x.example/", title=text))
    with empty.transaction():
        empty.connection.execute("UPDATE releases SET body = ?", (text,))
    line = exported(empty.connection, "ndjson")
    assert json.loads(line)["body"] == text
    assert line.count(b"\n") == 1


def parquet(archive: Archive, folder: Path, **said: Any) -> list[dict[str, Any]]:
    dataset = pytest.importorskip("pyarrow.dataset")
    write(archive.connection, "parquet", folder, EVERYTHING, options(**said))
    table = dataset.dataset(folder, partitioning="hive").to_table()
    rows: list[dict[str, Any]] = table.to_pylist()
    return sorted(rows, key=lambda row: str(row["key"]))


def test_parquet_is_parted_by_year_and_typed(archive: Archive, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    keep(archive, replace(PLAIN, key="ntb-0", published=on_day("2019-05-17")))
    undated, old, dated, _ = parquet(archive, tmp_path / "out")
    assert [one.name for one in sorted((tmp_path / "out").iterdir())] == [
        "year=2019",
        "year=2026",
        "year=__HIVE_DEFAULT_PARTITION__",
    ]
    assert old["year"] == 2019
    assert old["published_at"] is None
    assert dated["published_at"] == datetime.datetime(2026, 3, 12, 7, 39, 9, tzinfo=datetime.UTC)
    assert dated["published_local"].isoformat() == "2026-03-12T08:39:09"
    assert dated["published_date"] == datetime.date(2026, 3, 12)
    assert dated["documents"][0]["title"] == "Tabell"
    assert dated["title"] == PLAIN.title
    assert "contacts" not in dated
    assert undated["year"] is None


def test_parquet_has_people_only_when_asked_for(archive: Archive, tmp_path: Path) -> None:
    rows = parquet(archive, tmp_path / "out", contacts="keep")
    assert [len(row["contacts"]) for row in rows] == [0, 1, 0]


def test_an_empty_archive_gives_an_empty_folder_of_parquet(empty: Archive, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    assert write(empty.connection, "parquet", tmp_path / "out", EVERYTHING, options()) == 0
