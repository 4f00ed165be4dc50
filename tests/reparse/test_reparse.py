"""Reading again changes nothing where nothing has changed, and exactly what a fix concerns."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.reparse import FIXES, World, built, dump, mended, reparsed, reparsed_by
from pipeline.config import load
from storage.archive import Archive
from storage.upkeep import verify

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.settings import Settings

WORLD = World(200)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return built(tmp_path_factory.mktemp("reparse"), WORLD)


@pytest.fixture
def settings(whole: Settings, tmp_path: Path) -> Settings:
    """The settings of a copy of that archive."""
    archive = tmp_path / "a.db"
    shutil.copyfile(whole.archive, archive)
    file = tmp_path / "config.toml"
    text = whole.file.read_text(encoding="utf-8")
    file.write_text(text.replace(str(whole.archive), str(archive)), encoding="utf-8")
    return load(file, {})


def test_an_unchanged_archive_is_the_same_bit_for_bit(settings: Settings) -> None:
    before = dump(settings)
    assert reparsed(settings, WORLD.now) == []
    assert dump(settings) == before


@pytest.mark.parametrize("fix", FIXES)
def test_a_fix_changes_exactly_what_it_concerns(
    settings: Settings, tmp_path: Path, fix: str
) -> None:
    before = dump(settings)
    copy = mended(tmp_path, fix)
    told = reparsed_by(copy, settings, "--dry-run")
    assert {one["key"] for one in told} == WORLD.concerns(fix)
    assert dump(settings) == before
    assert reparsed_by(copy, settings) == told
    assert reparsed_by(copy, settings) == []
    with Archive.open(settings.archive, read_only=True) as archive:
        rows = archive.connection.execute(
            "SELECT key, changed, v.seen_at FROM revisions AS v JOIN releases AS r"
            " ON r.id = v.release_id WHERE cause = 'reparse'"
        ).fetchall()
        problems = list(verify(archive))
    assert {key for key, _, _ in rows} == WORLD.concerns(fix)
    assert len(rows) == len(WORLD.concerns(fix))
    assert {changed for _, changed, _ in rows} == {f'["{fix}"]'}
    assert problems == []


def test_what_the_fix_changed_is_changed_back_by_the_old_code(
    settings: Settings, tmp_path: Path
) -> None:
    reparsed_by(mended(tmp_path, "title"), settings)
    assert set(reparsed(settings, WORLD.now)) == WORLD.concerns("title")


def test_a_source_that_is_configured_no_more_is_left_alone(settings: Settings) -> None:
    before = dump(settings)
    assert reparsed(replace(settings, sources=()), WORLD.now) == []
    assert dump(settings) == before
