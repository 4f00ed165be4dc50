"""A communications officer's way through the site, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.site.serving import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.site.browser.conftest import Visit

PHONE = {"viewport": {"width": 320, "height": 640}}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_from_the_start_page_to_what_was_changed(visit: Visit, *, scripts: bool) -> None:
    with visit("/", java_script_enabled=scripts) as page:
        page.get_by_label("Søk i arkivet").fill("kommunane")
        page.get_by_role("button", name="Søk").click()
        _sees(page.get_by_role("heading", name="52 treff"))

        page.get_by_label("KS 21").check()
        page.get_by_role("button", name="Vis treff").click()
        _sees(page.get_by_role("heading", name="21 treff"))

        page.get_by_role("link", name="november 2026: 13 treff").click()
        _sees(page.get_by_role("heading", name="13 treff"))
        assert page.url.endswith("/sok?q=kommunane&avsender=ks&fra=2026-11-01&til=2026-11-30")

        page.get_by_role("link", name="KS: Tilleggsbevilgningen").click()
        _sees(page.locator("article h1").get_by_text("KS: Tilleggsbevilgningen"))

        page.get_by_role("link", name="Se hva som ble endret").click()
        assert "210" in page.locator("del").inner_text()
        assert "218" in page.locator("ins").inner_text()


def test_by_keyboard_alone(visit: Visit) -> None:
    with visit("/") as page:
        page.keyboard.press("Tab")
        assert _focused(page) == "Hopp til innholdet"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type("pensjonsregningen")
        page.keyboard.press("Enter")
        page.wait_for_url("**/sok?q=pensjonsregningen")
        _tab_to(page, "KS: Tilleggsbevilgningen dekker ikke pensjonsregningen")
        page.keyboard.press("Enter")
        page.wait_for_url("**/sak/ntb-18948612")
        _tab_to(page, "Se hva som ble endret")
        page.keyboard.press("Enter")
        page.wait_for_url("**/sak/ntb-18948612/endringer")


def test_the_bars_of_the_chart_are_reached_by_keyboard_and_show_it(visit: Visit) -> None:
    with visit("/sok?q=kommunane") as page:
        bar = page.get_by_role("link", name="oktober 2026")
        bar.focus()
        outlined = "getComputedStyle(document.activeElement.querySelector('.reach')).stroke"
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        assert page.evaluate(outlined) != "none"
        page.keyboard.press("Enter")
        page.wait_for_url("**fra=2026-10-01&til=2026-10-31")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_narrow_phone(visit: Visit, path: str) -> None:
    with visit(path, **PHONE) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_a_phone_the_filters_are_folded_and_open_at_a_touch(visit: Visit) -> None:
    with visit("/sok?q=kommunane", has_touch=True, **PHONE) as page:
        assert not page.get_by_label("KS 21").is_visible()
        page.get_by_text("Avgrens treffene").tap()
        page.get_by_label("KS 21").check()
        page.get_by_role("button", name="Vis treff").tap()
        _sees(page.get_by_role("heading", name="21 treff"))
        assert page.get_by_role("link", name="Fjern: KS").is_visible()


def test_on_paper_there_are_no_menus_and_the_originals_address(visit: Visit) -> None:
    with visit("/sak/ntb-18948612") as page:
        page.emulate_media(media="print")
        assert not page.get_by_role("navigation").first.is_visible()
        shown = "getComputedStyle(document.querySelector('.original a'), '::after').content"
        assert "http://127.0.0.1" in page.evaluate(shown)


def test_nynorsk_readers_get_nynorsk(visit: Visit) -> None:
    with visit("/", locale="nn-NO") as page:
        _sees(page.get_by_role("heading", name="Nyaste meldingar"))


def _sees(shown: Locator) -> None:
    """Wait until the page that was asked for shows it; raises when it does not come."""
    shown.wait_for(state="visible")


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def _tab_to(page: Page, words: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if _focused(page) == words:
            return
    raise AssertionError(f"{words} is not reached by Tab")
