"""NDJSON: a JSON object a line, for programs that read as it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from storage.export.record import lines
from storage.export.text import text_over

if TYPE_CHECKING:
    from storage.export.query import ExportOptions
    from storage.export.selection import Selection


def write(selection: Selection, out: BinaryIO, options: ExportOptions) -> int:
    """Write the releases, one a line."""
    count = 0
    with text_over(out) as text:
        for line in lines(selection, options):
            text.write(line + "\n")
            count += 1
    return count
