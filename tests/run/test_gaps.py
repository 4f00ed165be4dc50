"""More is new than a feed holds, and the list that has the rest breaks off: nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.archive import Archive
from tests.answers import page
from tests.world import FEED, LIST, Loopback, at, run_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.settings import Settings

SECOND_PAGE = LIST.replace("page=0", "page=2")


@pytest.fixture
def world() -> Iterator[Loopback]:
    with Loopback() as served:
        yield served


def _texts(settings: Settings) -> dict[str, int]:
    with Archive.open(settings.archive, read_only=True) as archive:
        rows = archive.connection.execute("SELECT text_status, count(*) FROM releases GROUP BY 1")
        return dict(rows)


@pytest.mark.parametrize("broken", [LIST, SECOND_PAGE], ids=["at once", "on its second page"])
def test_a_list_that_breaks_off_is_read_to_the_known_by_the_next_run(
    world: Loopback, tmp_path: Path, broken: str
) -> None:
    world.publish("ks", *range(1, 6))
    settings = world.settings(tmp_path, "ks")
    run_once(settings, at(1))
    assert _texts(settings) == {"full": 5}

    world.publish("ks", *range(6, 61))
    world.servers["ks"].at(broken, page(b"", 500))
    (visit,) = run_once(settings, at(2)).sources
    assert visit.outcome == "failed"
    assert _texts(settings) == {"full": 5, "feed": 20}, "the leads of what the feed holds are kept"

    world.heal()
    (visit,) = run_once(settings, at(2, 0.1)).sources
    assert visit.outcome == "ok"
    assert _texts(settings) == {"full": 60}


def test_a_feed_whose_texts_are_kept_asks_for_its_list_no_more(
    world: Loopback, tmp_path: Path
) -> None:
    world.publish("ks", *range(1, 6))
    settings = world.settings(tmp_path, "ks")
    run_once(settings, at(1))
    asked = len(world.servers["ks"].asked(LIST))
    world.servers["ks"].at(FEED["ks"], page(world.feed("ks") + b"\n"))
    run_once(settings, at(1, 0.1))
    assert len(world.servers["ks"].asked(LIST)) == asked
