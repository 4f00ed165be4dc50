"""What meets and what does not, in the shapes of the cases that publishers have sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.sketch import overlap, words
from pipeline.stories import Likeness, Text, same
from tests.stories.texts import FOSTER_CARE, RESCUE, letter

if TYPE_CHECKING:
    from collections.abc import Callable

TITLE = "Ny plan for flere fosterhjem"


def told(
    body: str, other: str, *, days: int = 0, title: str = TITLE, other_title: str = TITLE
) -> Likeness | None:
    return same(Text.of(title, "", body), Text.of(other_title, "", other), days)


def test_the_same_text_at_two_ministries_is_one_story() -> None:
    found = told(FOSTER_CARE, FOSTER_CARE, other_title="Bedre vilkår for fosterfamilier")
    assert found == Likeness("exact text", "", 0.99)


def test_two_hosts_that_differ_in_white_space_dashes_and_capitals_tell_the_same_text() -> None:
    other = FOSTER_CARE.replace("\n\n", " ").replace("– ", "- ").replace(" kroner", "\u00a0Kroner")
    found = told(FOSTER_CARE, other, days=3)
    assert found is not None
    assert found.reason == "exact text"


def test_one_character_apart_is_one_story() -> None:
    found = told(FOSTER_CARE, FOSTER_CARE.replace("rydder", "ryder"))
    assert found is not None
    assert (found.reason, found.confidence) == ("near text", 0.99)


def test_a_text_with_nine_words_in_ten_in_common_is_one_story() -> None:
    own = " Ordningen er laget sammen med fosterhjemsforeningen og kommunenes egne fagfolk i vår."
    other = FOSTER_CARE.replace("barne- og familieministeren", "kommunalministeren") + own
    assert 0.85 < overlap(words(FOSTER_CARE), words(other)) < 0.95
    assert told(FOSTER_CARE, other, days=1) is not None


def test_a_text_without_its_last_paragraph_is_one_story() -> None:
    assert told(FOSTER_CARE, FOSTER_CARE.rpartition("\n\n")[0]) is not None


def test_a_corrected_figure_is_one_story_whether_it_says_so_or_not() -> None:
    other = FOSTER_CARE.replace("412 barn", "421 barn")
    assert told(FOSTER_CARE, other) is not None
    assert told(FOSTER_CARE, other, other_title=f"Rettelse: {TITLE}") is not None


def test_a_correction_of_many_figures_must_say_so() -> None:
    other = FOSTER_CARE
    for wrong, right in (("84", "48"), ("412", "421"), ("37", "73"), ("15. mars", "16. mars")):
        other = other.replace(wrong, right)
    assert told(FOSTER_CARE, other) is None
    assert told(FOSTER_CARE, other, other_title=f"Rettelse: {TITLE}") is not None


def test_template_letters_that_share_half_their_words_are_not_one_story() -> None:
    one = letter("Høgskolen i Solvåg", "1 600 000 kroner", RESCUE.partition("\n")[0])
    other = letter("Høgskolen i Havnnes", "950 000 kroner", FOSTER_CARE.partition("\n")[0])
    assert 0.42 < overlap(words(one), words(other)) < 0.55
    titles = "1 600 000 kroner til Høgskolen i Solvåg", "950 000 kroner til Høgskolen i Havnnes"
    assert told(one, other, title=titles[0], other_title=titles[1]) is None


def test_letters_that_differ_in_little_but_their_receiver_are_not_one_story() -> None:
    middle = RESCUE.replace("i Havnnes ", "")
    one, other = letter("Lyngheim", "2 millioner", middle), letter("Steinsvåg", "3,5 mill.", middle)
    assert overlap(words(one), words(other)) > 0.9
    found = told(one, other, title="Tilskudd til Lyngheim", other_title="Tilskudd til Steinsvåg")
    assert found is None


@pytest.mark.parametrize("change", [lambda text: text, lambda text: text + " Hilsen statsråden."])
def test_last_years_greeting_is_another_story(change: Callable[[str], str]) -> None:
    assert told(FOSTER_CARE, change(FOSTER_CARE), days=365) is None


def test_a_form_filled_in_with_other_days_is_another_story() -> None:
    notice = "Komiteen møtes {} klokken {} og {} klokken {}. " + RESCUE.partition("\n")[0]
    one = notice.format("mandag 4. mai", 9, "onsdag 6. mai", 10)
    other = notice.format("tirsdag 12. mai", 13, "torsdag 14. mai", 8)
    assert overlap(words(one), words(other)) > 0.7
    assert told(one, other, days=7, title="Ukens møter", other_title="Ukens møter") is None


def test_one_title_over_two_texts_is_two_stories() -> None:
    assert told(FOSTER_CARE, RESCUE) is None


def test_notices_that_return_under_one_title_are_as_many_stories_as_notices() -> None:
    notices = [
        f"Utvalget for utenrikssaker møtes {day} klokken {hour} i Høyesalen. {RESCUE}"[:400]
        for day, hour in (("5. mars", 9), ("12. mars", 10), ("26. mars", 14), ("9. april", 8))
    ]
    for place, one in enumerate(notices):
        for later, other in enumerate(notices[place + 1 :], start=place + 1):
            days = 7 * (later - place) + 1
            assert (
                told(one, other, days=days, title="Møte i utvalget", other_title="Møte i utvalget")
                is None
            )


def test_a_notice_too_short_to_know_again_is_no_story() -> None:
    notice = "Pressen er velkommen. Meld deg på innen klokken tolv."
    assert told(notice, notice) is None


def test_a_short_text_needs_titles_that_agree() -> None:
    body = RESCUE.partition("\n")[0]
    assert told(body, body) is not None
    assert told(body, body, other_title="Statsråden besøker Havnnes") is None


def test_a_copy_three_weeks_later_is_another_sending() -> None:
    assert told(FOSTER_CARE, FOSTER_CARE, days=14) is not None
    assert told(FOSTER_CARE, FOSTER_CARE, days=15) is None


def test_bokmal_and_nynorsk_under_two_ids_are_not_claimed_to_be_one_text() -> None:
    nynorsk = (
        "Regjeringa legg i dag fram ein plan for fleire og betre fosterheimar. Planen skal gje "
        "born som ikkje kan bu heime, ein trygg stad å vekse opp, og han skal gjere det lettare "
        "for familiar å seie ja. Frå 1. juli 2027 får alle nye fosterheimar ein fast kontaktperson."
    )
    assert told(FOSTER_CARE, nynorsk) is None
