"""A recorded release to its story: finds what it is like, decides, and keeps the links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import stories
from pipeline.times import utc_text
from storage import story_index
from storage.stories import forget_rule_links, link

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from storage.archive import Archive
    from storage.release import Release
    from storage.story_index import Fingerprint


def tell(
    archive: Archive,
    release_id: int,
    release: Release,
    now: datetime,
    known: Fingerprint | None = None,
) -> int:
    """Link a release with those that tell the same news or answer it; return how many are new.

    To be called in the transaction that records the release, for all that is not unchanged. The
    order in which releases come makes no difference: each looks for the others. ``known`` is the
    release's ``stories.fingerprint`` where another process has taken it; else it is taken here.
    """
    known = known or stories.fingerprint(release)
    if known is None:
        return 0
    conn = archive.connection
    found = story_index.candidates(conn, release_id, known)
    story_index.remember(conn, release_id, known)
    links = stories.decide(release_id, release, found)
    return link(conn, links, rule_version=stories.RULE_VERSION, at=utc_text(now))


def retell(archive: Archive, now: datetime, progress: Callable[[int, int], None]) -> int:
    """Find all links anew by today's rules, in one transaction; return how many there are.

    What a person has joined or cut stays. ``progress(done, total)`` is called for each release.
    """
    linked = 0
    with archive.transaction():
        forget_rule_links(archive.connection)
        rows = archive.connection.execute("SELECT id, key FROM releases ORDER BY id").fetchall()
        for done, (number, key) in enumerate(rows, start=1):
            kept = archive.find(key)
            if kept is not None:
                linked += tell(archive, number, kept.release, now)
            progress(done, len(rows))
    return linked
