from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from tests.export.world import PLAIN, exported

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE_NS = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_workbook_with_letters_dates_and_links(
    conn: sqlite3.Connection, tmp_path: Path
) -> None:
    (tmp_path / "arkiv.xlsx").write_bytes(exported(conn, "xlsx"))
    rows = _opened(tmp_path)
    shown = [[_shown(cell) for cell in row] for row in rows]
    assert shown[0][:4] == ["Publisert", "Avsender", "Type", "Tittel"]
    assert shown[1][0] == "31.03.2026"
    assert shown[2][0] == "12.03.2026 08:39"
    assert rows[2][0].get(OFFICE_NS + "date-value") == "2026-03-12T08:39:09"
    assert shown[2][3] == PLAIN.title
    assert shown[2][5] == PLAIN.body
    (link,) = rows[2][6].iter(TEXT + "a")
    assert link.get(XLINK + "href") == PLAIN.url
    assert not any(cell.get(TABLE + "formula") for row in rows for cell in row)


def _opened(folder: Path) -> list[list[etree._Element]]:
    command = [
        OFFICE or "",
        "--headless",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        "fods",
        "--outdir",
        str(folder),
        str(folder / "arkiv.xlsx"),
    ]
    # On a new profile LibreOffice may end and ask to be started again.
    for _ in range(2):
        subprocess.run(command, check=False, capture_output=True, timeout=120)
        if (folder / "arkiv.fods").exists():
            break
    tree = etree.parse(folder / "arkiv.fods", etree.XMLParser(huge_tree=True))
    return [list(row.iter(TABLE + "table-cell")) for row in tree.iter(TABLE + "table-row")]


def _shown(cell: etree._Element) -> str:
    return "\n".join("".join(map(str, line.itertext())) for line in cell.iter(TEXT + "p"))
