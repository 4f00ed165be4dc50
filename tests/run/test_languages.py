"""A page that stands in other languages: they are fetched with it, and are the same release."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from pipeline.demo.model import Translation
from pipeline.reparse import Reparse
from storage.archive import Archive
from tests.answers import page
from tests.world import FIRST_ID, Loopback, at, release, run_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.settings import Settings

NUMBER: Final = FIRST_ID["kdd"] + 1
KEY: Final = f"regjeringen-{NUMBER}"
ENGLISH: Final = Translation(
    "more-money",
    "More money for small harbours",
    "The ministry will give the coast more money next year.",
    "<p>“This is what the municipalities have asked for,” says the minister.</p>",
)
NORWEGIAN: Final = (
    "<p>Regjeringen foreslår å gi kommunene mer penger til små havner neste år. «Dette er det "
    "kommunene har bedt om», sier statsråden, som ikke vil love at det blir nok til alle.</p>"
)
SAMI: Final = "<p>Ráđđehus háliida addit suohkaniidda eanet ruđa jagis, dadjá ministtar.</p>"


@pytest.fixture
def world() -> Iterator[Loopback]:
    with Loopback() as running:
        running.publish("kdd", 1)
        running.change("kdd", 1, body=NORWEGIAN)
        yield running


def translations(settings: Settings) -> dict[str, str]:
    with Archive.open(settings.archive, read_only=True) as archive:
        kept = archive.find(KEY)
    assert kept is not None
    return {t.language: t.title for t in kept.release.translations}


def revisions(settings: Settings) -> list[str]:
    with Archive.open(settings.archive, read_only=True) as archive:
        rows = archive.connection.execute("SELECT changed FROM revisions ORDER BY revision")
        return [changed for (changed,) in rows]


def test_a_translation_comes_with_its_release_for_one_more_request(
    world: Loopback, tmp_path: Path
) -> None:
    settings = world.settings(tmp_path, "kdd")
    without = run_once(settings, at(1)).sources[0].requests
    world.publish("kdd", 2)
    world.change("kdd", 2, english=ENGLISH)
    (visit,) = run_once(settings, at(1, 0.5)).sources
    assert (visit.new, visit.requests) == (1, without)  # robots.txt is known by then
    with Archive.open(settings.archive, read_only=True) as archive:
        rows = archive.connection.execute(
            "SELECT t.language, t.title, c.url FROM translations t JOIN captures c"
            " ON c.id = t.capture_id"
        ).fetchall()
    ((language, title, url),) = rows
    assert (language, title) == ("en", ENGLISH.title)
    assert "/en/aktuelt/more-money/" in url


def test_a_translation_that_comes_later_is_no_revision(world: Loopback, tmp_path: Path) -> None:
    settings = world.settings(tmp_path, "kdd")
    run_once(settings, at(1))
    world.change("kdd", 1, english=ENGLISH)
    (visit,) = run_once(settings, at(1, 2)).sources
    assert (visit.revised, visit.translated) == (0, 1)
    assert translations(settings) == {"en": ENGLISH.title}
    assert revisions(settings) == ["[]"]


@pytest.mark.parametrize("title", [release("kdd", 1).title, "More money for small harbours"])
def test_a_page_that_shows_the_norwegian_text_is_no_translation(
    world: Loopback, tmp_path: Path, title: str
) -> None:
    shown = replace(ENGLISH, title=title, lead=release("kdd", 1).lead, body=NORWEGIAN)
    world.change("kdd", 1, english=shown)
    settings = world.settings(tmp_path, "kdd")
    run_once(settings, at(1))
    assert translations(settings) == {}
    assert revisions(settings) == ["[]"]


def test_a_page_in_norwegian_words_is_no_translation_whatever_it_calls_itself(
    world: Loopback, tmp_path: Path
) -> None:
    body = f"{NORWEGIAN}<p>Saken er ikke oversatt. Les mer på de norske sidene.</p>"
    world.change("kdd", 1, english=replace(ENGLISH, lead="", body=body))
    settings = world.settings(tmp_path, "kdd")
    run_once(settings, at(1))
    assert translations(settings) == {}
    assert revisions(settings) == ["[]"]


def test_sami_is_found_where_the_page_announces_it(world: Loopback, tmp_path: Path) -> None:
    world.change("kdd", 1, english=ENGLISH)
    sami = f"/se/aigeguovdil/ruhta/id{NUMBER}/"
    link = f'<link rel="alternate" hreflang="se" href="{sami}"></head>'.encode()
    world.furnished = lambda _source, path, body: (
        body.replace(b"</head>", link) if path.startswith("/no/aktuelt/") else body
    )
    html = (
        f'<html lang="se"><head><meta name="DC.Identifier.URL" content="{sami}"></head><body>'
        '<header class="article-header"><h1>Ruhta suohkaniidda</h1></header>'
        f'<div class="article-body">{SAMI}</div></body></html>'
    )
    world.servers["kdd"].at(sami, page(html.encode(), content_type="text/html; charset=utf-8"))
    settings = world.settings(tmp_path, "kdd")
    run_once(settings, at(1))
    assert translations(settings) == {"en": ENGLISH.title, "se": "Ruhta suohkaniidda"}


def test_an_edit_in_a_translation_is_found_though_the_norwegian_page_stands(
    world: Loopback, tmp_path: Path
) -> None:
    world.change("kdd", 1, english=ENGLISH)
    settings = world.settings(tmp_path, "kdd")
    run_once(settings, at(1))
    world.change("kdd", 1, english=replace(ENGLISH, title="Money for harbours"))
    run_once(settings, at(1, 2))
    assert translations(settings) == {"en": "Money for harbours"}
    assert revisions(settings) == ["[]", '["translation:en"]']
    with Archive.open(settings.archive) as archive:
        again = Reparse(settings, archive).differences(at(2), lambda *_: None, dry_run=False)
        assert list(again) == []


def test_a_language_that_does_not_answer_is_asked_for_again(
    world: Loopback, tmp_path: Path
) -> None:
    world.change("kdd", 1, english=ENGLISH)
    server = world.servers["kdd"]
    server.at(f"/en/aktuelt/more-money/id{NUMBER}/", page(b"", 503))
    settings = world.settings(tmp_path, "kdd")
    run_once(settings, at(1))
    assert translations(settings) == {}
    server.clear()
    run_once(settings, at(1, 2))
    assert translations(settings) == {"en": ENGLISH.title}


def test_other_pages_and_other_sites_are_not_taken_for_the_same_in_another_language(
    world: Loopback, tmp_path: Path
) -> None:
    links = (
        f'<link rel="alternate" hreflang="en" href="https://example.org/en/x/id{NUMBER}/">'
        '<link rel="alternate" hreflang="se" href="/se/forsida/id4/">'
        '<link rel="alternate" hreflang="x-default" href="/no/aktuelt/sak-1/'
        f'id{NUMBER}/"></head>'
    )
    world.furnished = lambda _source, path, body: (
        body.replace(b"</head>", links.encode()) if path.startswith("/no/aktuelt/") else body
    )
    settings = world.settings(tmp_path, "kdd")
    (visit,) = run_once(settings, at(1)).sources
    assert visit.error is None
    with Archive.open(settings.archive, read_only=True) as archive:
        asked = archive.connection.execute("SELECT url FROM fetches").fetchall()
    assert not [url for (url,) in asked if "/se/" in url or "example.org" in url]
