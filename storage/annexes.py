"""Where in a release's translations and documents the words stand that led to it.

FTS5 would cut a snippet too, but reads all of a text for it, twice, and knows no pages. Here the
forms that were searched for are looked up as they are, which in a paper of 200 pages takes a
millisecond.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage.norwegian.words import words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from storage.search_plan import Plan, Wanted

_PAGE_BREAK: Final = "\f"
_BEFORE, _AFTER = 80, 140
_ELLIPSIS: Final = "…"

_TEXTS: Final = (
    "SELECT '', '', NULL, title || char(10) || lead || char(10) || body FROM translations"
    " WHERE release_id = ?1"
    " UNION ALL SELECT title, url, pages, text FROM documents"
    " WHERE release_id = ?1 AND text IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A document and the page or slide in it, ``None`` where it has no pages."""

    title: str
    url: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some words around those that were looked for: (text, whether it is one of them).

    ``place`` is ``None`` where they are from a translation.
    """

    pieces: tuple[tuple[str, bool], ...]
    place: Place | None


def excerpt(conn: sqlite3.Connection, release_id: int, asked: Plan) -> Excerpt | None:
    """Return where most of what was asked for stands together first, or ``None`` for nowhere."""
    wanted = _positive(asked)
    best, most = None, 0
    for title, url, pages, text in conn.execute(_TEXTS, (release_id,)):
        for number, page in _pages(text, pages):
            found = sum(next(_spots(page.lower(), one), None) is not None for one in wanted)
            if found > most:
                best, most = (Place(title, url, number) if url else None, page), found
                if found == len(wanted):
                    break
    return Excerpt(_around(best[1], wanted), best[0]) if best else None


def pages_with(conn: sqlite3.Connection, release_id: int, asked: Plan) -> dict[str, list[int]]:
    """Return the pages of a release's documents on which all stands that was asked for, by address.

    Documents without pages are left out.
    """
    wanted = _positive(asked)
    found: dict[str, list[int]] = {}
    if not wanted:
        return found
    for _, url, pages, text in conn.execute(_TEXTS, (release_id,)):
        for number, page in _pages(text, pages):
            low = page.lower()
            if number is not None and all(any(_spots(low, one)) for one in wanted):
                found.setdefault(url, []).append(number)
    return found


def _positive(asked: Plan) -> list[Wanted]:
    return [one for one in asked.wanted if not one.asked.excluded]


def _pages(text: str, pages: int | None) -> Iterator[tuple[int | None, str]]:
    if pages is None:
        yield None, text
    else:
        yield from enumerate(text.split(_PAGE_BREAK), start=1)


def _spots(low: str, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """Yield where forms of a word stand in a text in lower case, of a phrase its last word."""
    *before, _ = wanted.asked.words
    for form in (*wanted.forms, *wanted.compounds):
        start = low.find(form)
        while start >= 0:
            end = start + len(form)
            whole = not low[start - 1 : start].isalnum()
            whole = whole and (wanted.prefix or not low[end : end + 1].isalnum())
            if whole and _preceded(low[:start], before):
                yield start, end
            start = low.find(form, end)


def _preceded(text: str, before: list[str]) -> bool:
    if not before:
        return True
    near = text[-(_BEFORE + sum(map(len, before))) :]
    return words(near)[-len(before) :] == before


def _around(page: str, wanted: list[Wanted]) -> tuple[tuple[str, bool], ...]:
    """Return the words around the first spot on a page, with every spot among them marked."""
    low = page.lower()
    if len(low) != len(page):
        # A letter of another alphabet is two when small: what is shown is what was compared.
        page = low
    spots = sorted({spot for one in wanted for spot in _spots(low, one)})
    start = page.find(" ", max(0, spots[0][0] - _BEFORE), spots[0][0]) + 1
    start = start if spots[0][0] > _BEFORE and start else max(0, spots[0][0] - _BEFORE)
    end = page.rfind(" ", spots[0][1], spots[0][1] + _AFTER)
    end = len(page) if len(page) <= spots[0][1] + _AFTER else max(end, spots[0][1])
    pieces, at = [(_ELLIPSIS, False)] if start else [], start
    for left, right in spots:
        if at <= left and right <= end:
            pieces += [(page[at:left], False), (page[left:right], True)]
            at = right
    pieces += [(page[at:end], False), (_ELLIPSIS if end < len(page) else "", False)]
    return tuple(piece for piece in pieces if piece[0])
