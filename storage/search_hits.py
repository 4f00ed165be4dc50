"""What a page of results shows of each release: its fields, and the words that matched, marked."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from storage.annexes import excerpt
from storage.norwegian.words import words

if TYPE_CHECKING:
    import sqlite3

    from storage.annexes import Place
    from storage.search_plan import Plan

# Control characters: no text in the archive has them, and if one had, a mark would be misplaced.
_OPEN, _CLOSE = "\x02", "\x03"
_MARKS = re.compile(f"([{_OPEN}{_CLOSE}])")
_SNIPPET_WORDS = 28
_BEGINNING = 220

_FIELDS = (
    "id",
    "key",
    "title",
    "published_local",
    "published_precision",
    "source_id",
    "publisher",
    "type",
    "language",
    "url",
)
_PLAIN = (
    "releases.title",
    f"substr(releases.body, 1, {_BEGINNING})",
)


def _snippet(column: int) -> str:
    return f"snippet(releases_fts, {column}, '{_OPEN}', '{_CLOSE}', '…', {_SNIPPET_WORDS})"


# The body before the lead, which the reader sees anyway where nothing in the body matched.
_MARKED = (f"highlight(releases_fts, 0, '{_OPEN}', '{_CLOSE}')", _snippet(2), _snippet(1))


class Segment(NamedTuple):
    """A piece of text, and whether it is one of the words looked for."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One release that was found.

    Attributes:
        id: ``releases.id``.
        key: ``releases.key``, ``ntb-18307640``.
        title: plain text.
        published_local: Oslo wall clock, or the day alone; ``None`` when not known.
        published_precision: as in ``releases``.
        source_id: the source that told of it first.
        publisher: the publisher's name.
        type: ``pressemelding`` and so on.
        language: ``nb``, ``nn``, …; empty when not known.
        url: where people read it.
        title_segments: the title, cut where marking begins and ends.
        snippet: some words around the best match, or the text's beginning; never HTML.
        document: the document in which the snippet stands, and on which page; ``None`` where it is
            from the release itself.
        score: higher is better; 0.0 when the results are not ranked.
        tier: 1 the word itself or a form of it, 2 only inside a compound, 3 with æ, ø, å put back.
    """

    id: int
    key: str
    title: str
    published_local: str | None
    published_precision: str | None
    source_id: str
    publisher: str
    type: str
    language: str
    url: str
    title_segments: tuple[Segment, ...]
    snippet: tuple[Segment, ...]
    document: Place | None
    score: float
    tier: int


def read_hits(conn: sqlite3.Connection, asked: Plan, ids: list[int]) -> dict[int, dict[str, Any]]:
    """Return for each release all that a ``Hit`` says of it but its score and tier, by its id."""
    match = asked.match
    if asked.costly:
        # Each form is looked up anew for each release: of hundreds, few stand in these.
        match = asked.match_among(_words_of(conn, ids))
    found = _read(conn, match, ids)
    if rest := [number for number in ids if number not in found]:
        # Found by a translation or a document alone.
        found |= _read(conn, asked.match, rest)
    if match:
        _look_in_annexes(conn, asked, found)
    return found


def _read(conn: sqlite3.Connection, match: str, ids: list[int]) -> dict[int, dict[str, Any]]:
    columns = ", ".join(f"releases.{name}" for name in _FIELDS)
    shown, tables, condition = ", ".join(_PLAIN), "", ""
    if match:
        shown = ", ".join(_MARKED)
        condition = "releases_fts MATCH :match AND releases_fts.rowid = page.value AND"
        tables = "CROSS JOIN releases_fts"
    rows = conn.execute(
        f"SELECT {columns}, {shown}, substr(releases.lead, 1, {_BEGINNING})"  # noqa: S608
        f" FROM json_each(:ids) AS page {tables} CROSS JOIN releases"
        f" WHERE {condition} releases.id = page.value",
        {"match": match, "ids": json.dumps(ids)},
    )
    return {row[0]: _fields(tuple(row)) for row in rows}


def _words_of(conn: sqlite3.Connection, ids: list[int]) -> set[str]:
    rows = conn.execute(
        "SELECT title || char(10) || lead || char(10) || body FROM releases"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    )
    return set(words("\n".join(text for (text,) in rows)))


def _look_in_annexes(
    conn: sqlite3.Connection, asked: Plan, found: dict[int, dict[str, Any]]
) -> None:
    """Show translations and documents where nothing in the release itself is marked."""
    for number, fields in found.items():
        if any(segment.marked for segment in fields["snippet"]):
            continue
        told = excerpt(conn, number, asked)
        if told is not None:
            fields["snippet"] = tuple(Segment(*piece) for piece in told.pieces)
            fields["document"] = told.place


def segments(marked: str) -> tuple[Segment, ...]:
    """Cut a text with FTS5's marks in it into what is marked and what is not."""
    found, depth = [], False
    for piece in _MARKS.split(marked):
        if piece in (_OPEN, _CLOSE):
            depth = piece == _OPEN
        elif piece:
            found.append(Segment(piece, depth))
    return tuple(found)


def _fields(row: tuple[Any, ...]) -> dict[str, Any]:
    named = dict(zip(_FIELDS, row, strict=False))
    title, *snippets, lead = row[len(_FIELDS) :]
    best = next((snippet for snippet in snippets if _OPEN in snippet), lead or snippets[0])
    shown = {"title_segments": segments(title), "snippet": segments(best), "document": None}
    return {**named, **shown}
