"""The library ``reader`` on the benchmark's feeds, its search enabled.

``python with_reader.py DB update WORKERS URL…`` reads the feeds and brings the search up to date.
``python with_reader.py DB fill FILE`` adds the entries of a file, one JSON list a line: address,
title, text. ``python with_reader.py DB search WORD…`` prints the seconds that each word took.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from reader import make_reader

HITS = 20


def main() -> None:
    """Do what the command line says."""
    db, what, *rest = sys.argv[1:]
    {"update": update, "fill": fill, "search": search}[what](db, rest)


def update(db: str, rest: list[str]) -> None:
    """Read every feed and bring the search up to date."""
    workers, *urls = rest
    with make_reader(db, search_enabled=True) as reader:
        for url in urls:
            reader.add_feed(url, exist_ok=True)
        reader.update_feeds(scheduled=False, workers=int(workers))
        reader.update_search()


def fill(db: str, rest: list[str]) -> None:
    """Add entries as a user's own, then make them searchable."""
    with make_reader(db, search_enabled=True) as reader:
        reader.add_feed("corpus", allow_invalid_url=True, exist_ok=True)
        with Path(rest[0]).open(encoding="utf-8") as lines:
            for link, title, text in map(json.loads, lines):
                content = [{"value": text, "type": "text/plain"}]
                entry = {"feed_url": "corpus", "id": link, "link": link, "title": title}
                reader.add_entry(entry | {"content": content})
        reader.update_search()


def search(db: str, words: list[str]) -> None:
    """Search twice for each word, ranked and with highlights; print the second time's seconds."""
    took = []
    with make_reader(db, search_enabled=True) as reader:
        for word in words:
            for _ in range(2):
                began = time.perf_counter()
                list(reader.search_entries(word, limit=HITS))
                seconds = time.perf_counter() - began
            took.append(seconds)
    print(json.dumps(took))


if __name__ == "__main__":
    main()
