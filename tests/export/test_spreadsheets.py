from __future__ import annotations

import csv
import datetime
import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from storage.export import as_xlsx
from storage.export.query import ExportOptions
from storage.export.selection import Selection
from storage.export.table import PRECISIONS
from storage.release import Attachment, Contact, Published
from tests.export.world import EVERYTHING, NOW, PLAIN, exported, keep, on_day, withdraw

if TYPE_CHECKING:
    import sqlite3

    from storage.archive import Archive

openpyxl = pytest.importorskip("openpyxl")
unescape = pytest.importorskip("openpyxl.utils.escape").unescape

FORMULA = '=HYPERLINK("http://x.example"; "æ")'


def rows(said: bytes, separator: str = ",") -> list[dict[str, str]]:
    text = said.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))


def sheet(said: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(said)).worksheets[0]


def wall_clock(iso: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(iso)


def cells(said: bytes) -> list[dict[str, Any]]:
    heading, *lines = sheet(said).iter_rows()
    names = [cell.value for cell in heading]
    return [dict(zip(names, line, strict=True)) for line in lines]


def test_csv_begins_with_a_byte_order_mark_and_ends_its_lines_as_rfc_4180_says(
    conn: sqlite3.Connection,
) -> None:
    said = exported(conn, "csv")
    assert said.startswith(b"\xef\xbb\xbfPublisert,Avsender,Type,Tittel,")
    assert said.endswith(b"\r\n")


@pytest.mark.parametrize("separator", [",", ";"])
def test_csv_comes_back_whole_whichever_the_separator(
    conn: sqlite3.Connection, separator: str
) -> None:
    found = rows(exported(conn, "csv", separator=separator), separator)
    one = found[1]
    assert one["Tittel"] == PLAIN.title
    assert one["Brødtekst"] == PLAIN.body
    assert one["Lenke"] == PLAIN.url
    assert one["Publisert"] == "2026-03-12 08:39:09"
    assert one["Dato"] == "2026-03-12"
    assert one["Presisjon"] == "sekund"
    assert one["Først sett"] == "2026-03-12 09:00:00"
    assert one["Nøkkel"] == "ntb-1"
    assert one["Dokumenter"] == "Tabell https://kommunikasjon.example/a b.pdf"


def test_a_day_claims_no_time_and_no_date_is_an_empty_cell(conn: sqlite3.Connection) -> None:
    found = rows(exported(conn, "csv"))
    assert [one["Publisert"] for one in found] == ["2026-03-31", "2026-03-12 08:39:09", ""]


def test_a_sender_that_is_not_named_is_the_source(conn: sqlite3.Connection) -> None:
    assert rows(exported(conn, "csv"))[0]["Avsender"] == "KDD"


def test_every_precision_of_a_date_has_a_word_of_its_own() -> None:
    from typing import get_args

    from pipeline.dates import Precision

    assert set(PRECISIONS) == set(get_args(Precision))


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_people_are_there_only_when_asked_for(archive: Archive, fmt: str) -> None:
    def headings(**said: Any) -> list[str]:
        whole = exported(archive.connection, fmt, **said)
        return list(cells(whole)[0]) if fmt == "xlsx" else list(rows(whole)[0])

    assert "Kontakter" not in headings()
    assert headings(contacts="keep")[-1] == "Kontakter"
    hidden = exported(archive.connection, "csv").decode()
    assert "Nordmann" not in hidden
    kept = rows(exported(archive.connection, "csv", contacts="keep"))[1]["Kontakter"]
    assert kept == "Kari Nordmann, pressesjef, +47 99 99 99 99, kari@ks.example"


def test_formulas_in_any_text_are_neutralised_in_both(empty: Archive) -> None:
    keep(
        empty,
        replace(
            PLAIN,
            title=FORMULA,
            lead="\t=1+1",
            body=" ＝1+1",
            publisher="@SUM(1)",
            url="=cmd|' /C calc'!A0",
            documents=(Attachment("-2+3", "+1"),),
            contacts=(Contact("-1"),),
        ),
    )
    in_csv = rows(exported(empty.connection, "csv", contacts="keep"))[0]
    in_xlsx = cells(exported(empty.connection, "xlsx", contacts="keep"))[0]
    for name in ("Tittel", "Ingress", "Brødtekst", "Avsender", "Lenke", "Dokumenter", "Kontakter"):
        assert in_csv[name].startswith("'"), name
        assert in_xlsx[name].value.startswith("'"), name
        assert in_xlsx[name].data_type == "s", name


def test_a_workbook_has_no_formula_at_all(empty: Archive) -> None:
    keep(empty, replace(PLAIN, title=FORMULA, lead="{=1+1}", body="=1"))
    with zipfile.ZipFile(io.BytesIO(exported(empty.connection, "xlsx"))) as whole:
        assert b"<f>" not in whole.read("xl/worksheets/sheet1.xml")


def test_a_workbook_has_dates_that_are_dates_in_oslos_time(archive: Archive) -> None:
    withdraw(archive, PLAIN.key)
    first, second, third = cells(exported(archive.connection, "xlsx"))
    assert second["Publisert"].value == wall_clock("2026-03-12 08:39:09")
    assert second["Publisert"].number_format == "dd.mm.yyyy hh:mm"
    assert first["Publisert"].value == wall_clock("2026-03-31")
    assert first["Publisert"].number_format == "dd.mm.yyyy"
    assert third["Publisert"].value is None
    assert second["Trukket tilbake"].value == wall_clock("2026-03-20 11:00")
    assert second["Revisjon"].value == 1


def test_a_workbook_has_links_a_frozen_heading_filters_and_widths(conn: sqlite3.Connection) -> None:
    said = sheet(exported(conn, "xlsx"))
    assert said.freeze_panes == "A2"
    assert said.auto_filter.ref == "A1:P4"
    assert said.column_dimensions["D"].width > 50
    assert said["A1"].font.bold
    assert said["G3"].hyperlink.target == PLAIN.url
    assert said["G3"].value == PLAIN.url
    assert said["D3"].value == PLAIN.title
    assert said["F3"].value == PLAIN.body


def test_a_date_before_excels_first_is_text(empty: Archive) -> None:
    keep(empty, replace(PLAIN, published=on_day("1884-07-02")))
    assert cells(exported(empty.connection, "xlsx"))[0]["Publisert"].value == "1884-07-02"


def test_only_web_addresses_become_links(empty: Archive) -> None:
    keep(empty, replace(PLAIN, url="file:///etc/passwd"))
    found = cells(exported(empty.connection, "xlsx"))[0]["Lenke"]
    assert found.hyperlink is None
    assert found.value == "file:///etc/passwd"


def test_control_characters_are_dropped_and_strange_text_is_kept(empty: Archive) -> None:
    strange = "<r>\x00\x1bTekst &amp; _x0041_ 😀</r>"
    keep(empty, replace(PLAIN, title=strange, lead="<r><t>gal</t></r>"))
    found = cells(exported(empty.connection, "xlsx"))[0]
    assert unescape(found["Tittel"].value).strip() == "<r>Tekst &amp; _x0041_ 😀</r>"
    assert found["Ingress"].value.strip() == "<r><t>gal</t></r>"
    assert rows(exported(empty.connection, "csv"))[0]["Tittel"].startswith("<r>Tekst")


@pytest.mark.parametrize("letter", ["å", "😀"])
def test_a_text_longer_than_a_cell_is_cut_and_says_so(empty: Archive, letter: str) -> None:
    keep(empty, replace(PLAIN, body=letter * 40_000))
    found = cells(exported(empty.connection, "xlsx"))[0]["Brødtekst"].value
    assert found.startswith(letter)
    assert found.endswith("[avkortet: hele teksten står bak lenken]")
    assert len(found.encode("utf-16-le")) // 2 <= 32_767
    assert len(rows(exported(empty.connection, "csv"))[0]["Brødtekst"]) == 40_000


def test_a_sheet_that_is_full_is_followed_by_another(conn: sqlite3.Connection) -> None:
    out = io.BytesIO()
    options = ExportOptions(now=NOW)
    count = as_xlsx.write(Selection(conn, EVERYTHING, NOW), out, options, rows_a_sheet=2)
    book = openpyxl.load_workbook(out)
    assert count == 3
    assert book.sheetnames == ["Pressemeldinger", "Pressemeldinger 2"]
    assert [one.max_row for one in book.worksheets] == [3, 2]
    assert book.worksheets[1]["A1"].value == "Publisert"


def test_an_empty_export_has_its_headings(empty: Archive) -> None:
    assert exported(empty.connection, "csv").decode("utf-8-sig").startswith("Publisert,")
    assert sheet(exported(empty.connection, "xlsx"))["A1"].value == "Publisert"


def test_a_month_stands_as_its_first_day_and_says_that_it_is_a_month(empty: Archive) -> None:
    march = Published(text="mars 2026", local="2026-03-01", date="2026-03-01", precision="month")
    keep(empty, replace(PLAIN, published=march))
    assert rows(exported(empty.connection, "csv"))[0]["Presisjon"] == "måned"
