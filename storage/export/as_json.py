"""JSON: one document, a list with an object a release."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from storage.export.record import lines
from storage.export.text import text_over

if TYPE_CHECKING:
    from storage.export.query import ExportOptions
    from storage.export.selection import Selection


def write(selection: Selection, out: BinaryIO, options: ExportOptions) -> int:
    """Write the list, one release a line."""
    count = 0
    with text_over(out) as text:
        text.write("[")
        for count, line in enumerate(lines(selection, options), start=1):
            text.write(",\n" if count > 1 else "\n")
            text.write(line)
        text.write("\n]\n")
    return count
