from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from storage.norwegian.analysis import analysed, edition
from storage.search import check, index_words
from storage.search_words import add_words, new_words, words_of
from tests.storage.search_archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = ["Kommunane byggjer skular", "Fylkeskommunebudsjettet i Tromsø 2026"]


@pytest.fixture
def archive() -> Iterator[Archive]:
    made = Archive()
    yield made
    made.conn.close()


def vocabulary(archive: Archive) -> list[tuple[object, ...]]:
    return [
        tuple(row)
        for table in ("search_terms", "search_keys")
        for row in archive.conn.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3")
    ]


def test_words_analysed_beforehand_are_kept_as_if_they_were_not(archive: Archive) -> None:
    index_words(archive.conn, TEXTS)
    other = Archive()
    some = analysed(["skular", "kommunane", "havvind"])
    assert add_words(other.conn, words_of(TEXTS), {one.word: one for one in some}) == 7
    assert vocabulary(other) == vocabulary(archive)


def test_what_was_analysed_crosses_to_another_process_and_back() -> None:
    found = analysed(["kommunane", "2026"])
    assert pickle.loads(pickle.dumps(found)) == found
    assert [(one.word, one.known) for one in found] == [("kommunane", True), ("2026", False)]
    assert ("l", "kommune") in found[0].keys


def test_who_analyses_words_needs_no_database() -> None:
    script = (
        "import sys; from storage.norwegian.analysis import analysed;"
        "assert analysed(['skolen'])[0].known; assert 'sqlite3' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_words_analysed_with_other_linguistic_data_are_analysed_again(archive: Archive) -> None:
    (old,) = analysed(["skular"])
    add_words(archive.conn, ["skular"], {"skular": replace(old, edition=5, keys=())})
    assert archive.conn.execute("SELECT edition FROM search_terms").fetchall() == [(edition(),)]
    assert archive.conn.execute("SELECT count(*) FROM search_keys").fetchone() != (0,)


def test_new_words_are_told_once_each_and_nothing_is_written(archive: Archive) -> None:
    index_words(archive.conn, ["barnehage"])
    before = archive.conn.total_changes
    met = words_of(["Skole og barnehage", "skole"])
    assert new_words(archive.conn, met) == ["og", "skole"]
    assert archive.conn.total_changes == before


def test_words_that_came_in_meanwhile_are_not_kept_twice(archive: Archive) -> None:
    found = {one.word: one for one in analysed(["skole", "ferje"])}
    index_words(archive.conn, ["Ferje"])
    assert add_words(archive.conn, found, found) == 1
    assert add_words(archive.conn, found, found) == 0
    assert check(archive.conn) == []
