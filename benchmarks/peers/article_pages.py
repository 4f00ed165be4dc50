"""How many article pages a second a library reads, and whether it keeps the lead.

``python article_pages.py WHO FOLDER`` reads ``*.html`` there, beside each a ``.lead``; prints JSON.
The first page is read before the clock starts, so that imports do not count.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def pressearkiv() -> Callable[[bytes], str]:
    """Return our own way from bytes to the text that is kept: read, cleaned, made safe to show."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from pipeline import text
    from sources.item import Response
    from sources.regjeringen import Regjeringen

    def read(body: bytes) -> str:
        url = "https://www.regjeringen.no/no/aktuelt/sak/id3000001/"
        item = Regjeringen.parse(Response(url, body)).items[0]
        lead = text.line(item.lead)
        return f"{lead}\n{text.read(item.body, url, without=lead).plain}"

    return read


def trafilatura() -> Callable[[bytes], str]:
    """Return trafilatura's, with its comments and tables off: the fastest that keeps the text."""
    from trafilatura import extract

    return lambda body: extract(body, include_comments=False, include_tables=False) or ""


def newspaper4k() -> Callable[[bytes], str]:
    """Return newspaper4k's, told the language."""
    from newspaper import Article

    def read(body: bytes) -> str:
        article = Article("https://www.regjeringen.no/a", language="no", fetch_images=False)
        article.download(input_html=body.decode())
        article.parse()
        return str(article.text)

    return read


def main() -> None:
    """Read every page once and print seconds and leads."""
    who, folder = sys.argv[1:]
    read = {"pressearkiv": pressearkiv, "trafilatura": trafilatura, "newspaper4k": newspaper4k}[
        who
    ]()
    files = sorted(Path(folder).glob("*.html"))
    pages = [file.read_bytes() for file in files]
    leads = [file.with_suffix(".lead").read_text(encoding="utf-8") for file in files]
    read(pages[0])
    began = time.perf_counter()
    texts = [read(page) for page in pages]
    seconds = time.perf_counter() - began
    kept = sum(lead in text for lead, text in zip(leads, texts, strict=True))
    print(json.dumps({"seconds": seconds / len(pages), "leads": kept, "pages": len(pages)}))


if __name__ == "__main__":
    main()
