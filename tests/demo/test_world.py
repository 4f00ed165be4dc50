from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

import pytest

from pipeline.demo.model import OSLO, Release
from pipeline.demo.render import plain
from pipeline.demo.world import NOW, PLANTED, expected, key, world

TODAY = world(2)
RELEASES = (*TODAY.ks.releases, *TODAY.kdd.releases)
MONTHS = "januar februar mars april mai juni juli august september oktober november desember"
MONTH = {name: number for number, name in enumerate(MONTHS.split(), start=1)}
WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
WEEKDAY_DATE = re.compile(
    rf"({'|'.join(WEEKDAYS)}) (\d+)\. ({'|'.join(MONTH)})( \d{{4}})?", re.IGNORECASE
)
OWN = {"day", "modified", "page", "listed", "restyled", "slug"}


def _by_id(day: int) -> dict[int, Release]:
    return {r.id: r for room in (world(day).ks, world(day).kdd) for r in room.releases}


def _differing(old: Release, new: Release) -> set[str]:
    """The fields of the text, not of the page's behaviour, in which two states differ."""
    names = {field.name for field in fields(Release)} - OWN
    return {name for name in names if getattr(old, name) != getattr(new, name)}


def _texts() -> str:
    names = ("ks.toml", "kdd.toml", "fylke.toml", "events.toml")
    folder = files("pipeline.demo")
    return "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)


def test_there_are_about_sixty_releases_half_of_them_in_each_room() -> None:
    assert 55 <= len(RELEASES) <= 66
    assert abs(len(TODAY.ks.releases) - len(TODAY.kdd.releases)) <= 5


def test_ids_are_unique_and_of_the_platforms_form() -> None:
    assert max(Counter(release.id for release in RELEASES).values()) == 1
    assert all(re.fullmatch(r"189\d{5}", str(release.id)) for release in TODAY.ks.releases)
    assert all(re.fullmatch(r"31\d{5}", str(release.id)) for release in TODAY.kdd.releases)


def test_slugs_hold_only_what_a_slug_may_hold() -> None:
    slugs = [r.slug for r in RELEASES] + [r.english.slug for r in RELEASES if r.english]
    assert [slug for slug in slugs if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []


def test_both_written_standards_are_well_represented_and_some_have_english() -> None:
    shares = Counter(release.language for release in RELEASES)
    assert 0.25 <= shares["nn"] / len(RELEASES) <= 0.5
    assert sum(release.english is not None for release in RELEASES) >= 4


def test_a_release_marked_nynorsk_is_nynorsk_and_one_marked_bokmal_is_not() -> None:
    for release in RELEASES:
        words = set(re.findall(r"\w+", plain(f"{release.lead} {release.body}").lower()))
        nynorsk = {"ikkje", "frå", "ein", "dei", "vere", "kva", "meir", "eit"} & words
        bokmaal = {"ikke", "fra", "være", "hva", "mer", "et"} & words
        assert (len(nynorsk) > len(bokmaal)) == (release.language == "nn"), release.title


def test_every_date_lies_in_the_five_months_before_the_run() -> None:
    for day in (1, 2):
        for release in _by_id(day).values():
            assert datetime(2026, 6, 20, tzinfo=OSLO) < release.published < NOW[day]
            assert release.published <= release.modified < NOW[day]


def test_no_two_releases_were_sent_at_the_same_moment() -> None:
    assert max(Counter(release.published for release in RELEASES).values()) == 1


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: str(release.id))
def test_a_body_is_of_ordinary_length_and_does_not_repeat_its_lead(release: Release) -> None:
    assert 90 <= len(plain(release.body).split()) <= 250
    assert 3 <= release.body.count("<p>") <= 10
    assert not release.lead or plain(release.lead) not in plain(release.body)


def test_bodies_have_lists_quotes_headings_and_links_among_them() -> None:
    for tag in ("<ul>", "<ol>", "<blockquote>", "<h2>", "<h3>", "<a ", "<strong>", "<br>"):
        assert sum(tag in release.body for release in RELEASES) >= 2, tag
    for field in ("documents", "links", "images", "contacts", "topics"):
        assert sum(bool(getattr(release, field)) for release in RELEASES) >= 5, field


def test_a_named_weekday_is_the_weekday_of_its_date() -> None:
    found = 0
    for match in WEEKDAY_DATE.finditer(plain(_texts())):
        weekday, day, month, year = match.groups()
        named = date(int(year or 2026), MONTH[month.lower()], int(day))
        assert WEEKDAYS[named.weekday()] == weekday.lower(), match[0]
        found += 1
    assert found >= 20


def test_nothing_is_a_placeholder_and_nobody_real_can_be_called() -> None:
    texts = _texts()
    assert not re.search(r"lorem|ipsum|todo|fixme|xxx|\{\{|\.\.\.", texts, re.IGNORECASE)
    people = [person for release in RELEASES for person in release.contacts]
    assert all(person.phone.startswith("22 00 00 ") for person in people)
    assert all(person.email.endswith("@example.no") for person in people)
    hosts = set(re.findall(r"https?://([^/\"]+)", texts))
    assert [host for host in hosts if not host.endswith(".example.no")] == []


def test_every_planted_release_exists_and_its_key_follows_from_its_id() -> None:
    for event in PLANTED:
        if event.release:
            assert event.release in _by_id(event.day), event
            assert event.key == key(event.source, event.release)


def test_between_the_days_exactly_what_is_planted_differs() -> None:
    before, after = _by_id(1), _by_id(2)
    told = {event.release: event for event in PLANTED if event.day == 2 and event.release}
    assert set(after) - set(before) == {n for n, event in told.items() if event.outcome == "new"}
    assert set(before) <= set(after)
    for number, old in before.items():
        event = told.get(number)
        planted = set(event.changed) if event and event.outcome == "revised" else set()
        if event and event.outcome == "translated":
            planted = {"english"}
        assert _differing(old, after[number]) == planted, number


def test_every_change_is_seen_by_the_servers_clock() -> None:
    before, after = _by_id(1), _by_id(2)
    for event in PLANTED:
        if event.day == 2 and event.outcome in ("revised", "translated"):
            assert after[event.release].modified > before[event.release].modified, event


def test_the_planted_edits_are_of_every_kind() -> None:
    revised = [event for event in PLANTED if event.outcome == "revised"]
    assert Counter(event.source for event in revised) == {"ks": 3, "kdd": 3}
    changed = {field for event in revised for field in event.changed}
    assert changed == {"title", "lead", "body", "published", "type", "documents"}
    assert Counter(e.name for e in PLANTED)["markup only"] == 3


def test_a_changed_title_brings_a_changed_slug() -> None:
    event = next(event for event in PLANTED if event.name == "edited title")
    assert _by_id(1)[event.release].slug != _by_id(2)[event.release].slug


def test_the_duplicate_has_the_same_words_under_another_id() -> None:
    event = next(event for event in PLANTED if event.name == "duplicate")
    twin, release = _by_id(2)[3179214], _by_id(2)[event.release]
    assert (release.title, release.lead, release.body) == (twin.title, twin.lead, twin.body)
    assert release.published != twin.published


def test_the_related_release_quotes_the_ministrys_title_and_proposition() -> None:
    event = next(event for event in PLANTED if event.name == "related")
    body, answered = _by_id(1)[event.release].body, _by_id(1)[3177655]
    assert answered.title in body
    assert "Prop. 912 S (2026–2027)" in body
    assert "Prop. 912 S (2026–2027)" in answered.body


def test_the_pages_that_misbehave_do_so_on_the_days_planted() -> None:
    pages = {day: {n: r.page for n, r in _by_id(day).items() if r.page != "ok"} for day in (1, 2)}
    assert pages[1] == {3178960: "refused", 3178844: "challenge"}
    assert pages[2] == {3179655: "refused", 3178844: "challenge", 3178102: "gone"}


@pytest.mark.parametrize("day", [1, 2])
def test_every_release_shown_is_expected_exactly_once(day: int) -> None:
    for source in ("ks", "kdd"):
        told: Any = expected(day)[source]
        sets = [told.new, told.revised, told.translated, told.completed, told.unchanged]
        listed = getattr(world(day), source).listed()[: 20 if source == "ks" else 100]
        assert sum(map(len, sets)) == len(frozenset().union(*sets)) == len(listed)


def test_the_numbers_a_run_must_report() -> None:
    def numbers(day: int) -> dict[str, tuple[int, ...]]:
        return {
            source: (
                len(told.new),
                len(told.revised),
                len(told.translated),
                len(told.completed),
                len(told.unchanged),
                told.quarantined,
            )
            for source, told in expected(day).items()
        }

    assert numbers(1) == {
        "ks": (20, 0, 0, 0, 0, 0),
        "kdd": (27, 0, 0, 0, 0, 0),
        "fylke": (5, 0, 0, 0, 0, 1),
    }
    assert numbers(2) == {
        "ks": (2, 3, 1, 0, 14, 0),
        "kdd": (4, 3, 0, 1, 22, 0),
        "fylke": (0, 0, 0, 0, 0, 0),
    }
    assert [told.outcome for told in expected(2).values()] == ["ok", "ok", "failed"]


def test_all_planted_edits_at_ks_stand_on_the_newest_page() -> None:
    shown = {release.id for release in world(2).ks.listed()[:20]}
    assert {event.release for event in PLANTED if event.source == "ks"} <= shown


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        world(3)


def test_the_clock_of_each_day_is_utc_and_a_day_apart() -> None:
    assert NOW[1].tzinfo is UTC
    assert (NOW[2] - NOW[1]).days == 1
