"""WARC files: written from an archive, taken in again, and written by hand as crawlers do."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.demo.world import NOW
from pipeline.imports.load import Loaded, load
from storage.archive import Archive
from storage.export import ExportOptions, ExportQuery, write
from tests.run.rooms import HOW_IT_WENT, contents

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime
    from pathlib import Path

    from pipeline.settings import Settings

NOT_IN_A_FILE = (*HOW_IT_WENT, "robots", "imports", "alerts", "backfills")
"""How the runs went here, and what was imported: the only tables that may differ."""

EVERYTHING = ExportQuery()


def exported(settings: Settings, path: Path, query: ExportQuery = EVERYTHING) -> Path:
    """Write an archive as a WARC file."""
    with Archive.open(settings.archive, read_only=True) as archive:
        write(archive.connection, "warc", path, query, ExportOptions(now=NOW[2]))
    return path


def empty(settings: Settings, folder: Path, name: str = "other") -> Settings:
    """Return the same settings over an archive that is not there yet."""
    return replace(settings, archive=folder / f"{name}.db")


def imported(
    settings: Settings, *files: Path, source_id: str | None = None, now: datetime = NOW[2]
) -> Loaded:
    """Take files in."""
    with Archive.open(settings.archive) as archive:
        return load(files, settings, archive, now, lambda _d, _t: None, source_id=source_id)


def told(settings: Settings) -> dict[str, list[Any]]:
    """Return all that an archive tells, by keys and hashes, response headers included."""
    with Archive.open(settings.archive, read_only=True) as archive:
        db = archive.connection
        found = contents(db, without=(*NOT_IN_A_FILE, "stories", "story_links"))
        found["headers"] = sorted(db.execute("SELECT url, sha256, headers FROM captures"))
        found["stories"] = _stories(db)
    return found


def _stories(db: sqlite3.Connection) -> list[Any]:
    links = db.execute(
        "SELECT a.key, b.key, kind, reason, evidence, confidence, made_at FROM story_links AS l"
        " JOIN releases AS a ON a.id = l.release_id JOIN releases AS b ON b.id = other_release_id"
    ).fetchall()
    firsts = db.execute(
        "SELECT r.key, f.key FROM releases AS r JOIN stories AS s ON s.id = r.story_id"
        " JOIN releases AS f ON f.id = s.first_release_id"
    ).fetchall()
    return sorted(map(repr, links + firsts))


def rows(settings: Settings, sql: str, *values: object) -> list[Any]:
    """Return the rows of a query."""
    with Archive.open(settings.archive, read_only=True) as archive:
        return archive.connection.execute(sql, values).fetchall()


class Crawl:
    """A WARC file as a crawler writes it, record by record."""

    def __init__(self, path: Path) -> None:
        from warcio.warcwriter import WARCWriter

        self.path = path
        self._out = path.open("wb")
        self._writer = WARCWriter(self._out, gzip=True, warc_version="1.0")

    def response(
        self,
        url: str,
        at: str,
        body: bytes,
        status: str = "200 OK",
        headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),),
    ) -> str:
        """Write a response; return its payload's digest."""
        from warcio.statusandheaders import StatusAndHeaders

        record = self._writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(body),
            length=len(body),
            warc_headers_dict={"WARC-Date": at},
            http_headers=StatusAndHeaders(status, list(headers), protocol="HTTP/1.1"),
        )
        self._writer.write_record(record)
        return str(record.rec_headers.get_header("WARC-Payload-Digest"))

    def revisit(self, url: str, at: str, digest: str, first: tuple[str, str]) -> None:
        """Write that an address answered what stood in an earlier record."""
        from warcio.statusandheaders import StatusAndHeaders

        record = self._writer.create_revisit_record(
            url,
            digest,
            *first,
            http_headers=StatusAndHeaders("200 OK", [], protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": at},
        )
        self._writer.write_record(record)

    def raw(self, data: bytes) -> None:
        """Write bytes that are no record."""
        self._out.write(data)

    def done(self) -> Path:
        """Close the file."""
        self._out.close()
        return self.path


def article(number: int, title: str, body: str, day: str = "12.03.2019") -> bytes:
    """Return an article's page as regjeringen.no writes it."""
    year = "-".join(reversed(day.split(".")))
    return f"""<!DOCTYPE html><html lang="nb"><head><title>{title}</title>
<meta name="DC.Date" content="{year}"><meta name="DC.Language" content="no-NB">
<meta name="DC.Identifier.URL" content="https://www.regjeringen.no/no/aktuelt/sak/id{number}/">
</head><body><div class="article-header"><h1>{title}</h1></div>
<div class="article-info"><span class="type">Pressemelding</span> |
<span class="date">Dato: {day}</span> | <span class="owner">
<a href="/kdd">Kommunal- og distriktsdepartementet</a></span></div>
<div class="article-ingress"><p>Ingress til {title}.</p></div>
<div class="article-body"><p>{body}</p></div></body></html>""".encode()
