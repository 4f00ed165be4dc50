"""How the sources are: the page for people, the address for a monitor."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from storage.site.health import LastVisits, judge, overall
from storage.site.settings import SiteSource
from tests.site.serving import NOON, served, settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.site.serving import Visitor

EVERY_15_MINUTES = SiteSource("ks", "KS", timedelta(minutes=15))


def _last(hours_ago: float, outcome: str = "ok") -> LastVisits:
    at = f"{NOON - timedelta(hours=hours_ago):%Y-%m-%dT%H:%M:%SZ}"
    return LastVisits("ks", at, at, outcome)


def test_a_source_that_was_read_lately_is_well() -> None:
    assert judge(EVERY_15_MINUTES, _last(5), NOON).state == "ok"


def test_a_source_that_was_not_read_for_hours_is_stale() -> None:
    assert judge(EVERY_15_MINUTES, _last(7), NOON).state == "stale"


def test_a_source_that_is_read_daily_may_be_silent_for_days() -> None:
    daily = SiteSource("ks", "KS", timedelta(days=1))
    assert judge(daily, _last(80), NOON).state == "ok"


def test_a_source_whose_newest_visit_failed_has_failed() -> None:
    assert judge(EVERY_15_MINUTES, _last(1, "failed"), NOON).state == "failed"


def test_a_source_that_was_never_visited_waits() -> None:
    assert judge(EVERY_15_MINUTES, None, NOON).state == "waiting"
    assert overall([judge(EVERY_15_MINUTES, None, NOON)]) == "waiting"


def test_a_monitor_is_told_which_source_is_ill(site: Visitor) -> None:
    answer = site.get("/-/helse")
    assert answer.status == 503
    assert answer.json["status"] == "stale"
    states = {source["id"]: source["state"] for source in answer.json["sources"]}
    assert states == {"ks": "ok", "kdd": "ok", "fylke": "stale"}


def test_a_monitor_is_content_when_all_is_well(demo_archive: Path) -> None:
    healthy = (SiteSource("ks", "KS"),)
    with served(settings_for(demo_archive, sources=healthy)) as visitor:
        answer = visitor.get("/-/helse")
    assert answer.status == 200
    assert answer.json["status"] == "ok"


def test_the_sources_page_tells_what_went_wrong_in_plain_words(site: Visitor) -> None:
    words = site.get("/kilder").words
    assert "Mislyktes: Et svar lot seg ikke lese." in words
    assert "Hentet, men: Avsenderens nettsted slapp ikke arkivet inn." in words
    assert "Tid Resultat Nye Endret i dag kl. 12.00 Hentet 2 3" in words


def test_a_source_that_is_no_longer_in_the_config_is_shown_and_cannot_be_ill(
    demo_archive: Path,
) -> None:
    with served(settings_for(demo_archive, sources=(SiteSource("ks", "KS"),))) as visitor:
        words = visitor.get("/kilder").words
    assert "Statsforvalteren i Eksempelfylket hentes ikke lenger" in words
