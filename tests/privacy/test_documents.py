"""A person in the documents that hang on releases: forgotten, and not read anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.privacy import forget
from storage import upkeep
from storage.archive import Archive
from tests.documents import files
from tests.documents.conftest import Room
from tests.documents.test_again import reparse
from tests.server import page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

NAME = "Kari Nordmann"
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WITHOUT = "Spør [navn fjernet] om gangvei"


@pytest.fixture
def room(server: Server, tmp_path: Path) -> Room:
    running = Room(server, tmp_path)
    running.release("Vedlegg", "/a.pdf")
    return running


def forget_in(room: Room) -> None:
    with Archive.open(room.folder / "archive.db") as archive:
        forget(archive, NAME, AT, dry_run=False)


def check(room: Room, revision: int = 1) -> None:
    """Hold the archive to knowing the document without the person."""
    assert room.rows("SELECT text, revision FROM documents, releases") == [(WITHOUT, revision)]
    with Archive.open(room.folder / "archive.db") as archive:
        assert list(upkeep.verify(archive)) == []
        for (number,) in archive.connection.execute("SELECT id FROM captures").fetchall():
            assert not archive.capture(number).body.startswith(b"%PDF")


def test_a_document_that_was_read_goes_and_its_other_words_stay(room: Room) -> None:
    room.server.at("/a.pdf", page(files.pdf(f"Spør {NAME} om gangvei")))
    room.run()
    forget_in(room)
    check(room)
    assert reparse(room) == []
    check(room)


def test_the_same_bytes_once_more_are_neither_kept_nor_an_exchange(room: Room) -> None:
    room.server.at("/a.pdf", page(files.pdf(f"Spør {NAME} om gangvei")))
    room.run()
    forget_in(room)
    with Archive.open(room.folder / "archive.db") as archive, archive.transaction():
        archive.connection.execute("DELETE FROM validators")
    room.run(timedelta(days=2))
    assert len(room.server.asked("/a.pdf")) == 2
    check(room)


def test_a_document_that_comes_later_is_read_without_them(room: Room) -> None:
    document = files.pdf(f"Spør {NAME} om gangvei")
    room.server.at("/a.pdf", page(files.pdf("Spør Ola om gangvei")), page(document))
    room.run()
    forget_in(room)
    room.run(timedelta(days=2))
    assert room.rows("SELECT text FROM documents") == [(WITHOUT,)]
    assert reparse(room) == []


def test_other_bytes_that_say_the_same_are_no_exchange(room: Room) -> None:
    document = files.pdf(f"Spør {NAME} om gangvei")
    room.server.at("/a.pdf", page(document), page(document + b"\n% made again"))
    room.run()
    forget_in(room)
    room.run(timedelta(days=2))
    check(room)
