from __future__ import annotations

import re
import time

import pytest

from pipeline.dates import find_all, parse
from pipeline.norwegian.reader import GRAMMAR

REFERENCE = "2025-11-24T09:00:00+01:00"
PIECES = (
    *("1.", "1 ", "12.12.", "12-", "12/12/", "2024-", "10:10:10 ", "1 000 ", "+47 ", "(", " ", "-"),
    *("mai ", "kl. 10 ", "12. mai ", "fra 1. til 2. ", "uke 1-", "W ", "nr. ", "Prop. ", "tlf. "),
    *(
        "a",
        "a@",
        "a.a.",
        "www.",
        "å",
        "&amp;",
        "i løpet av ",
        "§ 1 ",
        "x-",
        "mandag, ",
        "1. mai 2020 ",
    ),
)
SECONDS = 2.0
"""A guard against hanging, far above what is needed; speed is measured in benchmarks."""


@pytest.mark.parametrize("piece", PIECES)
def test_two_thousand_hostile_characters_are_read_at_once(piece: str) -> None:
    text = (piece * 2000)[:2000]
    started = time.perf_counter()
    parse(text, REFERENCE)
    find_all(text, REFERENCE)
    assert time.perf_counter() - started < SECONDS


@pytest.mark.parametrize("entry", GRAMMAR, ids=lambda entry: entry.name)
def test_no_form_repeats_without_a_bound(entry: object) -> None:
    pattern = getattr(entry, "pattern", None)
    assert isinstance(pattern, re.Pattern)
    inside = re.sub(r"\[[^\]]*\]", "c", re.sub(r"\\.", "e", pattern.pattern))
    anchored = pattern.pattern.startswith("^")
    assert anchored or not re.search(r"[*+]", inside.replace("(?:", ""))
