"""How a change reads: ``[-was-]`` and ``{+is+}`` around what differs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.diff import Segment, diff, sentences, tokens

_MARKS = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
_TEXTS = st.lists(
    st.sampled_from([
        "Kommunen får 12 kroner. ", "Kommunen får 1 200 kroner. ", "Fristen er 3. mai 2027.\n\n",
        "Fristen er 4. mai 2027. ", "– Ja, sier hun.\n", "– Nei, sier hun. ", "Slutt", " ", "\n\n",
        "Hvorfor ikke? ", "Se Prop. 1 S (2026–2027). ", "kl. 10.30 ", "\u00a0",
    ]),
    max_size=12,
).map("".join)  # fmt: skip


def shown(segments: tuple[Segment, ...]) -> str:
    return "".join(_MARKS[segment.op].format(segment.text) for segment in segments)


@given(_TEXTS, _TEXTS)
def test_both_texts_can_be_read_out_of_the_difference(before: str, after: str) -> None:
    segments = diff(before, after)
    assert "".join(s.text for s in segments if s.op != "added") == before
    assert "".join(s.text for s in segments if s.op != "removed") == after


@given(st.text(), st.text())
def test_any_two_texts_have_a_difference(before: str, after: str) -> None:
    segments = diff(before, after)
    assert "".join(s.text for s in segments if s.op != "added") == before
    assert "".join(s.text for s in segments if s.op != "removed") == after
    assert all(segment.text for segment in segments)


@given(st.text())
def test_a_text_is_its_sentences_and_its_tokens(text: str) -> None:
    assert "".join(sentences(text)) == "".join(tokens(text)) == text


def test_nothing_changed_is_one_segment() -> None:
    assert diff("Ett. To.", "Ett. To.") == (Segment("same", "Ett. To."),)
    assert diff("", "") == ()


def test_a_corrected_sum_is_told_whole() -> None:
    assert shown(diff("Steinsvåg får 3,1 millionar.", "Steinsvåg får 2,9 millionar.")) == (
        "Steinsvåg får [-3,1-]{+2,9+} millionar."
    )
    assert shown(diff("De får 1 600 000 kroner.", "De får 1 650 000 kroner.")) == (
        "De får [-1 600 000-]{+1 650 000+} kroner."
    )


def test_a_moved_deadline_is_told_as_a_whole_date() -> None:
    assert shown(diff("Fristen er 15. mars 2027.", "Fristen er 16. mars 2027.")) == (
        "Fristen er [-15. mars 2027-]{+16. mars 2027+}."
    )
    assert shown(diff("Vi møtes kl. 10.30 i dag.", "Vi møtes kl. 11.00 i dag.")) == (
        "Vi møtes [-kl. 10.30-]{+kl. 11.00+} i dag."
    )


def test_a_changed_sentence_stands_beside_its_heir_when_another_comes_before_it() -> None:
    before = "Kommunen får penger til skolen. Fristen er i mai."
    after = "Dette er nytt. Kommunen får penger til barnehagen. Fristen er i mai."
    assert shown(diff(before, after)) == (
        "{+Dette er nytt. +}Kommunen får penger til [-skolen-]{+barnehagen+}. Fristen er i mai."
    )


def test_sentences_with_little_in_common_are_told_whole() -> None:
    before = "Prosjektet er forsinket. Budsjettet holder."
    after = "Ordføreren besøkte byggeplassen tirsdag. Budsjettet holder."
    assert shown(diff(before, after)) == (
        "[-Prosjektet er forsinket. -]{+Ordføreren besøkte byggeplassen tirsdag. +}"
        "Budsjettet holder."
    )


def test_a_lone_word_between_two_changes_does_not_part_them() -> None:
    before = "Nå vil store og rike byer i landet betale mer."
    after = "Nå vil små og fattige byer i landet betale mer."
    assert shown(diff(before, after)) == (
        "Nå vil [-store og rike-]{+små og fattige+} byer i landet betale mer."
    )


def test_a_new_paragraph_is_added_with_its_empty_line() -> None:
    assert shown(diff("Første.\n\nSiste.", "Første.\n\nMidt i.\n\nSiste.")) == (
        "Første.\n\n{+Midt i.\n\n+}Siste."
    )


def test_a_sentence_added_at_the_end_leaves_the_one_before_it_alone() -> None:
    assert shown(diff("Det er alt.", "Det er alt. Nesten.")) == "Det er alt.{+ Nesten.+}"


def test_abbreviations_and_ordinals_end_no_sentence() -> None:
    text = "Se Prop. 912 S (2026–2027), jf. Meld. St. 5. Møtet er 3. mai kl. 10, bl.a. her. Ja!"
    assert sentences(text) == [
        "Se Prop. 912 S (2026–2027), jf. Meld. St. 5. ",
        "Møtet er 3. mai kl. 10, bl.a. her. ",
        "Ja!",
    ]


def test_a_book_against_another_is_told_in_reasonable_time() -> None:
    before = " ".join(f"Setning {n} handler om sak {n * 7}." for n in range(3000))
    after = " ".join(f"Linje {n} gjelder emne {n * 11}." for n in range(3000))
    assert {segment.op for segment in diff(before, after)} == {"removed", "added"}
