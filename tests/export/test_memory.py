from __future__ import annotations

import gc
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from storage.export import FORMATS, ExportQuery, write
from storage.export.rows import AgendaEntry, ExportedRelease
from storage.export.selection import BATCH
from tests.export.world import INVITATION, keep, options

if TYPE_CHECKING:
    from pathlib import Path

    from storage.archive import Archive

MANY = 6 * BATCH

READING = [name for name, one in FORMATS.items() if one.available and name != "warc"]
"""The formats that are written from releases: a WARC is written from captures, one at a time."""


@pytest.mark.parametrize("typed", ["", "pressetreff"])
@pytest.mark.parametrize("fmt", READING)
def test_a_format_holds_few_releases_however_many_it_writes(
    empty: Archive, tmp_path: Path, fmt: str, typed: str
) -> None:
    with empty.transaction():
        keep(empty, *(replace(INVITATION, key=f"ntb-{number}") for number in range(MANY)))
    held: list[int] = []

    def count() -> int:
        kinds = (AgendaEntry, ExportedRelease)
        held.append(sum(type(one) in kinds for one in gc.get_objects()))
        return 0

    # What other tests left in this process is not counted again and again.
    gc.freeze()
    try:
        empty.connection.set_progress_handler(count, 5_000)
        out = tmp_path / "out" if FORMATS[fmt].folder else io.BytesIO()
        rows = write(empty.connection, fmt, out, ExportQuery(typed), options())
    finally:
        empty.connection.set_progress_handler(None, 0)
        gc.unfreeze()
    assert rows == (3 * MANY if fmt == "ics" else MANY)
    assert len(held) > 3
    assert max(held) <= BATCH
