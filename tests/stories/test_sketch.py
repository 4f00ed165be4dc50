from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pipeline.sketch import BANDS, bands, overlap, shingles, words


def test_numbers_are_whole_words_however_they_are_grouped() -> None:
    assert words("Får 1 600 000 kroner, 4,2 % og 10.30") == [
        "får", "1600000", "kroner", "4,2", "og", "10.30",
    ]  # fmt: skip


def test_a_year_after_a_number_is_not_drawn_into_it() -> None:
    assert words("den 12 2026 og 1 2026") == ["den", "12", "2026", "og", "1", "2026"]


def test_white_space_of_every_kind_parts_words_alike() -> None:
    assert words("1\u00a0600\u202f000 kroner\n\ni\tår") == words("1 600 000 kroner i år")


@given(st.text())
def test_any_text_has_no_band_or_all_of_them_and_each_fits_an_integer_column(text: str) -> None:
    found = bands(shingles(words(text)))
    assert len(found) in (0, BANDS)
    assert all(0 <= band < 2**63 for band in found)


@given(st.lists(st.sampled_from("en to tre fire fem seks".split()), max_size=40))
def test_the_order_in_which_shingles_come_makes_no_difference(found: list[str]) -> None:
    known = shingles(found)
    assert bands(known) == bands(sorted(known)) == bands(sorted(known, reverse=True))


def test_a_sketch_is_the_same_in_every_run() -> None:
    assert bands(shingles(words("Kommunene får mer penger i år")))[0] == 1399179320


def test_texts_that_overlap_by_six_tenths_nearly_always_meet() -> None:
    random, met = Random(1), 0
    for trial in range(200):
        common = {f"f{trial}-{n}" for n in range(150)}
        one = common | {f"a{trial}-{n}" for n in range(50)}
        other = common | {f"b{trial}-{n}" for n in range(random.randint(45, 50))}
        assert 0.6 <= overlap(one, other) < 0.62
        met += bool(set(bands(one)) & set(bands(other)))
    assert met >= 194
