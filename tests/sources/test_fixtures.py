"""Every fixture is read as is written beside it, field by field.

A fixture is a publisher's bytes (invented, in the publishers' shape); ``NAME.expected.json`` beside
it holds the address and content type it came with, and the page or the error expected of it.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pressearkiv.errors import ParseError
from sources import KINDS
from sources.item import Response

if TYPE_CHECKING:
    from sources.item import Adapter

FIXTURES = Path(__file__).parents[1] / "fixtures"
EXPECTED = sorted(
    path
    for kind in ("feeds", "ntb", "regjeringen")
    for path in (FIXTURES / kind).glob("*.expected.json")
)


def told(value: Any) -> Any:
    """Return dataclasses as JSON has them, empty fields left out."""
    if is_dataclass(value):
        pairs = ((f.name, getattr(value, f.name)) for f in fields(value))
        return {name: told(found) for name, found in pairs if found not in ("", (), None, False)}
    if isinstance(value, tuple):
        return [told(each) for each in value]
    return value.decode() if isinstance(value, bytes) else value


@pytest.mark.parametrize("path", EXPECTED, ids=lambda p: f"{p.parent.name}/{p.name.split('.')[0]}")
def test_a_fixture_is_read_as_is_written_beside_it(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    body = path.with_name(path.name.removesuffix(".expected.json")).read_bytes()
    headers = {"content-type": expected["content_type"]}
    response = Response(expected["url"], body, 200, headers)
    assert outcome(KINDS[expected["kind"]], response) == {
        name: expected[name] for name in ("page", "error") if name in expected
    }


def outcome(adapter: type[Adapter], response: Response) -> dict[str, Any]:
    """Return the page or the error as JSON has them."""
    try:
        return {"page": told(adapter.parse(response))}
    except ParseError as error:
        return {"error": {"type": type(error).__name__, "message": error.message}}


def test_no_fixture_is_without_its_expectation() -> None:
    for kind in ("feeds", "ntb", "regjeringen"):
        for path in (FIXTURES / kind).iterdir():
            assert path.name.endswith(".json.expected.json") or (
                path.name.endswith(".expected.json")
                or path.with_name(f"{path.name}.expected.json").exists()
            ), path
