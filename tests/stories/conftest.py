from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from pipeline import revision
from pipeline.storytelling import tell
from storage.archive import Archive
from storage.release import Provenance
from storage.stories import Story, join, split, story_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.release import Release

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
AT = "2026-11-20T11:00:00Z"


class Keeping:
    """An archive that keeps releases and tells their stories, as a run does."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    def keep(self, *releases: Release) -> int:
        """Record releases in this order; return how many links that made."""
        linked = 0
        for release in releases:
            with self.archive.transaction():
                kept = self.archive.find(release.key)
                change = revision.decide(kept.release if kept else None, release)
                release_id = self.archive.record(change, Provenance("ks", AT))
                linked += tell(self.archive, release_id, change.release, NOW)
        return linked

    def story(self, key: str) -> Story:
        kept = self.archive.find(key)
        assert kept is not None
        return story_of(self.archive.connection, kept.id)

    def split(self, key: str, other: str | None = None) -> list[str]:
        with self.archive.transaction():
            return split(self.archive.connection, key, other, at=AT)

    def join(self, key: str, other: str) -> None:
        with self.archive.transaction():
            join(self.archive.connection, key, other, at=AT)


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    with Archive.open(tmp_path / "archive.db") as archive:
        with archive.transaction():
            archive.journal.meet_source("ks", "KS", "ntb", "https://example.no/", AT)
        yield Keeping(archive)
