"""Which release an address leads to."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.identity import key_for, key_of, native_id, slug_of
from sources.item import Item

with (Path(__file__).parent / "url_forms.tsv").open(encoding="utf-8", newline="") as file:
    FORMS = list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["form"])
def test_every_form_of_an_address_gives_its_release(form: dict[str, str]) -> None:
    assert key_of(form["url"]) == (None if form["key"] == "-" else form["key"])


@pytest.mark.parametrize(
    ("url", "base", "key"),
    [
        ("/pressemelding/18000001/x", "http://127.0.0.1:8100/rss", "ntb-18000001"),
        (
            "http://127.0.0.1:8100/no/aktuelt/x/id9100001/",
            "http://127.0.0.1:8100/",
            "regjeringen-9100001",
        ),
        ("http://localhost:9000/pressemelding/x?releaseId=7", "http://localhost:8100/", "ntb-7"),
        ("http://127.0.0.1:8100/pressemelding/7/", None, None),
        ("http://annen.example/pressemelding/7/", "http://127.0.0.1:8100/", None),
        ("/pressemelding/7/", "", None),
        ("/pressemelding/7/", "ikke en adresse", None),
    ],
)
def test_a_bases_own_host_is_read_like_the_platforms(
    url: str, base: str | None, key: str | None
) -> None:
    assert key_of(url, base=base) == key


@given(st.text(max_size=80), st.none() | st.text(max_size=30))
def test_no_text_makes_the_key_raise(url: str, base: str | None) -> None:
    key = key_of(url, base)
    assert key is None or key.startswith(("ntb-", "regjeringen-"))


HOSTS = ["www.regjeringen.no", "kommunikasjon.ntb.no", "via.tt.se", "127.0.0.1:8100"]


@given(st.sampled_from(HOSTS), st.text(max_size=40), st.text(max_size=40))
def test_no_path_and_no_query_makes_the_key_raise_or_hold_a_space(
    host: str, path: str, query: str
) -> None:
    key = key_of(f"https://{host}/{path}?{query}", base=f"https://{host}/")
    assert key is None or key == "".join(key.split())


@given(
    st.integers(1, 10**9),
    st.sampled_from("utm_source fbclid expand q lang".split()),
    st.text(max_size=20),
)
def test_noise_in_the_query_never_changes_the_key(number: int, name: str, value: str) -> None:
    from urllib.parse import urlencode

    noise = urlencode({name: value})
    assert key_of(f"https://www.regjeringen.no/no/x/id{number}/?{noise}") == f"regjeringen-{number}"
    assert (
        key_of(f"https://kommunikasjon.ntb.no/pressemelding/{number}/x?{noise}") == f"ntb-{number}"
    )


def item(platform: str, url: str, native: str = "") -> Item:
    return Item(platform=platform, url=url, origin="feed", native_id=native)


@pytest.mark.parametrize(
    ("told", "key"),
    [
        (item("ntb", "https://x.example/", "18000001"), "ntb-18000001"),
        (item("ntb", "http://127.0.0.1:8100/pressemelding/7/x"), "ntb-7"),
        (item("regjeringen", "http://127.0.0.1:8100/pressemelding/7/x"), None),
        (item("ntb", "http://127.0.0.1:8100/no/aktuelt/x/id7/"), None),
        (item("ntb", "https://kommunikasjon.ntb.no/presserom/1/x"), None),
        (item("ntb", ""), None),
        (item("feed", "https://x.example/1"), None),
    ],
)
def test_an_item_is_known_by_its_number_or_its_address_on_its_own_platform(
    told: Item, key: str | None
) -> None:
    assert key_for(told) == key


def feed_key(native: str, url: str = "https://x.example/1") -> str | None:
    return key_for(item("feed", url, native))


def test_a_global_identifier_is_the_same_wherever_it_stands_and_a_local_one_is_not() -> None:
    for native in ("tag:x.example,2026:1", "urn:x:1", "https://x.example/1"):
        assert feed_key(native) == feed_key(native, "https://y.example/1")
    assert feed_key("17") != feed_key("17", "https://y.example/1")
    assert feed_key("17") == feed_key("17", "https://www.x.example/2")
    assert feed_key("17") != feed_key("18")


def test_a_feed_that_moves_to_https_or_drops_www_does_not_begin_anew() -> None:
    keys = {
        feed_key(f"{s}://{w}x.example/1") for s in ("http", "https", "HTTP") for w in ("", "www.")
    }
    assert len(keys) == 1
    assert keys != {feed_key("https://x.example/2")}


def test_half_a_pair_in_an_identifier_still_gives_a_key() -> None:
    assert (feed_key("\ud83d") or "").startswith("feed-")


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        (
            "https://kommunikasjon.ntb.no/pressemelding/18000001/trygg-skolevei?x=1",
            "trygg-skolevei",
        ),
        ("https://kommunikasjon.ntb.no/pressemelding/trygg-skolevei?releaseId=7", "trygg-skolevei"),
        ("https://kommunikasjon.ntb.no/pressemelding/18000001/", ""),
        ("https://www.regjeringen.no/no/aktuelt/nye-veier/id9100001/", "nye-veier"),
        ("https://x.example/", ""),
        ("", ""),
    ],
)
def test_the_words_of_an_address_change_with_its_title(url: str, slug: str) -> None:
    assert slug_of(url) == slug


@pytest.mark.parametrize("identifier", ["7", "2925606-ch-2", "2026-11-22-nye-veier"])
def test_an_identifier_comes_out_of_a_key_as_it_went_in(identifier: str) -> None:
    key = key_for(item("torg", "https://x.example/a", identifier))
    assert key is not None
    assert native_id(key) == identifier
