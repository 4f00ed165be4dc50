"""The tree of errors is drawn, documented and usable as a whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.fetch import Allow, Fetcher
from pipeline.wire import errors
from pipeline.wire.errors import BadEncoding, BadStatus, FetchFault, TimedOut, TooLarge
from pressearkiv.errors import FetchError
from sources.item import Response
from tests.fetch.conftest import QUICK, MakeFetcher
from tests.server import Server, head, page, raw

GROUPS = FetchFault.__subclasses__()
LEAVES = [leaf for group in GROUPS for leaf in group.__subclasses__()]
DOCS = Path(__file__).parents[2] / "docs" / "fetching.md"


def drawn() -> list[tuple[int, str]]:
    assert errors.__doc__ is not None
    lines = re.findall(r"^([│ ]*)[├└]── (\w+)", errors.__doc__, re.MULTILINE)
    return [(len(indent) // 4, name) for indent, name in lines]


def test_the_drawn_tree_is_the_tree() -> None:
    tree = [(0, "FetchFault")]
    for group in GROUPS:
        tree.append((1, group.__name__))
        tree.extend((2, leaf.__name__) for leaf in group.__subclasses__())

    assert drawn() == tree


def test_every_error_is_a_fetch_error_with_a_sentence_about_itself() -> None:
    kinds: list[type[FetchFault]] = [FetchFault, *GROUPS, *LEAVES]
    for kind in kinds:
        assert issubclass(kind, FetchError)
        assert kind.__doc__


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_every_error_says_what_to_do(leaf: type[FetchFault]) -> None:
    if issubclass(leaf, BadStatus):
        fault: FetchFault = leaf("x", response=Response("https://press.test/", b"", 500))
    elif leaf is TimedOut:
        fault = TimedOut("x", deadline="read")
    else:
        fault = leaf("x")

    assert fault.hint
    assert str(fault) == "x"


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_every_error_is_in_the_docs(leaf: type[FetchFault]) -> None:
    assert f"`{leaf.__name__}`" in DOCS.read_text(encoding="utf-8")


def test_the_docs_tell_the_defaults_as_they_are() -> None:
    from dataclasses import fields

    from pipeline.fetch import Limits

    text = DOCS.read_text(encoding="utf-8")
    for limit in fields(Limits):
        value = f"{limit.default:,}" if isinstance(limit.default, int) else f"{limit.default:g}"
        assert f"| `{limit.name}` | {value} |" in text


def test_an_error_in_the_body_keeps_what_came_of_it(
    server: Server, make_fetcher: MakeFetcher
) -> None:
    from dataclasses import replace

    fetcher = make_fetcher(server, replace(QUICK, max_bytes=100_000))

    with pytest.raises(TooLarge) as caught:
        fetcher.get(server.at("/x", page(b"abc" * 50_000, headers={"X-A": "1"}, coding="gzip")))

    response = caught.value.response
    assert response is not None
    assert response.body == (b"abc" * 50_000)[:65_536]
    assert response.headers["x-a"] == "1"


def test_an_error_of_the_packing_keeps_the_headers(server: Server, fetcher: Fetcher) -> None:
    label = {"Content-Encoding": "gzip", "Content-Length": "4"}

    with pytest.raises(BadEncoding) as caught:
        fetcher.get(server.at("/x", raw(head(200, label), b"\xff\xd8\xff\xe0")))
    assert caught.value.response is not None
    assert caught.value.response.headers["content-encoding"] == "gzip"


def test_an_error_before_any_request_has_cost_nothing(make_fetcher: MakeFetcher) -> None:
    with pytest.raises(FetchFault) as caught:
        make_fetcher(Allow(frozenset())).get("https://press.test/")
    assert caught.value.cost == errors.Cost()
    assert caught.value.url == "https://press.test/"
