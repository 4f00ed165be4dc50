"""Where in a release's documents the words stand that led to it: which document, which page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage.norwegian.words import words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from storage.search_plan import Plan, Wanted

_ELLIPSIS: Final = "…"
_PAGE_BREAK: Final = "\f"


@dataclass(frozen=True, slots=True)
class Place:
    """A document and the page or slide in it, ``None`` where it has no pages."""

    title: str
    url: str
    page: int | None


def place_of(conn: sqlite3.Connection, release_id: int, before: str, after: str) -> Place | None:
    """Return where a snippet was cut from; ``None`` where that is no document.

    ``before`` and ``after`` are the snippet's text up to its first marked word and from there on.
    """
    for fragment in _fragments(before, after):
        row = conn.execute(
            "SELECT title, url, pages, substr(text, 1, instr(text, ?2)) FROM documents"
            " WHERE release_id = ?1 AND instr(text, ?2) ORDER BY position LIMIT 1",
            (release_id, fragment),
        ).fetchone()
        if row is not None:
            title, url, pages, above = row
            return Place(title, url, None if pages is None else above.count(_PAGE_BREAK) + 1)
    return None


def _fragments(before: str, after: str) -> Iterator[str]:
    """Yield the text around a word as it stands on one page, then on one line of it."""
    before, after = before.removeprefix(_ELLIPSIS), after.removesuffix(_ELLIPSIS)
    for edge in (_PAGE_BREAK, "\n"):
        before, after = before.rpartition(edge)[2], after.partition(edge)[0]
        yield before + after


def pages_with(conn: sqlite3.Connection, release_id: int, asked: Plan) -> dict[str, list[int]]:
    """Return the pages of a release's documents on which all stands that was asked for, by address.

    A phrase counts where all its words stand on the page.
    """
    wanted = [one for one in asked.wanted if not one.asked.excluded]
    found: dict[str, list[int]] = {}
    if not wanted:
        return found
    rows = conn.execute(
        "SELECT documents.url, page, document_pages.text FROM documents"
        " JOIN document_pages ON document_pages.document_id = documents.id"
        " WHERE documents.release_id = ? ORDER BY position, page",
        (release_id,),
    )
    for url, page, text in rows:
        said = set(words(text))
        if all(_stands(one, said) for one in wanted):
            found.setdefault(url, []).append(page)
    return found


def _stands(wanted: Wanted, said: set[str]) -> bool:
    last = {*wanted.forms, *wanted.compounds}
    return said.issuperset(wanted.asked.words[:-1]) and not said.isdisjoint(last)
