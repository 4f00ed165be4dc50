"""The quick look before the grammar: it may be too careful, but never loses a date."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path

from pipeline.norwegian.clean import clean
from pipeline.norwegian.hints import may_hold_date
from pipeline.norwegian.masks import mask
from pipeline.norwegian.reader import read
from pipeline.norwegian.words import KINDS

REFERENCE = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CASES = Path(__file__).parents[1] / "fixtures/dates/cases.jsonl"


def has_date(text: str) -> bool:
    from pipeline.dates import context_of

    return bool(read(mask(text), context_of(REFERENCE, UTC)).candidates)


def test_every_case_that_the_grammar_reads_is_let_through() -> None:
    texts = [
        clean(json.loads(line)["text"]) for line in CASES.read_text(encoding="utf-8").splitlines()
    ]
    assert [text for text in texts if has_date(text) and not may_hold_date(text)] == []


def test_no_row_of_figures_and_the_grammars_words_makes_a_date_that_is_held_back() -> None:
    rng, words = random.Random(5), sorted(KINDS)
    words += [*map(str, range(1, 32)), "2026", "12.", "3.", "10.30", "026", "12345"] * 8
    words += [*".,-/:()", "Q", "W", "brua", "Tiltaket"] * 3
    lost = []
    for _ in range(20_000):
        text = rng.choice((" ", " ", "")).join(rng.choices(words, k=rng.randint(1, 7)))
        if not may_hold_date(text) and has_date(text):
            lost.append(text)
    assert lost == []


def test_no_row_of_the_grammars_words_without_figures_makes_one_either() -> None:
    words = sorted(key for key, (kind, _) in KINDS.items() if kind not in "Cg")
    rng = random.Random(6)
    lost = []
    for _ in range(20_000):
        text = " ".join(rng.choices(words, k=rng.randint(1, 5)))
        if not may_hold_date(text) and has_date(text):
            lost.append(text)
    assert lost == []


def test_a_cue_that_a_mask_has_cut_out_of_a_word_counts() -> None:
    assert may_hold_date("Etter § 5ai mai")


def test_words_that_only_might_be_of_a_date_are_not_read() -> None:
    assert not may_hold_date("Nå er det vår time, sa man, og mars var en gud.")
    assert not may_hold_date("Det tok 12 år og kostet 34567 kroner.")


def test_prose_without_figures_and_such_words_is_not_read() -> None:
    assert not may_hold_date("Kommunene får et bedre tilbud, og staten betaler for det.")
    assert may_hold_date("Møtet er på fredag.")
    assert may_hold_date("Svaret kommer om to dager.")
