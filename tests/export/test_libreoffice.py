from __future__ import annotations

import csv
import io
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.export.world import PLAIN, exported

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
# Filter options of LibreOffice's CSV export: comma, quotation mark, UTF-8, cells as shown.
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_workbook_with_letters_dates_and_links(
    conn: sqlite3.Connection, tmp_path: Path
) -> None:
    (tmp_path / "arkiv.xlsx").write_bytes(exported(conn, "xlsx"))
    rows = list(csv.reader(io.StringIO(_converted(tmp_path, AS_SHOWN, "arkiv.csv"), newline="")))
    assert rows[0][:4] == ["Publisert", "Avsender", "Type", "Tittel"]
    assert rows[2][0] == "12.03.2026 08:39"
    assert rows[1][0] == "31.03.2026"
    assert rows[2][3] == PLAIN.title
    assert rows[2][5] == PLAIN.body
    sheet = _converted(tmp_path, "fods", "arkiv.fods")
    assert 'office:value-type="date" office:date-value="2026-03-12T08:39:09"' in sheet
    assert 'xlink:href="https://kommunikasjon.example/pressemelding/1?lang=no&amp;x=1"' in sheet
    assert "table:formula" not in sheet


def _converted(folder: Path, kind: str, name: str) -> str:
    command = [
        OFFICE or "",
        "--headless",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        kind,
        "--outdir",
        str(folder),
        str(folder / "arkiv.xlsx"),
    ]
    # On a new profile LibreOffice may end and ask to be started again.
    for _ in range(2):
        subprocess.run(command, check=False, capture_output=True, timeout=120)
        if (folder / name).exists():
            break
    return (folder / name).read_text(encoding="utf-8")
