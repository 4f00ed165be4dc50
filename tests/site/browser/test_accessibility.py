"""axe-core finds no violation of WCAG 2.1 A or AA on any page, in any size, light or dark."""

from __future__ import annotations

from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.site.serving import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.site.browser.conftest import Visit

needs_axe = pytest.mark.skipif(
    not find_spec("axe_playwright_python"),
    reason="axe-core comes with the package axe-playwright-python",
)

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
WIDE, PHONE = (1280, 900), (320, 640)


@needs_axe
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_fault_that_axe_can_find(visit: Visit, path: str) -> None:
    with visit(path) as page:
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert faults_on(page, WIDE, "light") == []
        assert faults_on(page, PHONE, "light") == []
        assert faults_on(page, WIDE, "dark") == []


def faults_on(page: Page, size: tuple[int, int], scheme: Literal["light", "dark"]) -> list[str]:
    """Return what axe-core finds wrong with a page in a window of this size."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", RULES)
    assert found["passes"]
    return [_fault(violation) for violation in found["violations"]]


def _fault(violation: dict[str, Any]) -> str:
    where = ", ".join(str(node["target"]) for node in violation["nodes"])
    return f"{violation['id']}: {violation['help']} ({where})"
