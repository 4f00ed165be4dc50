"""Addresses: absolute, clean, and the same however often they are cleaned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.urls import (
    absolute,
    clean,
    parameter,
    with_parameter,
    without_parameter,
    without_tracking,
)

BASE = "https://www.eksempel.example/a/b?c=1"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/x", "https://www.eksempel.example/x"),
        ("x/y", "https://www.eksempel.example/a/x/y"),
        ("?page=2", "https://www.eksempel.example/a/b?page=2"),
        ("//andre.example", "https://andre.example/"),
        ("HTTPS://Andre.Example:443/X", "https://andre.example/X"),
        ("http://andre.example:8080/x", "http://andre.example:8080/x"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        (" https://andre.example/x \n", "https://andre.example/x"),
        ("https://bruker:ord@andre.example/x", "https://andre.example/x"),
        ("", ""),
        ("  ", ""),
        ("mailto:a@b.example", ""),
        ("javascript:alert(1)", ""),
        ("http://", ""),
        ("http://[feil", ""),
        ("https://andre.example:99999/", ""),
    ],
)
def test_an_address_is_made_absolute_or_is_none(url: str, expected: str) -> None:
    assert absolute(url, BASE) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://e.example/x?utm_source=a&id=7&fbclid=1#top", "https://e.example/x?id=7"),
        ("https://e.example/x?UTM_Campaign=Ny%20tittel", "https://e.example/x"),
        ("https://e.example/x?b=%C3%A5&a=1", "https://e.example/x?b=%C3%A5&a=1"),
        ("https://e.example/x?tom=", "https://e.example/x?tom="),
        ("https://e.example/utm_source=1", "https://e.example/utm_source=1"),
        ("#bare", "https://www.eksempel.example/a/b?c=1"),
    ],
)
def test_tracking_and_fragment_are_no_part_of_an_address(url: str, expected: str) -> None:
    assert clean(url, BASE) == expected


def test_a_fragment_may_be_part_of_an_identifier() -> None:
    url = "https://e.example/liste?utm_source=rss#sak-2"
    assert without_tracking(url) == "https://e.example/liste#sak-2"


@given(st.text(max_size=60) | st.from_regex(r"https?://[a-zæ.:@\[\]0-9]{0,20}/[ -~]{0,40}"))
def test_cleaning_never_raises_and_cleaning_again_changes_nothing(url: str) -> None:
    once = clean(url, BASE)
    assert clean(once, BASE) == once
    assert absolute(once) == once


def test_one_parameter_is_read_set_and_taken_away_the_others_in_their_places() -> None:
    url = "https://e.example/l?a=1&page=2&b=æ"
    assert parameter(url, "page") == "2"
    assert parameter(url, "c") == ""
    assert with_parameter(url, "page", 3) == "https://e.example/l?a=1&page=3&b=%C3%A6"
    assert with_parameter("https://e.example/l", "page", 3) == "https://e.example/l?page=3"
    assert without_parameter(url, "page") == "https://e.example/l?a=1&b=%C3%A6"
