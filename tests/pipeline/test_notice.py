"""What a feed says of a release."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.notice import differing, notice_of
from sources.item import DateText
from tests.pipeline.telling import ITEM


def test_a_notice_is_the_same_whatever_its_dress() -> None:
    dressed = replace(
        ITEM,
        title="<b>Trygg</b>&nbsp;skolevei",
        lead="<p>Flere får gå\n til skolen.</p>",
        url=f"{ITEM.url}&utm_source=rss",
        body="noe annet",
    )
    assert notice_of(dressed) == notice_of(ITEM)


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("title", "Tryggere", "title"),
        ("lead", "", "lead"),
        ("type", "Nyhet", "type"),
        ("dates", (DateText("i dag", "feed"),), "published"),
        ("url", "https://x.example/pressemelding/18000001/ny-vei", "slug"),
    ],
)
def test_what_a_notice_newly_tells_is_named(field: str, value: object, name: str) -> None:
    told = replace(ITEM, **{field: value})  # type: ignore[arg-type]
    assert differing(notice_of(ITEM), notice_of(told)) == (name,)


def test_a_notice_keeps_no_words() -> None:
    assert "skolevei" not in notice_of(ITEM).casefold()


def test_a_text_in_the_feed_that_is_edited_is_named() -> None:
    whole = replace(ITEM, origin="feed", complete=True, body="<p>før</p>")
    assert differing(notice_of(whole), notice_of(replace(whole, body="<p>etter</p>"))) == ("text",)


def test_the_first_notice_differs_from_nothing() -> None:
    assert differing(None, notice_of(ITEM)) == ()
    assert differing(notice_of(ITEM), notice_of(ITEM)) == ()


def test_a_notice_of_an_older_edition_differs_in_what_it_did_not_know() -> None:
    older = json.dumps({"title": json.loads(notice_of(ITEM))["title"]})
    assert differing(older, notice_of(ITEM)) == (
        "lead",
        "published",
        "slug",
        "type",
    )
