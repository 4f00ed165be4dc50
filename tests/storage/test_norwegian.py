from __future__ import annotations

import pytest

from storage.norwegian.analysis import keys
from storage.norwegian.compounds import in_bokmaal, parts
from storage.norwegian.dictionaries import rows
from storage.norwegian.lexicon import bokmaal, is_lemma, known, lemmas
from storage.norwegian.words import folds, words


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("bøker", "bok"),
        ("mennene", "mann"),
        ("vedtok", "vedta"),
        ("ministrane", "minister"),
        ("sjukeheimane", "sykehjem"),
        ("lærernes", "lærer"),
        ("deltek", "delta"),
        ("moglegheiter", "mulighet"),
        ("røykarane", "røyker"),
        ("kvitt", "hvit"),
    ],
)
def test_a_form_is_named_by_its_bokmål_lemma(form: str, lemma: str) -> None:
    assert lemma in lemmas(form)


def test_a_form_of_two_words_has_both() -> None:
    assert {"vei", "veie"} <= lemmas("veier")
    assert {"leder", "lede"} <= lemmas("leder")


def test_what_means_another_thing_in_bokmål_is_not_bridged() -> None:
    assert "høre" not in lemmas("høyre")
    assert "høre" in lemmas("høyrde")
    assert bokmaal("mål") == bokmaal("leie") == bokmaal("kor") == frozenset()


def test_a_rule_counts_only_where_it_arrives_at_a_word() -> None:
    assert bokmaal("velvære") == frozenset()
    assert bokmaal("tryggheit") == frozenset({"trygghet"})


@pytest.mark.parametrize(
    ("compound", "expected"),
    [
        ("kommuneøkonomien", {"kommune", "økonomi"}),
        ("lønnsforhandlinger", {"lønn", "forhandling"}),
        ("fylkeskommunebudsjettet", {"fylke", "kommune", "budsjett"}),
        ("streikevarsel", {"streik", "varsel"}),
        ("barnevernsleder", {"barnevern", "leder"}),
        ("bustadbygginga", {"bolig", "bygging"}),
    ],
)
def test_a_compound_has_its_parts(compound: str, expected: set[str]) -> None:
    assert expected <= parts(compound)


@pytest.mark.parametrize(
    "word", ["tiltale", "bokstav", "mannskap", "reformasjon", "kommunikasjon", "ungdom", "qqqqqqq"]
)
def test_what_is_no_compound_has_no_parts(word: str) -> None:
    assert parts(word) == frozenset()


def test_a_compound_that_no_table_has_is_put_in_bokmål_part_by_part() -> None:
    assert "boligbygging" in in_bokmaal("bustadbygginga")


def test_words_are_told_from_what_is_none() -> None:
    assert known("far")
    assert is_lemma("kommune")
    assert not known("tromsoe")
    assert not is_lemma("kommunane")


def test_folding_writes_both_ways_in_which_people_do_without_ø() -> None:
    assert folds("tromsø") == {"tromso", "tromsoe"}
    assert folds("ålesund") == {"alesund", "aalesund"}


def test_numbers_and_very_long_words_have_no_keys() -> None:
    assert keys("2026") == keys("covid19") == keys("a" * 61) == frozenset()


def test_words_are_lower_case_and_without_signs() -> None:
    assert words("KS-lederen, «Ås» – 5 %!") == ["ks", "lederen", "ås", "5"]
    assert words("\ud800\0 ") == []


def test_every_pair_is_of_two_words_and_every_rule_complete() -> None:
    names = [row[0] for row in rows("pairs")]
    assert len(names) == len(set(names))
    assert all(len(row) == 2 and row[0] not in row[1].split(",") for row in rows("pairs"))
    assert all(len(row) == 3 and row[2] in ("strong", "weak") for row in rows("rules"))
    assert all(
        len(row) == 2 for table in ("endings", "irregular", "paradigms") for row in rows(table)
    )
