"""ARC, the form that web archives wrote before WARC."""

from __future__ import annotations

import gzip
from pathlib import Path

from pipeline.config import load
from tests.warc.files import article, empty, imported, rows

PAGE = "https://www.regjeringen.no/no/aktuelt/sak/id2630001/"


def test_an_arc_file_is_taken_in_as_well(tmp_path: Path) -> None:
    settings = empty(load(Path(__file__).parents[2] / "config.toml", {}), tmp_path)
    page = article(2630001, "Om vei", "Veien åpner.")
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    told = b"1 0 crawler\nURL IP-address Archive-date Content-type Archive-length\n"
    head = b"filedesc://a.arc.gz 0.0.0.0 20080101000000 text/plain %d\n" % len(told)
    line = f"{PAGE} 10.0.0.1 20080312090000 text/html {len(answer)}\n".encode()
    path = tmp_path / "a.arc.gz"
    path.write_bytes(gzip.compress(head + told + b"\n") + gzip.compress(line + answer + b"\n"))
    imported(settings, path)
    assert rows(settings, "SELECT key, first_seen_at FROM releases") == [
        ("regjeringen-2630001", "2008-03-12T09:00:00Z")
    ]
