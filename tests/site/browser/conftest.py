"""A real Chromium on the site; skipped, with the reason, where there is none."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Page, Request

    from tests.site.serving import Visitor

    Visit = Callable[..., AbstractContextManager[Page]]

CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    "",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what is in this folder where a browser or its driver is missing."""
    missing = _missing()
    if missing:
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=missing))


def _missing() -> str:
    if not CHROMIUM:
        return "no chromium on this machine"
    if not find_spec("playwright"):
        return "the package playwright is not installed"
    return ""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, site: Visitor) -> Visit:
    """Open a page of the site; at the end no request may have left the host."""

    @contextmanager
    def opened(path: str = "/", **options: Any) -> Iterator[Page]:
        asked: list[str] = []
        context = browser.new_context(base_url=site.origin, **{"locale": "nb-NO", **options})
        context.on("request", lambda request: _note(asked, request))
        page = context.new_page()
        try:
            page.goto(path)
            yield page
            assert [url for url in asked if not url.startswith(site.origin)] == []
        finally:
            context.close()

    return opened


def _note(asked: list[str], request: Request) -> None:
    asked.append(request.url)


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where screenshots for the documentation are put: named by an environment variable."""
    named = os.environ.get("PRESSEARKIV_PICTURES")
    return Path(named) if named else None
