"""Whose word it is when a source is to be read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.demo.routes import answer
from storage.archive import Archive
from tests.answers import page
from tests.world import Loopback, at, run_once

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.server import Piece, Seen


@pytest.mark.parametrize(("of_the_feed", "waits"), [(True, True), (False, False)])
def test_how_fresh_a_feed_is_paces_its_source_and_how_fresh_a_page_is_does_not(
    tmp_path: Path, *, of_the_feed: bool, waits: bool
) -> None:
    with Loopback() as world:
        server = world.servers["kdd"]

        def said(seen: Seen) -> Iterable[Piece]:
            told = answer(world.rooms.as_world(), "kdd", server.base, seen.path)
            fresh = ("/rss/" in seen.path) == of_the_feed
            headers = {"Cache-Control": "max-age=7200"} if fresh else {}
            kind = told.content_type
            return page(told.body, told.status, content_type=kind, headers=headers)(seen)

        server.otherwise = said
        world.publish("kdd", 1)
        settings = world.settings(tmp_path, "kdd")
        run_once(settings, at(1))
        with Archive.open(settings.archive, read_only=True) as archive:
            (visit,) = archive.journal.last_visits("kdd", 1)
        assert any("/rss/" not in request.path for request in server.requests)
        assert (visit["not_before"] is not None) == waits
