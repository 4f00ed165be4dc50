"""An archive in memory that search tests fill."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from storage.schema import migrations
from storage.search import Filters, Results, index_words, search

if TYPE_CHECKING:
    import sqlite3

TODAY = datetime.date(2026, 6, 1)

_RELEASE = {
    "source_id": "ks",
    "url": "https://example.org/1",
    "lead": "",
    "body": "",
    "type": "pressemelding",
    "type_text": "",
    "language": "nb",
    "publisher": "KS",
    "published_text": "",
    "first_seen_at": "2026-06-01T08:00:00Z",
    "last_seen_at": "2026-06-01T08:00:00Z",
    "revision": 1,
    "text_status": "full",
    "content_hash": "1:",
}


class Archive:
    """Releases in memory, and searches over them; ``add`` does as the archive's writer does."""

    def __init__(self) -> None:
        database = Database(memory=True)
        migrations().apply(database)
        self.conn: sqlite3.Connection = database.conn
        self.conn.execute("PRAGMA foreign_keys = on")
        for source in ("ks", "kdd"):
            self.conn.execute("INSERT INTO sources VALUES (?, ?, 'feed', '', '')", (source, source))

    def add(self, title: str, day: str | None = "2026-05-01", **fields: Any) -> int:
        (count,) = self.conn.execute("SELECT count(*) FROM releases").fetchone()
        row = {**_RELEASE, "key": f"ntb-{count + 1}", "title": title, **fields}
        row |= {"published_date": day, "published_local": day}
        names = ", ".join(row)
        cursor = self.conn.execute(
            f"INSERT INTO releases({names}) VALUES ({', '.join('?' * len(row))})", [*row.values()]
        )
        index_words(self.conn, (row["title"], row["lead"], row["body"]))
        return cursor.lastrowid or 0

    def translate(self, release: int, language: str, title: str) -> None:
        self.conn.execute(
            "INSERT INTO translations VALUES (?, ?, '', ?, '', '', '', NULL)",
            (release, language, title),
        )
        index_words(self.conn, (title,))

    def attach(self, release: int, text: str | None, position: int = 0) -> int:
        cursor = self.conn.execute(
            "INSERT INTO documents(release_id, position, url, title, text)"
            " VALUES (?, ?, '', '', ?)",
            (release, position, text),
        )
        index_words(self.conn, (text or "",))
        return cursor.lastrowid or 0

    def search(self, typed: str, filters: Filters | None = None, **options: Any) -> Results:
        return search(self.conn, typed, filters or Filters(), today=TODAY, **options)

    def titles(self, typed: str, filters: Filters | None = None, **options: Any) -> list[str]:
        return [hit.title for hit in self.search(typed, filters, **options).hits]

    def agrees(self) -> bool:
        """Whether SQLite finds index and texts in agreement; it raises where not."""
        self.conn.execute(
            "INSERT INTO releases_fts(releases_fts, rank) VALUES ('integrity-check', 1)"
        )
        return True
