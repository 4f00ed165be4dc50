from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.export.table import safe
from storage.export.text import iri, neutral, printable, tag

if TYPE_CHECKING:
    from collections.abc import Iterable

# Written apart from the code: what spreadsheets are known to take for a formula.
TRIGGERS = "=+-@＝＋－＠﹢﹣﹦﹫"
INVISIBLE = " \t\r\n\u00a0\u2009\u200b\u200d\u2060\ufeff\u202e"


@pytest.mark.parametrize("blank", ["", *INVISIBLE, " \u200b\t "])
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_what_could_be_a_formula_is_held_down(blank: str, trigger: str) -> None:
    text = f'{blank}{trigger}HYPERLINK("http://x.example")'
    assert neutral(text) == "'" + text


@pytest.mark.parametrize("text", ["\ttab", "\rretur", "\nlinje"])
def test_a_cell_that_begins_with_a_tab_or_a_lines_end_is_held_down(text: str) -> None:
    assert neutral(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["", "– Dette er bra, sier hun", "— slik", "«Sitat»", "3 = 2 + 1", "å@b", "a-b"]
)
def test_what_people_write_is_left_as_it_is(text: str) -> None:
    assert neutral(text) == text


@given(st.text())
def test_no_text_becomes_a_cell_that_begins_like_a_formula(text: str) -> None:
    cell = safe(text)
    assert cell.lstrip(INVISIBLE)[:1] not in tuple(TRIGGERS)
    assert cell in {printable(text), "'" + printable(text)}


@given(st.lists(st.text(), min_size=1), st.sampled_from([",", ";"]))
def test_any_cells_come_back_from_csv_as_they_were_written(
    texts: list[str], separator: str
) -> None:
    cells = [safe(text) for text in texts]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerow(cells)
    assert next(csv.reader(_lines(out), delimiter=separator)) == cells


def _lines(out: io.StringIO) -> Iterable[str]:
    return io.StringIO(out.getvalue(), newline="")


@given(st.text())
def test_what_is_printable_has_nothing_that_xml_cannot_hold(text: str) -> None:
    kept = printable(text)
    assert not any(ord(one) < 32 and one not in "\t\n\r" for one in kept)
    assert not set(kept) & {"\ufffe", "\uffff"}
    assert not any("\ud800" <= one <= "\udfff" for one in kept)


def test_an_address_keeps_its_letters_and_loses_its_gaps() -> None:
    assert iri('https://å.example/a b"<c>') == "https://å.example/a%20b%22%3Cc%3E"
    assert tag("feed-https://x.example/æ 1") == (
        "tag:pressearkiv,2026:feed-https%3A%2F%2Fx.example%2F%C3%A6%201"
    )
