"""An Excel workbook: dates are dates, addresses are links, and nothing is ever a formula.

Rows go to a temporary file as they come (XlsxWriter's ``constant_memory``). What Excel limits:
32,767 characters in a cell, 65,530 links and 1,048,576 rows on a sheet, no day before 1900.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from storage.export.table import Link, columns, safe
from storage.export.text import iri, oslo

if TYPE_CHECKING:
    from storage.export.query import ExportOptions
    from storage.export.selection import Selection
    from storage.export.table import Cell, Column

_MOST_UNITS = 32_767
_MOST_ROWS = 1_000_000
_MOST_LINKS = 65_530
_LONGEST_LINK = 2_079
_CUT = " … [avkortet: hele teksten står bak lenken]"
_FIRST_YEAR = 1900


def write(
    selection: Selection, out: BinaryIO, options: ExportOptions, rows_a_sheet: int = _MOST_ROWS
) -> int:
    """Write a row a release, on as many sheets as it takes; times are Oslo wall clock."""
    import xlsxwriter

    with xlsxwriter.Workbook(out, _SETTINGS) as workbook:
        made = oslo(options.now.isoformat())
        workbook.set_properties({"title": safe(options.title), "created": made})
        book = _Book(workbook, columns(options), rows_a_sheet)
        book.add_sheet()
        for release in selection.releases(contacts=options.contacts == "keep"):
            book.add_row([column.cell(release) for column in book.columns])
        book.finish_sheet()
    return book.count


_SETTINGS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class _Book:
    """A workbook being written, and where on its newest sheet the next row goes."""

    def __init__(self, workbook: Any, shown: tuple[Column, ...], rows_a_sheet: int) -> None:
        self.workbook = workbook
        self.columns = shown
        self.rows_a_sheet = rows_a_sheet
        self.heading = workbook.add_format({"bold": True, "bottom": 1})
        self.moment = workbook.add_format({"num_format": "dd.mm.yyyy hh:mm", "align": "left"})
        self.day = workbook.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
        self.count = self.sheets = self.row = self.links = 0

    def add_sheet(self) -> None:
        self.sheets += 1
        number = f" {self.sheets}" if self.sheets > 1 else ""
        self.sheet = self.workbook.add_worksheet(f"Pressemeldinger{number}")
        self.sheet.freeze_panes(1, 0)
        for place, column in enumerate(self.columns):
            self.sheet.set_column(place, place, column.width)
            self.sheet.write_string(0, place, column.heading, self.heading)
        self.row, self.links = 0, 0

    def finish_sheet(self) -> None:
        self.sheet.autofilter(0, 0, self.row, len(self.columns) - 1)

    def add_row(self, cells: list[Cell]) -> None:
        if self.row == self.rows_a_sheet:
            self.finish_sheet()
            self.add_sheet()
        self.row += 1
        self.count += 1
        for place, cell in enumerate(cells):
            self._add_cell(place, cell)

    def _add_cell(self, place: int, cell: Cell) -> None:
        match cell:
            case None | "":
                pass
            case int():
                self.sheet.write_number(self.row, place, cell)
            case datetime.date() if cell.year < _FIRST_YEAR:
                self._add_text(place, cell.isoformat())
            case datetime.datetime():
                self.sheet.write_datetime(self.row, place, cell, self.moment)
            case datetime.date():
                self.sheet.write_datetime(self.row, place, cell, self.day)
            case Link(url):
                self._add_link(place, url)
            case str():
                self._add_text(place, cell)

    def _add_link(self, place: int, url: str) -> None:
        address = iri(url)
        leads = address.startswith(("http://", "https://")) and len(address) <= _LONGEST_LINK
        if leads and self.links < _MOST_LINKS:
            self.links += 1
            self.sheet.write_url(self.row, place, address)
        else:
            self._add_text(place, url)

    def _add_text(self, place: int, text: str) -> None:
        self.sheet.write_string(self.row, place, _fitted(safe(text)))


def _fitted(text: str) -> str:
    # XlsxWriter takes such a text for markup of its own and would write it as it stands.
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _MOST_UNITS:
        return text
    return units[: 2 * (_MOST_UNITS - len(_CUT))].decode("utf-16-le", "ignore") + _CUT
