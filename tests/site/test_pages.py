"""What holds for every page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.site.serving import PAGES, served, settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.site.serving import Visitor


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_strict_html_with_language_title_heading_and_landmarks(
    site: Visitor, path: str, language: str
) -> None:
    page = site.get(path, language)
    html = page.tree
    assert html.get("lang") == language == page.headers["content-language"]
    assert html.findtext("head/title")
    assert len(list(html.iter("h1"))) == 1
    assert len(list(html.iter("main"))) == 1
    assert html.find(".//a[@class='skip']").get("href") == "#main"
    ids = [element.get("id") for element in html.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_script_and_loads_nothing_from_elsewhere(site: Visitor, path: str) -> None:
    page = site.get(path)
    assert not list(page.tree.iter("script"))
    assert not [element for element in page.tree.iter() if element.get("style")]
    loaded = [element.get("src") for element in page.tree.iter() if element.get("src")]
    loaded += [link.get("href") for link in page.tree.iter("link")]
    assert not [address for address in loaded if urlsplit(address).netloc]
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize("path", PAGES)
def test_every_link_inside_the_site_leads_somewhere(site: Visitor, path: str) -> None:
    page = site.get(path)
    inside = {
        a.get("href").partition("#")[0]
        for a in page.tree.iter("a")
        if a.get("href", "").startswith("/") and "/data" not in a.get("href")
    }
    assert {address: site.get(address).status for address in inside} == dict.fromkeys(inside, 200)


def test_the_language_follows_the_browser(site: Visitor) -> None:
    assert "Nyeste meldinger" in site.get("/", "nb-NO,nb;q=0.9,nn;q=0.8").words
    assert "Nyaste meldingar" in site.get("/", "nn-NO,nn;q=0.9,nb;q=0.8").words
    assert "Nyeste meldinger" in site.get("/", "en-GB,en;q=0.9").words
    assert "accept-language" in site.get("/").headers["vary"].lower()


def test_the_start_page_shows_what_is_new_what_is_coming_and_when_each_source_was_read(
    site: Visitor,
) -> None:
    words = site.get("/").words
    assert "Søk i 58 pressemeldinger" in words
    assert "Nye krav til universell utforming av kommunale nettsider" in words
    assert "20. november 2026 kl. 10.15" in words
    assert "KS sist hentet i dag kl. 12.00" in words
    assert "Statsforvalteren i Eksempelfylket ikke hentet siden i går kl. 12.00" in words
    assert "Dette skjer" in words
    assert "torsdag 26. november 2026 kl. 08.30–09.30" in words


def test_a_saved_search_stands_on_the_start_page(site: Visitor) -> None:
    address = site.get("/").links()["Kommuneøkonomi"]
    assert site.get(address).status == 200
    assert "kommuneøkonomi" in site.get(address).words


def test_an_unknown_address_gets_a_page_that_helps(site: Visitor) -> None:
    page = site.get("/finnes-ikke")
    assert page.status == 404
    assert "Siden finnes ikke" in page.words
    assert site.get("/sak/ntb-1").status == 404
    assert site.get("/sak/ntb-1.json").json == {"status": 404}


def test_every_page_is_json_too(site: Visitor) -> None:
    assert site.get("/.json").json["releases"] == 58
    assert site.get("/sok.json?q=skule").json["hits"][0]["key"].startswith("ntb-")
    assert site.get("/sok?q=skule&format=json").json["total"]
    assert site.get("/sak/ntb-18948612.json").json["release"]["title"].startswith("KS: ")
    assert site.get("/sak/ntb-18948612/endringer.json").json["steps"][0]["changed"] == ["body"]
    for path in ("/agenda.json", "/endringer.json", "/kilder.json", "/om.json", "/hjelp.json"):
        assert site.get(path).headers["content-type"].startswith("application/json")


def test_nothing_can_be_sent_to_the_site(site: Visitor) -> None:
    assert site.ask("POST", "/sok").status in (403, 405)


def test_search_engines_are_asked_to_stay_away(site: Visitor) -> None:
    assert site.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    assert "noindex" in site.get("/").headers["x-robots-tag"]


def test_a_fresh_archive_says_that_it_is_empty(empty_archive: Path) -> None:
    with served(settings_for(empty_archive)) as visitor:
        assert "Arkivet er tomt ennå" in visitor.get("/").words
        assert "KS ikke hentet ennå" in visitor.get("/").words
        assert "0 treff" in visitor.get("/sok?q=skole").words
        assert "Ingen endringer ennå" in visitor.get("/endringer").words
        assert "Ingenting på agendaen" in visitor.get("/agenda").words
        for path in ("/sok", "/kilder", "/om", "/hjelp"):
            assert visitor.get(path).status == 200
        assert visitor.get("/-/helse").json["status"] == "waiting"


def test_every_address_stands_below_the_base_path(demo_archive: Path) -> None:
    with served(settings_for(demo_archive, base_path="pressearkiv")) as visitor:
        for path in PAGES:
            page = visitor.get(f"/pressearkiv{path}")
            addresses = re.findall(r'(?:href|src|action)="([^"#]*)"', page.text)
            own = [a for a in addresses if not a.startswith(("?", "http://", "https://"))]
            assert own
            assert [a for a in own if not a.startswith(("/pressearkiv/", "mailto:", "tel:"))] == []
        assert visitor.get("/pressearkiv/-/arkiv/site.css").status == 200
        stripped = visitor.get("/sok?q=skule")
        assert stripped.status == 200
        assert 'action="/pressearkiv/sok"' in stripped.text
