from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import search_plan
from storage.norwegian import analysis, compounds, dictionaries, lexicon, paradigms, spelling
from storage.norwegian.words import words
from storage.search import check, index_words, reindex, status
from tests.storage.search_archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def archive() -> Iterator[Archive]:
    made = Archive()
    yield made
    made.conn.close()


def test_a_text_that_changes_is_found_by_its_new_words_only(archive: Archive) -> None:
    release = archive.add("Skole", body="gammel tekst")
    archive.conn.execute("UPDATE releases SET body = 'annen ordlyd' WHERE id = ?", (release,))
    index_words(archive.conn, ["annen ordlyd"])
    assert archive.titles("ordlyd") == ["Skole"]
    assert archive.titles("tekst") == []
    assert archive.agrees()


def test_having_been_seen_again_does_not_touch_the_index(archive: Archive) -> None:
    archive.add("Skole", body="tekst")
    before = archive.conn.total_changes
    archive.conn.execute("UPDATE releases SET last_seen_at = '2027-01-01T00:00:00Z', revision = 2")
    archive.conn.execute("UPDATE releases SET title = title, body = body")
    assert archive.conn.total_changes - before == 2


def test_the_index_follows_translations_and_documents(archive: Archive) -> None:
    first, second = archive.add("En"), archive.add("To")
    archive.translate(first, "se", "Ođđa skuvla")
    archive.translate(first, "en", "A new school")
    unread = archive.attach(first, None)
    archive.attach(first, "om havvind", 1)
    archive.attach(second, "om havvind")
    archive.conn.execute("UPDATE documents SET text = 'om ferjer' WHERE id = ?", (unread,))
    archive.conn.execute("UPDATE translations SET title = 'A school' WHERE language = 'en'")
    assert archive.agrees()
    assert archive.titles("ferjer skuvla") == ["En"]
    assert archive.titles("new") == []
    archive.conn.execute("UPDATE documents SET text = NULL WHERE id = ?", (unread,))
    archive.conn.execute("DELETE FROM documents WHERE release_id = ?", (first,))
    archive.conn.execute("DELETE FROM translations")
    assert archive.agrees()
    assert archive.titles("havvind") == ["To"]


def test_what_is_left_out_as_known_already_leaves_the_index_alone(archive: Archive) -> None:
    release = archive.add("En")
    archive.translate(release, "en", "A school")
    archive.conn.execute(
        "INSERT OR IGNORE INTO translations VALUES (?, 'en', '', 'Other', '', '', '', NULL)",
        (release,),
    )
    archive.conn.execute(
        "INSERT INTO translations VALUES (?, 'en', '', 'Third', '', '', '', NULL)"
        " ON CONFLICT DO UPDATE SET title = excluded.title",
        (release,),
    )
    assert archive.agrees()
    assert archive.titles("third") == ["En"]


def test_a_transaction_undone_undoes_the_index(archive: Archive) -> None:
    archive.conn.commit()
    archive.add("Ferje")
    archive.conn.rollback()
    assert archive.titles("ferje") == []
    assert check(archive.conn) == []


def test_known_words_are_not_written_again(archive: Archive) -> None:
    assert index_words(archive.conn, ["Skole og skole", "og barnehage"]) == 3
    before = archive.conn.total_changes
    assert index_words(archive.conn, ["Barnehage og skole"]) == 0
    assert archive.conn.total_changes == before


def test_known_words_are_kept_without_a_linguistic_package(tmp_path: Path) -> None:
    script = (
        "import sqlite3, sys; from storage.search import index_words, search;"
        "import datetime; conn = sqlite3.connect(sys.argv[1]);"
        "assert index_words(conn, ['Skole']) == 0;"
        "assert not {'marisa_trie', 'Stemmer', 'sqlite_utils'} & set(sys.modules);"
        "assert search(conn, 'skole', today=datetime.date(2026, 1, 1)).total == 1"
    )
    made = Archive()
    made.add("Skole")
    made.conn.execute("COMMIT")
    made.conn.execute("VACUUM INTO ?", (str(tmp_path / "archive.db"),))
    made.conn.close()
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "archive.db")], check=True)


def test_a_stock_client_queries_the_index_and_rebuilds_it(archive: Archive) -> None:
    archive.attach(archive.add("Skole"), "om havvind")
    archive.conn.execute("INSERT INTO releases_fts(releases_fts) VALUES ('rebuild')")
    assert archive.agrees()
    rows = archive.conn.execute(
        "SELECT releases.title FROM releases JOIN releases_fts ON releases_fts.rowid = releases.id"
        " WHERE releases_fts MATCH 'havvind' ORDER BY rank"
    )
    assert [tuple(row) for row in rows] == [("Skole",)]


def test_an_index_that_says_other_than_the_texts_is_found_out_and_mended(
    archive: Archive,
) -> None:
    archive.add("Skole")
    archive.conn.execute(
        "INSERT INTO releases_fts(releases_fts, rowid, title, lead, body, annexes)"
        " VALUES ('delete', 1, 'Skole', '', '', '')"
    )
    archive.conn.execute("DELETE FROM search_keys")
    archive.conn.execute("DELETE FROM search_terms")
    assert "releases_fts does not agree" in check(archive.conn)[0]
    told: list[tuple[str, int, int]] = []
    reindex(archive.conn, lambda *step: told.append(step))
    assert check(archive.conn) == []
    assert told[0] == ("releases", 0, 1)
    assert told[-1] == ("words", 1, 1)
    assert archive.titles("skolen") == ["Skole"]


def test_words_that_the_vocabulary_lacks_are_found_out(archive: Archive) -> None:
    archive.add("Skole")
    archive.conn.execute("DELETE FROM search_keys")
    archive.conn.execute("DELETE FROM search_terms")
    assert check(archive.conn) == ["1 indexed words are not in the vocabulary (skole): run reindex"]


def test_status_counts_the_words_and_says_that_all_is_there(archive: Archive) -> None:
    archive.add("Nye skoler")
    now = status(archive.conn)
    assert (now.terms, now.unanalysed, now.outdated, now.degraded) == (2, 0, 0, False)
    archive.conn.execute("UPDATE search_terms SET edition = 5")
    assert status(archive.conn).outdated == 2


@pytest.fixture
def without_packages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def forget() -> None:
        for module in (dictionaries, paradigms, spelling, lexicon, compounds, analysis):
            for kept in vars(module).values():
                if hasattr(kept, "cache_clear"):
                    kept.cache_clear()

    with monkeypatch.context() as patch:
        patch.setattr(dictionaries, "find_spec", lambda _: None)
        patch.setattr(analysis, "find_spec", lambda _: None)
        forget()
        yield
    forget()


@pytest.mark.usefixtures("without_packages")
def test_without_the_packages_words_are_found_by_their_beginning_and_status_says_so(
    archive: Archive,
) -> None:
    archive.add("Administrasjonsbygget")
    archive.add("Får på beite")
    assert archive.titles("administrasjon") == ["Administrasjonsbygget"]
    assert archive.titles("far") == []
    now = status(archive.conn)
    assert (now.stemmer, now.dictionaries, now.degraded) == (False, False, True)
    assert now.unanalysed == now.terms == 4
    assert check(archive.conn) == []


def test_a_prefix_is_never_used_where_the_packages_are(archive: Archive) -> None:
    archive.add("Kommunikasjon")
    assert "*" not in search_plan.plan(archive.conn, "kommun").match


@given(text=st.text(st.characters(min_codepoint=32, max_codepoint=0x24F), max_size=40))
@settings(max_examples=200, deadline=None)
def test_words_are_cut_as_the_index_cuts_them(text: str) -> None:
    archive = Archive()
    archive.conn.execute(
        "CREATE VIRTUAL TABLE cut USING fts5(text, tokenize = 'unicode61 remove_diacritics 0')"
    )
    archive.conn.execute("CREATE VIRTUAL TABLE cut_words USING fts5vocab(cut, instance)")
    archive.conn.execute("INSERT INTO cut VALUES (?)", (text,))
    rows = archive.conn.execute("SELECT term FROM cut_words ORDER BY offset").fetchall()
    archive.conn.close()
    assert words(text) == [term for (term,) in rows]
