"""What answers what: by title, paper, case number or link, between different publishers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.citations import citations
from tests.stories.texts import FOSTER_CARE, RESCUE, release

if TYPE_CHECKING:
    from storage.release import Release
    from storage.stories import Linked
    from tests.stories.conftest import Keeping

MINISTRY = release(body=f"{FOSTER_CARE}\n\nForslaget står i Prop. 87 L (2026–2027).")


def answer(
    text: str,
    *,
    key: str = "ntb-18900001",
    day: str = "2026-11-20",
    publisher: str = "KS",
    title: str = "KS: Kommunene venter fortsatt",
    links: tuple[str, ...] = (),
) -> Release:
    return release(
        key, title=title, body=f"{RESCUE}\n\n{text}", day=day, publisher=publisher, links=links
    )


def links_of(keeping: Keeping, key: str) -> list[tuple[str, str, str, bool]]:
    def row(link: Linked) -> tuple[str, str, str, bool]:
        return link.key, link.kind, link.reason, link.answers

    return [row(link) for link in keeping.story(key).links]


@pytest.mark.parametrize("text", [
    "Departementet skriver «Ny plan for flere fosterhjem», men pengene mangler.",
    "Departementet skriver “Ny plan for flere fosterhjem”, men pengene mangler.",
    'Departementet skriver "Ny plan for  flere fosterhjem!", men pengene mangler.',
])  # fmt: skip
def test_an_answer_that_quotes_the_title_is_related_and_not_the_same(
    keeping: Keeping, text: str
) -> None:
    keeping.keep(MINISTRY, answer(text))
    found = [("regjeringen-3100001", "related", "title quoted", False)]
    assert links_of(keeping, "ntb-18900001") == found
    assert links_of(keeping, "regjeringen-3100001") == [
        ("ntb-18900001", "related", "title quoted", True)
    ]
    assert keeping.story("ntb-18900001").id is None


@pytest.mark.parametrize("text", [
    "Vi støtter Prop. 87 L (2026–2027).",
    "Vi støtter prop 87 L (2026-2027).",
    "Vi støtter Prop. 87\u00a0L (2026–27).",
    "Vi støtter Prop. 87 L.",
])  # fmt: skip
def test_an_answer_that_names_the_proposition_is_related(keeping: Keeping, text: str) -> None:
    keeping.keep(MINISTRY, answer(text))
    assert [reason for *_, reason, _ in links_of(keeping, "ntb-18900001")] == ["number named"]


@pytest.mark.parametrize("text", [
    "Vi støtter Prop. 87 S (2026–2027).",
    "Vi støtter Prop. 87 L (2019–2020).",
    "Vi støtter Prop. 870 L (2026–2027).",
    "Vi kaller det «ny plan».",
    "Prisen er 87 L.",
])  # fmt: skip
def test_another_paper_or_a_few_common_words_are_no_answer(keeping: Keeping, text: str) -> None:
    keeping.keep(MINISTRY, answer(text))
    assert links_of(keeping, "ntb-18900001") == []


def test_an_answer_that_names_the_hearing_is_related(keeping: Keeping) -> None:
    hearing = release(title="Høring – ny lov", body=f"{FOSTER_CARE}\n\nSaksnummer: 26/4821.")
    keeping.keep(hearing, answer("KS har svart på høringssak 2026/4821."))
    assert [reason for *_, reason, _ in links_of(keeping, "ntb-18900001")] == ["number named"]


def test_a_title_is_known_without_the_word_before_its_dash(keeping: Keeping) -> None:
    hearing = release(title="Høring – endringer i lov om fosterhjem")
    keeping.keep(hearing, answer("Vi har svart på «Endringer i lov om fosterhjem»."))
    assert [reason for *_, reason, _ in links_of(keeping, "ntb-18900001")] == ["title quoted"]


def test_an_answer_that_links_to_the_page_is_related_in_any_form_of_its_address(
    keeping: Keeping,
) -> None:
    address = "https://www.regjeringen.no/no/aktuelt/et-eldre-navn/id3100001/?utm_source=ks"
    keeping.keep(MINISTRY, answer("Les mer.", links=(address,)))
    assert [reason for *_, reason, _ in links_of(keeping, "ntb-18900001")] == ["linked to"]


def test_the_order_in_which_they_come_makes_no_difference(keeping: Keeping) -> None:
    keeping.keep(answer("Som i «Ny plan for flere fosterhjem»."), MINISTRY)
    assert links_of(keeping, "ntb-18900001") == [
        ("regjeringen-3100001", "related", "title quoted", False)
    ]


def test_nobody_quotes_what_is_not_published_yet(keeping: Keeping) -> None:
    keeping.keep(answer("Som i «Ny plan for flere fosterhjem».", day="2026-11-18"), MINISTRY)
    assert links_of(keeping, "ntb-18900001") == []


def test_a_publishers_own_releases_are_not_answers_to_one_another(keeping: Keeping) -> None:
    own = MINISTRY.publisher.upper()
    keeping.keep(MINISTRY, answer("Se «Ny plan for flere fosterhjem».", publisher=own))
    assert links_of(keeping, "ntb-18900001") == []


def test_the_state_budget_binds_nobody(keeping: Keeping) -> None:
    budget = "Tallene står i Prop. 1 S (2026–2027)."
    keeping.keep(release(body=f"{FOSTER_CARE}\n\n{budget}"), answer(budget))
    assert links_of(keeping, "ntb-18900001") == []


def test_a_paper_that_everybody_names_is_no_answer_to_anybody(keeping: Keeping) -> None:
    paper = "Se Meld. St. 14 (2026–2027)."
    for number in range(5):
        keeping.keep(
            release(
                f"regjeringen-31000{number}",
                title=f"Fagområde {number} i meldingen",
                body=f"{' '.join(f'ord{number}{n}' for n in 'abcdefghijklmnop')} {paper}",
                publisher=f"Departement {number}",
            )
        )
    assert keeping.keep(answer(paper)) == 0


def test_a_quoted_title_that_returns_means_the_newest_that_bears_it(keeping: Keeping) -> None:
    keeping.keep(
        release(
            "regjeringen-1", body=RESCUE.upper(), day="2026-09-19", title="Nye tall om skole nå"
        ),
        release("regjeringen-2", day="2026-11-10", title="Nye tall om skole nå"),
        answer("Regjeringens «Nye tall om skole nå» viser det samme."),
    )
    assert [key for key, *_ in links_of(keeping, "ntb-18900001")] == ["regjeringen-2"]


def test_papers_are_read_in_the_ways_they_are_written() -> None:
    text = (
        "Meld. St. 5 (2024–2025), Innst. 12 S (2025-2026), NOU 2026: 4, St.prp. nr. 65 (2008-2009),"
        " Ot.prp. nr. 44 (2008–09), Dokument 8:12 S (2025–2026), vår ref. 26/1234-5"
    )
    assert citations(release(body=text)).names == {
        "meld st 5 2024-2025",
        "innst 12 s 2025-2026",
        "nou 2026:4",
        "st prp 65 2008-2009",
        "ot prp 44 2008-2009",
        "dok 8 12 s 2025-2026",
        "sak 26/1234",
    }


def test_serial_numbers_and_dates_are_no_cases() -> None:
    text = "Pressemelding nr. 25/2006, sak 12/25 i kommunestyret, 12/03 2026, mål 3/4"
    assert citations(release(body=text)).names == frozenset()
