"""Documents in a WARC: out and in again, with their words and their exchanges."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.documents import files
from tests.server import page
from tests.warc.files import empty, exported, imported, told

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.conftest import Room

pytest.importorskip("warcio", reason="the extra pressearkiv[warc] is not installed")


@pytest.fixture
def kept(room: Room) -> Room:
    """An archive in which one document was exchanged and another is not there."""
    room.server.at("/budsjett.pdf", page(files.pdf("Budsjett for skolene")))
    room.release("Budsjettet er lagt fram", "/budsjett.pdf", "/borte.pdf")
    room.run()
    room.server.at("/budsjett.pdf", page(files.pdf("Budsjett for barnehagene")))
    room.run(timedelta(days=1, hours=2))
    return room


def test_documents_come_back_with_their_words_and_what_became_of_them(
    kept: Room, tmp_path: Path
) -> None:
    settings = kept.settings()
    other = empty(settings, tmp_path)
    imported(other, exported(settings, tmp_path / "a.warc.gz"), now=kept.now)
    before, after = told(settings), told(other)
    assert any("barnehagene" in row for row in after["documents"])
    for table in before:
        assert after[table] == before[table], table


def test_without_documents_in_the_config_their_bytes_come_back_all_the_same(
    kept: Room, tmp_path: Path
) -> None:
    settings = kept.settings()
    file = exported(settings, tmp_path / "a.warc.gz")
    kept.caps.clear()
    other = empty(kept.settings(), tmp_path)
    imported(other, file, now=kept.now)
    before, after = told(settings), told(other)
    assert after["captures"] == before["captures"]
    assert after["quarantine"] == []
    assert all("barnehagene" not in row for row in after["documents"])
