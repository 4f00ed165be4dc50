"""CSV as spreadsheets open it: UTF-8 with a byte order mark, a line's end of CR LF (RFC 4180)."""

from __future__ import annotations

import csv
import datetime
from typing import TYPE_CHECKING, BinaryIO

from storage.export.table import Link, columns, safe
from storage.export.text import text_over

if TYPE_CHECKING:
    from storage.export.query import ExportOptions
    from storage.export.selection import Selection
    from storage.export.table import Cell


def write(selection: Selection, out: BinaryIO, options: ExportOptions) -> int:
    """Write a heading and a line a release; times are Oslo wall clock, ``2026-03-12 08:39:09``."""
    shown = columns(options)
    count = 0
    with text_over(out, "utf-8-sig") as text:
        lines = csv.writer(text, delimiter=options.separator)
        lines.writerow([column.heading for column in shown])
        for release in selection.releases(contacts=options.contacts == "keep"):
            lines.writerow([_written(column.cell(release)) for column in shown])
            count += 1
    return count


def _written(cell: Cell) -> str | int:
    match cell:
        case None:
            return ""
        case int():
            return cell
        case datetime.datetime():
            return cell.isoformat(" ")
        case datetime.date():
            return cell.isoformat()
        case Link(url):
            return safe(url)
        case str():
            return safe(cell)
