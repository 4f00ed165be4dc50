"""Documents read again when what reads them has changed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from click.testing import CliRunner

from pipeline.cli import main
from storage import upkeep
from storage.archive import Archive
from tests.documents import files
from tests.server import page

if TYPE_CHECKING:
    from tests.documents.conftest import Room


def reparse(room: Room, *options: str) -> list[dict[str, object]]:
    config = ["--config", str(room.folder / "config.toml")]
    done = CliRunner().invoke(main, ["reparse", "--json", *options, *config])
    assert done.exit_code == 0, done.output
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def grow_old(room: Room) -> None:
    """Make the archive as a poorer reader would have left it."""
    with Archive.open(room.folder / "archive.db") as archive, archive.transaction():
        archive.connection.execute("UPDATE documents SET text = 'Dårlig lest', read_by = '0'")


def test_nothing_is_read_again_by_the_reader_that_read_it(room: Room) -> None:
    room.server.at("/a.pdf", page(files.pdf("Slik står det")))
    room.release("Lest", "/a.pdf")
    room.run()
    assert reparse(room) == []


def test_another_edition_of_the_reader_reads_the_kept_bytes_again(room: Room) -> None:
    address = room.server.at("/a.pdf", page(files.pdf("Slik står renteparadokset")))
    room.release("Lest", "/a.pdf")
    room.run()
    grow_old(room)
    field = {"field": address, "before": "Dårlig lest", "after": "Slik står renteparadokset"}
    assert [d["fields"] for d in reparse(room, "--dry-run")] == [[field]]
    assert room.rows("SELECT text FROM documents") == [("Dårlig lest",)]
    assert [d["fields"] for d in reparse(room)] == [[field]]
    assert room.rows("SELECT text, revision FROM documents, releases") == [
        ("Slik står renteparadokset", 1)
    ]
    assert len(room.server.asked("/a.pdf")) == 1
    assert reparse(room) == []
    with Archive.open(room.folder / "archive.db") as archive:
        assert list(upkeep.verify(archive)) == []


def test_a_better_reader_never_accuses_a_publisher_of_an_exchange(room: Room) -> None:
    first = files.pdf("Uendret")
    room.server.at("/a.pdf", page(first), page(first + b"\n% made again"))
    room.release("Lest", "/a.pdf")
    room.run()
    grow_old(room)
    room.run(timedelta(days=2))
    assert room.rows("SELECT text, revision FROM documents, releases") == [("Uendret", 1)]


def test_an_exchanged_document_leaves_nothing_for_reparse_to_find(room: Room) -> None:
    room.server.at("/a.pdf", page(files.pdf("10 mill.")), page(files.pdf("12 mill.")))
    room.lead = "Møtet er i morgen kl. 10."
    room.release("Rettet i stillhet", "/a.pdf")
    room.run()
    room.run(timedelta(days=2))
    assert room.rows("SELECT revision, text FROM documents, releases") == [(2, "12 mill.")]
    assert reparse(room) == []
