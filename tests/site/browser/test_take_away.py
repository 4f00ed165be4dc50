"""A communications officer subscribes to a search and takes it along, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import feedparser
import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from pipeline.commands.browse import export_formats
from pipeline.settings import PrivacySettings
from tests.site.browser.test_accessibility import PHONE, WIDE, faults_on, needs_axe
from tests.site.serving import served, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

SEARCH = "/sok?q=kommunane&avsender=ks"


@pytest.fixture
def page(browser: Browser, demo_archive: Path) -> Iterator[Page]:
    """The search page of a site with every export that can be written here."""
    exports = tuple(export_formats(PrivacySettings()))
    with served(settings_for(demo_archive, exports=exports)) as visitor:
        context = browser.new_context(base_url=visitor.origin, locale="nb-NO")
        opened = context.new_page()
        opened.goto(SEARCH)
        yield opened
        context.close()


def test_the_hits_come_down_as_a_workbook(page: Page, tmp_path: Path) -> None:
    with page.expect_download() as coming:
        page.get_by_role("link", name="Excel").click()
    assert coming.value.suggested_filename == "pressearkiv.xlsx"
    coming.value.save_as(tmp_path / "hits.xlsx")
    sheet = load_workbook(tmp_path / "hits.xlsx").active
    assert sheet is not None
    assert sheet.max_row == 1 + 21
    senders = {row[1].value for row in sheet.iter_rows(min_row=2)}
    assert senders == {"KS"}


def test_the_feed_of_a_search_holds_its_hits_and_its_own_address(page: Page) -> None:
    link = page.get_by_role("link", name="Nyhetsstrøm (Atom)")
    address = link.get_attribute("href") or ""
    answer = page.request.get(address)
    feed = feedparser.parse(answer.body())
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert not feed.bozo
    assert len(feed.entries) == 21
    own = next(one.href for one in feed.feed.links if one.rel == "self")
    assert own.endswith(address)


def test_the_calendar_of_a_search_holds_its_dates(page: Page) -> None:
    address = page.get_by_role("link", name="Kalender (iCalendar)").get_attribute("href") or ""
    answer = page.request.get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.text()).walk("VEVENT")
    assert events
    assert len({str(event["UID"]) for event in events}) == len(events)


@needs_axe
def test_a_page_with_ways_to_take_it_along_has_no_fault_that_axe_can_find(page: Page) -> None:
    assert faults_on(page, WIDE, "light") == []
    assert faults_on(page, PHONE, "light") == []
