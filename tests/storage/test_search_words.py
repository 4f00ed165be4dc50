from __future__ import annotations

import pickle
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import database
from storage.norwegian.analysis import analysed, edition
from storage.search import check, index_words, reindex
from storage.search_words import add_words, new_words, words_of
from tests.storage.search_archive import Archive

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

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


@contextmanager
def undone(conn: sqlite3.Connection) -> Iterator[None]:
    with suppress(ZeroDivisionError), database.transaction(conn):
        yield
        raise ZeroDivisionError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def test_words_met_before_are_not_asked_for_again(path: Path) -> None:
    conn = database.connect(path)
    index_words(conn, ["skole og barnehage"])
    asked: list[str] = []
    conn.set_trace_callback(asked.append)
    assert index_words(conn, ["Barnehage og skole"]) == 0
    assert not [sql for sql in asked if "json_each" in sql]
    assert index_words(conn, ["skole og ferje"]) == 1
    assert [sql for sql in asked if "ferje" in sql and "skole" not in sql]
    conn.close()


def test_a_word_whose_transaction_was_undone_is_new_again(path: Path) -> None:
    conn = database.connect(path)
    with undone(conn):
        index_words(conn, ["ferje"])
    # As many words as were undone, so that the highest number is what it was.
    assert index_words(conn, ["skole"]) == 1
    assert index_words(conn, ["ferje"]) == 1
    conn.close()


def test_a_word_that_another_program_took_away_is_new_again(path: Path) -> None:
    conn, other = database.connect(path), database.connect(path)
    with database.transaction(conn):
        index_words(conn, ["ferje"])
    with database.transaction(other):
        reindex(other)
        index_words(other, ["skole"])
    with database.transaction(conn):
        assert index_words(conn, ["ferje skole"]) == 1
    conn.close()
    other.close()


def test_a_rebuilding_that_was_undone_leaves_nothing_remembered(path: Path) -> None:
    conn = database.connect(path)
    with database.transaction(conn):
        index_words(conn, ["skole"])
    with undone(conn):
        reindex(conn)
        index_words(conn, ["ferje"])
    assert new_words(conn, ["skole", "ferje"]) == ["ferje"]
    conn.close()


_WORDS = ("ferje", "skole", "barnehage", "havvind")
_STEPS = st.tuples(
    st.sampled_from(
        ["index", "index", "index", "undone", "begin", "commit", "rollback", "reindex"]
    ),
    st.booleans(),
    st.sets(st.sampled_from(_WORDS), min_size=1),
)


@given(steps=st.lists(_STEPS, max_size=14))
@settings(max_examples=60, deadline=None)
def test_what_is_remembered_is_there_whatever_happens(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, bool, set[str]]]
) -> None:
    path = tmp_path_factory.mktemp("known") / "archive.db"
    both = database.connect(path), database.connect(path)
    for what, second, found in steps:
        conn, other = both[second], both[not second]
        if other.in_transaction:
            continue
        _do(what, conn, " ".join(found))
        for each in both:
            there = {term for (term,) in each.execute("SELECT term FROM search_terms")}
            assert new_words(each, _WORDS) == sorted({*_WORDS} - there)
    for conn in both:
        conn.close()


def _do(what: str, conn: sqlite3.Connection, text: str) -> None:
    if what == "begin" and not conn.in_transaction:
        conn.execute("BEGIN IMMEDIATE")
    elif what in ("commit", "rollback"):
        getattr(conn, what)()
    elif what == "undone":
        with undone(conn):
            index_words(conn, [text])
    elif what in ("index", "reindex"):
        with database.transaction(conn):
            index_words(conn, [text]) if what == "index" else reindex(conn)
