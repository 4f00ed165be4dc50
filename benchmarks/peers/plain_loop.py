"""A plain loop of feedparser and sqlite3, as anybody would write it: no search, nothing kept twice.

``python plain_loop.py DB URL…``
"""

from __future__ import annotations

import sqlite3
import sys
from urllib.request import urlopen

import feedparser


def main() -> None:
    """Read every feed and upsert its entries."""
    db = sqlite3.connect(sys.argv[1])
    db.execute(
        "CREATE TABLE IF NOT EXISTS entries"
        " (id TEXT PRIMARY KEY, link TEXT, title TEXT, summary TEXT, content TEXT, published TEXT)"
    )
    for url in sys.argv[2:]:
        with urlopen(url) as answer:
            feed = feedparser.parse(answer.read())
        with db:
            db.executemany(
                "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (
                        *(entry.id, entry.link, entry.title, entry.summary),
                        *(entry.content[0].value, entry.published),
                    )
                    for entry in feed.entries
                ),
            )


if __name__ == "__main__":
    main()
