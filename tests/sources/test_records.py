"""JSON as publishers send it."""

from __future__ import annotations

import pytest

from pressearkiv.errors import ParseError
from sources import records
from sources.item import Response


@pytest.mark.parametrize(
    ("value", "text"),
    [("æ", "æ"), (5, "5"), (1.5, "1.5"), (None, ""), (True, ""), ([1], ""), ({"a": 1}, "")],
)
def test_a_field_is_text_or_a_number_or_nothing(value: object, text: str) -> None:
    assert records.text({"f": value}, "f") == text
    assert records.text({}, "f") == ""


@pytest.mark.parametrize("value", [None, 5, "x", {"a": 1}, [], [None, 1, "x"]])
def test_a_list_without_objects_has_no_records(value: object) -> None:
    assert records.records({"f": value}, "f") == []


def test_only_the_objects_of_a_list_are_records() -> None:
    assert records.records({"f": [None, {"a": 1}, 2]}, "f") == [{"a": 1}]


@pytest.mark.parametrize(
    ("body", "document"),
    [
        (b"\xef\xbb\xbf[1]", [1]),
        (rb'["\ud83d\ude00"]', ["😀"]),
        (rb'["a\ud83d", {"\udc00": 1}]', ["a�", {"�": 1}]),
    ],
)
def test_a_byte_order_mark_and_half_a_pair_are_got_over(body: bytes, document: object) -> None:
    assert records.document(Response("https://e.example/", body)) == document


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b'{"a":' * 100_000, b"[" + b"9" * 5000 + b"]"]
)
def test_what_is_no_json_is_an_error_that_names_the_address(body: bytes) -> None:
    with pytest.raises(ParseError, match="cannot be read") as caught:
        records.document(Response("https://e.example/x", body))
    assert caught.value.url == "https://e.example/x"
