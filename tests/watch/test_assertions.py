"""An answer that looks like another publisher's is held back, until a person has looked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.assertions import Known, broken, texts_fell
from pipeline.identity import key_for
from pipeline.notice import notice_of
from pipeline.reparse import Reparse
from pipeline.settings import Expect
from sources.item import DateText, Item, Page
from storage.archive import Archive
from storage.upkeep import verify
from tests.run.rooms import HOW_IT_WENT, contents
from tests.world import Loopback, at, run_once

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.settings import Settings

SEEN = datetime(2026, 9, 10, 12, tzinfo=UTC)
SEVEN = range(1, 8)


def item(number: int, form: str = "fylke-{}", body: str = "<p>Tekst.</p>", day: int = 5) -> Item:
    return Item(
        platform="feed",
        url=f"https://x.no/{number}",
        origin="feed",
        native_id=form.format(number),
        title=f"Sak {number}",
        body=body,
        dates=(DateText(f"2026-09-{day:02} 10:00", "feed"),),
    )


def page(*items: Item, title: str = "Statsforvalteren") -> Page:
    return Page(items, title=title)


def known(before: Page, now: Page, seen_at: datetime = SEEN) -> Known:
    keys = {key_for(i) or "" for i in before.items}
    notices = {key_for(i) or "": notice_of(i) for i in before.items}
    return Known(before, seen_at, keys & {key_for(i) or "" for i in now.items}, notices)


USUAL = Expect()


def name_of(before: Page, now: Page, expect: Expect = USUAL) -> str:
    found = broken(now, known(before, now), expect)
    return found.name if found else ""


GOOD = page(*(item(n) for n in SEVEN))


def test_the_same_answer_and_one_more_release_are_believed() -> None:
    assert name_of(GOOD, GOOD) == ""
    assert name_of(GOOD, page(item(8), *GOOD.items[:-1])) == ""


def test_another_channel_title_over_unknown_releases_is_another_publisher() -> None:
    assert name_of(GOOD, page(*(item(n, day=11) for n in range(20, 27)), title="Bergen")) == "title"


def test_a_publisher_that_takes_a_new_name_is_believed_by_its_releases() -> None:
    assert name_of(GOOD, replace(GOOD, title="Statsforvaltaren i Vestland")) == ""


def test_a_title_that_the_config_names_must_stand_in_the_channel() -> None:
    expect = Expect(title="statsforvalteren")
    assert name_of(GOOD, GOOD, expect) == ""
    assert name_of(GOOD, replace(GOOD, title="Bergen kommune"), expect) == "title"
    assert broken(replace(GOOD, title="X"), Known(None, SEEN, (), {}), expect) is not None


def test_fewer_items_than_expected_are_told() -> None:
    assert name_of(GOOD, page(item(1)), Expect(least=5)) == "least"
    assert name_of(GOOD, page()) == "least"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("fylke-{}", "https://x.no/?p={}"),
        ("http://x.no/?p={}", "https://x.no/?p={}"),
        ("https://x.no/{}", "https://x.no/sak-{}/"),
        ("{}", "tag:x.no,2026:{}"),
        ("{} at https://x.no", "{}"),
    ],
)
def test_identifiers_of_another_form_are_told(before: str, after: str) -> None:
    was, is_ = (page(*(item(n, form) for n in SEVEN)) for form in (before, after))
    assert name_of(was, is_) == "ids"


@pytest.mark.parametrize(
    "form", ["3f2a-{}-ab9c", "urn:uuid:{}", "https://x.no/nyhet/{}-budsjett", "a{}b"]
)
def test_identifiers_that_merely_differ_are_of_one_form(form: str) -> None:
    was = page(*(item(n, form) for n in SEVEN))
    now = page(*(item(n, form, day=11) for n in range(100, 107)))
    assert name_of(was, now) == ""


def test_all_new_items_that_are_older_than_the_last_look_are_told() -> None:
    assert name_of(GOOD, page(*(item(n, "fylke-x{}") for n in SEVEN))) == "new"


def test_all_new_items_after_a_long_pause_are_believed() -> None:
    assert name_of(GOOD, page(*(item(n, day=12) for n in range(30, 37)))) == ""


def test_all_items_changed_at_once_are_told_and_all_but_one_are_not() -> None:
    changed = [replace(i, title=f"{i.title} - skrivevennlig") for i in GOOD.items]
    assert name_of(GOOD, page(*changed)) == "changed"
    assert name_of(GOOD, page(GOOD.items[0], *changed[1:])) == ""


def test_a_feed_that_loses_its_texts_is_told() -> None:
    bare = page(*(replace(i, body="") for i in GOOD.items))
    assert name_of(GOOD, bare) == "text"
    assert name_of(bare, bare) == ""


def test_an_assertion_can_be_switched_off() -> None:
    bare = page(*(replace(i, body="") for i in GOOD.items))
    assert name_of(GOOD, bare, Expect(ignore=("text",))) == ""


def test_a_first_answer_is_held_to_the_config_alone() -> None:
    assert broken(GOOD, Known(None, None, (), {}), Expect()) is None


@pytest.mark.parametrize(
    ("asked", "had", "usual", "fell"),
    [(10, 1, 1.0, True), (10, 9, 1.0, False), (4, 0, 1.0, False), (10, 0, 0.2, False)],
)
def test_a_fall_in_texts_is_measured_against_what_is_usual(
    asked: int, had: int, usual: float, fell: bool
) -> None:
    assert texts_fell(asked, had, usual) is fell


# The same, over HTTP and an archive.


def everything(settings: Settings) -> dict[str, list[object]]:
    left_out = (*HOW_IT_WENT, "captures", "quarantine", "held_answers", "robots")
    with Archive.open(settings.archive, read_only=True) as archive:
        assert list(verify(archive)) == []
        return contents(archive.connection, without=left_out)


def rows(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    with Archive.open(settings.archive, read_only=True) as archive:
        return archive.connection.execute(sql).fetchall()


@pytest.fixture
def settings(world: Loopback, tmp_path: Path) -> Settings:
    world.publish("fylke", *SEVEN)
    settings = world.settings(tmp_path, "fylke")
    assert run_once(settings, at(1)).outcome == "ok"
    return settings


def test_a_held_answer_leaves_the_archive_as_it_was_and_its_bytes_in_quarantine(
    world: Loopback, settings: Settings
) -> None:
    before = everything(settings)
    world.rooms.guid = "https://x.no/{guid}"
    (visit,) = run_once(settings, at(2)).sources
    assert visit.outcome == "failed"
    assert "form" in (visit.error or "")
    assert "--accept" in (visit.hint or "")
    assert everything(settings) == before
    assert rows(
        settings,
        "SELECT assertion, raw IS NULL, length(body) > 0 FROM quarantine"
        " JOIN held_answers ON quarantine_id = quarantine.id"
        " JOIN captures ON captures.id = capture_id",
    ) == [("ids", 1, 1)]


def test_a_held_answer_fails_again_until_it_is_accepted_and_then_counts(
    world: Loopback, settings: Settings
) -> None:
    world.rooms.guid = "https://x.no/{guid}"
    for day in (2, 3):
        assert run_once(settings, at(day)).outcome == "failed"
    assert rows(settings, "SELECT count(*) FROM quarantine") == [(1,)]
    (visit,) = run_once(settings, at(4), "fylke", accept=True).sources
    assert (visit.outcome, visit.new) == ("ok", 7)
    assert rows(settings, "SELECT count(*) FROM quarantine WHERE resolved_at IS NULL") == [(0,)]
    world.publish("fylke", 100)
    (visit,) = run_once(settings, at(5)).sources
    assert (visit.outcome, visit.new) == ("ok", 1)


def test_a_feed_that_comes_back_goes_on_as_if_nothing_had_happened(
    world: Loopback, settings: Settings
) -> None:
    world.rooms.guid = "https://x.no/{guid}"
    run_once(settings, at(2))
    world.rooms.guid = "{guid}"
    world.publish("fylke", 50)
    (visit,) = run_once(settings, at(3)).sources
    assert (visit.outcome, visit.new) == ("ok", 1)


def test_reparse_leaves_a_held_answer_to_a_person(world: Loopback, settings: Settings) -> None:
    world.rooms.guid = "https://x.no/{guid}"
    run_once(settings, at(2))
    with Archive.open(settings.archive) as archive:
        found = list(Reparse(settings, archive).differences(at(3), lambda *_: None, dry_run=False))
    assert found == []


def test_texts_that_are_suddenly_refused_make_the_source_fail_and_keep_what_the_feed_tells(
    world: Loopback, tmp_path: Path
) -> None:
    world.publish("kdd", *range(1, 10))
    settings = world.settings(tmp_path, "kdd")
    run_once(settings, at(1))
    world.publish("kdd", *range(30, 37))
    for number in range(30, 37):
        world.change("kdd", number, page="refused")
    (visit,) = run_once(settings, at(2)).sources
    assert (visit.outcome, visit.new) == ("failed", 7)
    assert "0 of 7" in (visit.error or "")


def test_a_list_whose_texts_are_gone_is_held_back(world: Loopback, tmp_path: Path) -> None:
    world.publish("ks", *SEVEN)
    settings = world.settings(tmp_path, "ks")
    run_once(settings, at(1))
    world.publish("ks", 30)
    for number in (*SEVEN, 30):
        world.change("ks", number, body="")
    (visit,) = run_once(settings, at(1) + timedelta(minutes=5)).sources
    assert visit.outcome == "failed"
    assert "0% of the items" in (visit.error or "")
    assert rows(settings, "SELECT count(*) FROM revisions WHERE revision > 1") == [(0,)]
