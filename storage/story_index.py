"""The index that finds the few releases a new one may tell the same story as.

Two tables, looked up by what a release has in common with others and by its day, so that adding a
release costs the same in a large archive as in a small one. Nothing is decided here. All functions
run in the caller's transaction and never commit.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

ALIKE_DAYS: Final = 14
"""How far around a release's day texts like its own are looked for."""

REFERENCE_DAYS: Final = 180
"""How far around it references are: a bill is answered until the Storting has voted."""

_PERIOD: Final = 32
_FIRST_DAY: Final = date(1970, 1, 1).toordinal()
_MOST_ALIKE: Final = 25
_MOST_A_BAND: Final = 50
_MOST_A_REFERENCE: Final = 12

_PARTNER: Final = {"offers": "cites", "cites": "offers", "names": "names"}


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a release is found by: its Oslo day, its text's bands and its references.

    ``bands`` are numbers below 2³¹; ``offers`` the references that others may cite it by,
    ``cites`` those by which it cites others, ``names`` the papers and cases that it speaks of.
    """

    day: str
    bands: tuple[int, ...] = ()
    offers: frozenset[str] = frozenset()
    cites: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A release of the archive that may have to do with another, and what led to it.

    ``offers`` are the references that it offers and the other cites, ``cites`` those that it
    cites and the other offers, ``names`` those that both name.
    """

    id: int
    publisher: str
    day: str
    title: str
    lead: str
    body: str
    shares_bands: bool = False
    offers: frozenset[str] = frozenset()
    cites: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Found:
    shares_bands: bool = False
    references: dict[str, set[str]] = field(default_factory=dict)


def remember(conn: sqlite3.Connection, release_id: int, known: Fingerprint) -> None:
    """Add what a release is found by; what it was found by before stays."""
    day = _number(known.day)
    conn.executemany(
        "INSERT OR IGNORE INTO story_bands (period, band, day, release_id) VALUES (?, ?, ?, ?)",
        [(day // _PERIOD, band, day, release_id) for band in known.bands],
    )
    conn.executemany(
        "INSERT OR IGNORE INTO story_references (reference, role, day, release_id)"
        " VALUES (?, ?, ?, ?)",
        [(reference, role, known.day, release_id) for role, reference in _references(known)],
    )


def candidates(conn: sqlite3.Connection, release_id: int, known: Fingerprint) -> list[Candidate]:
    """Return the releases worth comparing with one, those met by their bands first."""
    found: dict[int, _Found] = {}
    for other in _alike(conn, release_id, known):
        found[other] = _Found(shares_bands=True)
    for role, reference in _known_references(conn, release_id, known):
        for other in _bearing(conn, reference, role, known.day):
            if other != release_id:
                references = found.setdefault(other, _Found()).references
                references.setdefault(role, set()).add(reference)
    return [_candidate(conn, number, why) for number, why in found.items()]


def _alike(conn: sqlite3.Connection, release_id: int, known: Fingerprint) -> list[int]:
    """Return the releases with most bands in common, of those published about the same time.

    Of each band no more than the nearest fifty before and fifty after are counted, so that a letter
    that thousands received costs what one does that fifty did. A copy shares many bands, and is
    met by those that the letters do not share.
    """
    day = _number(known.day)
    bands: Counter[int] = Counter()
    for band in _known_bands(conn, release_id, known.bands, day):
        for start, end in ((day, day - ALIKE_DAYS), (day + 1, day + ALIKE_DAYS)):
            bands.update(islice(_with_band(conn, band, start, end), _MOST_A_BAND))
    del bands[release_id]
    ranked = sorted(bands, key=lambda number: (-bands[number], number))
    return ranked[:_MOST_ALIKE]


def _known_bands(
    conn: sqlite3.Connection, release_id: int, bands: Sequence[int], day: int
) -> list[int]:
    """Return those bands that another release has; all at once, since most of them nobody has."""
    first, last = day - ALIKE_DAYS, day + ALIKE_DAYS
    rows = conn.execute(
        "SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM story_bands"
        " WHERE period IN (?, ?) AND band = value AND day BETWEEN ? AND ? AND release_id <> ?)",
        (json.dumps(bands), first // _PERIOD, last // _PERIOD, first, last, release_id),
    )
    return [band for (band,) in rows]


def _with_band(conn: sqlite3.Connection, band: int, start: int, end: int) -> Iterator[int]:
    """Yield the releases with a band from day ``start`` to ``end``, which may lie before it."""
    order = "DESC" if end < start else "ASC"
    first, last = sorted((start, end))
    for period in dict.fromkeys((start // _PERIOD, end // _PERIOD)):
        rows = conn.execute(
            "SELECT release_id FROM story_bands WHERE period = ? AND band = ?"  # noqa: S608
            f" AND day BETWEEN ? AND ? ORDER BY day {order}, release_id {order}",
            (period, band, first, last),
        )
        yield from (number for (number,) in rows)


def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal() - _FIRST_DAY


def _references(known: Fingerprint) -> list[tuple[str, str]]:
    """Return a release's references, each after its role."""
    return [(role, one) for role in _PARTNER for one in sorted(getattr(known, role))]


def _known_references(
    conn: sqlite3.Connection, release_id: int, known: Fingerprint
) -> list[tuple[str, str]]:
    """Return those references that another release bears, each after the role it has there."""
    wanted = [(_PARTNER[role], reference) for role, reference in _references(known)]
    rows = conn.execute(
        "SELECT value ->> 0, value ->> 1 FROM json_each(?) WHERE EXISTS (SELECT 1"
        " FROM story_references WHERE reference = value ->> 1 AND role = value ->> 0"
        " AND day BETWEEN ? AND ? AND release_id <> ?)",
        (json.dumps(wanted), *_around(known.day), release_id),
    )
    return [(role, reference) for role, reference in rows]


def _bearing(conn: sqlite3.Connection, reference: str, role: str, day: str) -> Iterator[int]:
    """Yield the releases that bear a reference, the nearest in time before and after ``day``."""
    first, last = _around(day)
    for nearest, bounds in (
        ("day BETWEEN ? AND ? ORDER BY day DESC, release_id DESC", (first, day)),
        ("day > ? AND day <= ? ORDER BY day, release_id", (day, last)),
    ):
        rows = conn.execute(
            "SELECT release_id FROM story_references WHERE reference = ? AND role = ?"  # noqa: S608
            f" AND {nearest} LIMIT ?",
            (reference, role, *bounds, _MOST_A_REFERENCE),
        )
        yield from (number for (number,) in rows)


def _around(day: str) -> tuple[str, str]:
    """Return the first and the last day on which references are looked for."""
    middle, reach = date.fromisoformat(day), timedelta(days=REFERENCE_DAYS)
    return (middle - reach).isoformat(), (middle + reach).isoformat()


def _candidate(conn: sqlite3.Connection, number: int, why: _Found) -> Candidate:
    publisher, day, title, lead, body = conn.execute(
        "SELECT publisher, published_date, title, lead, body FROM releases WHERE id = ?", (number,)
    ).fetchone()
    shared = {role: frozenset(references) for role, references in why.references.items()}
    return Candidate(
        id=number,
        publisher=publisher,
        day=day,
        title=title,
        lead=lead,
        body=body,
        shares_bands=why.shares_bands,
        offers=shared.get("offers", frozenset()),
        cites=shared.get("cites", frozenset()),
        names=shared.get("names", frozenset()),
    )
