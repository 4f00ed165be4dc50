"""Addresses to searches and back."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlencode

from hypothesis import given
from hypothesis import strategies as st

from storage.search_filters import Filters
from storage.site.links import Links
from storage.site.query import Query, read_day, read_query


def _read(address: str) -> Query:
    return read_query(parse_qs(address, keep_blank_values=True))


def test_an_address_says_words_filters_order_and_page() -> None:
    query = _read(
        "q=skole&avsender=ks&avsender=kdd&type=tale&fra=2026-11-01&sortering=nyeste&side=3"
    )
    assert query == Query(
        "skole", Filters(("ks", "kdd"), ("tale",), date(2026, 11, 1)), "newest", 3
    )


def test_the_unknown_language_has_a_name_in_the_address() -> None:
    query = _read("sprak=ukjent&sprak=nn")
    assert query.filters.language == ("", "nn")
    assert query.parameters() == [("sprak", "ukjent"), ("sprak", "nn")]


def test_days_are_read_as_people_and_browsers_write_them() -> None:
    assert read_day("2026-11-19") == read_day("19.11.2026") == date(2026, 11, 19)
    assert read_day("2026-02", last=True) == date(2026, 2, 28)
    assert read_day("2026") == date(2026, 1, 1)
    assert read_day("2026", last=True) == date(2026, 12, 31)
    assert [read_day(text) for text in ("31.02.2026", "2026-13", "i dag", "", "0000")] == [None] * 5


def test_an_export_has_the_filters_but_not_order_and_page() -> None:
    address = Links("/a/").export("atom", _read("q=skole&avsender=ks&sortering=nyeste&side=3"))
    assert address == "/a/eksport/atom?q=skole&avsender=ks"


def test_keys_with_odd_letters_stand_safely_in_an_address() -> None:
    assert Links("/").release("feed-a/b?c#d") == "/sak/feed-a%2Fb%3Fc%23d"


@given(
    st.dictionaries(
        st.sampled_from(["q", "avsender", "type", "fra", "til", "sprak", "sortering", "side"]),
        st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=3),
    )
)
def test_a_query_survives_its_own_address(parameters: dict[str, list[str]]) -> None:
    query = read_query(parameters)
    again = _read(urlencode(query.parameters()))
    assert (again.words, again.filters, again.order, again.page) == (
        query.words,
        query.filters,
        query.order,
        query.page,
    )
