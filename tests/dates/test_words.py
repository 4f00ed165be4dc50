from __future__ import annotations

from typing import Literal

import pytest
from babel.dates import get_day_names, get_month_names, get_quarter_names

from pipeline.norwegian.words import KINDS, MONTH_OF, WEEKDAY_OF

Context = Literal["format", "stand-alone"]
Width = Literal["wide", "abbreviated"]
LOCALES = ("nb", "nn", "en_GB", "en")
CONTEXTS = ("format", "stand-alone")


def plain(name: str) -> str:
    return name.lower().rstrip(".")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_every_month_name_of_cldr_is_known(locale: str, context: Context, width: Width) -> None:
    names = get_month_names(width, context, locale)
    for number, name in names.items():
        assert MONTH_OF[plain(name)] == number


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_every_weekday_name_of_cldr_is_known(locale: str, context: Context, width: Width) -> None:
    names = get_day_names(width, context, locale)
    for number, name in names.items():
        assert WEEKDAY_OF[plain(name)] == number


@pytest.mark.parametrize("locale", ["nb", "nn"])
def test_short_weekday_names_of_cldr_are_known_with_their_full_stop(locale: str) -> None:
    names = get_day_names("short", "format", locale)
    for number, name in names.items():
        dotted = f"{plain(name)}."
        kind, value = KINDS.get(dotted) or KINDS[plain(name)]
        assert (kind, value) == ("w", number)


@pytest.mark.parametrize("locale", LOCALES)
def test_single_letters_are_no_months(locale: str) -> None:
    for name in get_month_names("narrow", "stand-alone", locale).values():
        assert plain(name) not in MONTH_OF


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_for_a_quarter_are_known(locale: str) -> None:
    for name in get_quarter_names("wide", "format", locale).values():
        assert any(KINDS.get(word, ("x", 0))[0] == "Q" for word in name.lower().split())


def test_a_word_has_one_reading_in_all_three_languages() -> None:
    for word, (kind, value) in KINDS.items():
        assert word == word.lower()
        assert len(kind) == 1
        assert value is not None
