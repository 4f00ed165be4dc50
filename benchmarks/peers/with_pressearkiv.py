"""Our own search, timed as ``with_reader.py search`` times its: ``python -m … DB WORD…``."""

from __future__ import annotations

import datetime
import json
import sqlite3
import sys
import time

from storage.search import search

TODAY = datetime.date(2026, 1, 1)


def main() -> None:
    """Search twice for each word, ranked and with snippets; print the second time's seconds."""
    db, *words = sys.argv[1:]
    conn = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    took = []
    for word in words:
        for _ in range(2):
            began = time.perf_counter()
            search(conn, word, today=TODAY, limit=20)
            seconds = time.perf_counter() - began
        took.append(seconds)
    conn.close()
    print(json.dumps(took))


if __name__ == "__main__":
    main()
