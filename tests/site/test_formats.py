"""Dates and numbers in Norwegian, and the texts in both written languages."""

from __future__ import annotations

import re
import string
from importlib.resources import files
from typing import Any, get_args

import pytest

from storage.release import Type
from storage.site import formats
from storage.site.texts import Language, preferred, texts
from tests.site.serving import NOON

EVERY = tuple(texts(language) for language in get_args(Language))
CALL = re.compile(r"""\bt(?:\.rows)?\(\s*["']([a-z_.0-9]+)["']""")


def test_a_moment_is_written_as_norwegians_do() -> None:
    assert formats.moment("2026-11-19 07:22:05", "second") == "19. november 2026 kl. 07.22"
    assert formats.moment("2026-11-19", "day") == "19. november 2026"
    assert formats.moment(None) == ""


def test_a_date_claims_no_more_than_is_known() -> None:
    assert formats.moment("2026-11-01", "month") == "november 2026"
    assert formats.moment("2026-10-01", "quarter") == "4. kvartal 2026"
    assert formats.moment("2026-07-01", "half-year") == "2. halvår 2026"
    assert formats.moment("2026-11-16", "week") == "uke 47 2026"
    assert formats.moment("2026-01-01", "year") == "2026"


def test_thousands_are_parted_by_a_space_that_does_not_break() -> None:
    assert formats.number(1194) == "1\u00a0194"
    assert texts("nb")("search.found", n=1194) == "1\u00a0194 treff"


def test_recent_times_are_told_from_today_in_oslo() -> None:
    assert formats.recent("2026-11-20T11:00:00Z", NOON) == "i dag kl. 12.00"
    assert formats.recent("2026-11-19T11:00:00Z", NOON) == "i går kl. 12.00"
    assert formats.recent("2026-11-18T23:30:00Z", NOON) == "i går kl. 00.30"
    assert formats.recent("2026-07-01T11:00:00Z", NOON) == "1. juli 2026 kl. 13.00"


def test_a_period_names_weekdays_in_the_readers_language() -> None:
    starts, ends = "2026-11-28T10:00:00+01:00", "2026-11-28T12:00:00+01:00"
    saturday = "28. november 2026 kl. 10.00–12.00"
    assert formats.period(starts, ends, "minute", "nb") == f"lørdag {saturday}"
    assert formats.period(starts, ends, "minute", "nn") == f"laurdag {saturday}"
    assert formats.period("2026-11-28", None, "day", "nb") == "lørdag 28. november 2026"
    assert (
        formats.period("2026-11-28", "2026-11-29", "day", "nn")
        == "laurdag 28. november 2026 – sundag 29. november 2026"
    )


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("nn-NO,nn;q=0.9,nb;q=0.8", "nn"),
        ("nb,nn;q=0.9", "nb"),
        ("en,nn;q=0.5,nb;q=0.4", "nn"),
        ("no,nn;q=0.5", "nb"),
        ("de", "nb"),
        ("nn;q=0", "nb"),
        ("nn;q=x,,;;", "nb"),
        ("", "nb"),
    ],
)
def test_the_browser_chooses_the_language(header: str, language: str) -> None:
    assert preferred(header) == language


def test_both_languages_have_the_same_texts_with_the_same_values() -> None:
    bokmaal, nynorsk = (_flat(one._table) for one in EVERY)
    assert bokmaal.keys() == nynorsk.keys()
    for key, text in bokmaal.items():
        assert _values(text) == _values(nynorsk[key]), key


def test_every_text_that_a_template_names_is_there() -> None:
    folder = files("storage.site") / "templates" / "arkiv"
    named = {key for file in folder.iterdir() for key in CALL.findall(file.read_text("utf-8"))}
    known = texts("nb")._table
    missing = [key for key in named if not key.endswith((".", "_")) and not _has(known, key)]
    assert len(named) > 80
    assert missing == []


def test_every_type_of_release_has_a_name() -> None:
    for one in EVERY:
        assert set(one._table["type"]) == set(get_args(Type))


def _has(table: dict[str, Any], key: str) -> bool:
    found: Any = table
    for part in key.split("."):
        if part not in found:
            return False
        found = found[part]
    return True


def _flat(value: Any, name: str = "") -> dict[str, str]:
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = dict(enumerate(value)).items()
    else:
        return {name: str(value)}
    return {k: v for key, part in pairs for k, v in _flat(part, f"{name}.{key}").items()}


def _values(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}
