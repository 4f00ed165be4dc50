"""Stories: the links between releases, and the groups that links of kind ``same`` make.

A rule only adds links, and never one that a person has cut or that would bring together what a
person has kept apart. Releases themselves are never merged. All functions run in the caller's
transaction and never commit; times are UTC text.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, Literal

from pressearkiv.errors import ConfigError
from storage.story_groups import cuts, kept_apart, leave, members, regroup, unite

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

Kind = Literal["same", "related"]


@dataclass(frozen=True, slots=True)
class Link:
    """A link that a rule has found: who repeats or answers whom, why, and how sure (0 to 1)."""

    release_id: int
    other_release_id: int
    kind: Kind
    reason: str
    evidence: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Linked:
    """A release linked with another, seen from the other.

    ``answers`` tells the direction: true where it repeats or answers the one asked for.
    """

    key: str
    title: str
    publisher: str
    published_date: str | None
    url: str
    kind: Kind
    reason: str
    evidence: str
    confidence: float
    made_by: Literal["rule", "hand"]
    answers: bool


@dataclass(frozen=True, slots=True)
class Story:
    """What a release has to do with others.

    Attributes:
        id: the row in ``stories``; ``None`` where nobody else tells the same.
        first_key: the release that told it first.
        keys: all that tell it, this release among them, in the order of their days.
        links: the release's own links that stand, the surest first.
    """

    id: int | None
    first_key: str
    keys: tuple[str, ...]
    links: tuple[Linked, ...]


def link(conn: sqlite3.Connection, links: Iterable[Link], *, rule_version: str, at: str) -> int:
    """Keep what a rule has found; return how many links are new.

    A pair has one link: ``related`` becomes ``same`` where a rule finds so later; a person's own
    decision stands.
    """
    return sum(_keep(conn, one, rule_version, at) for one in links)


def _keep(conn: sqlite3.Connection, one: Link, rule_version: str, at: str) -> bool:
    pair = (one.release_id, one.other_release_id)
    if one.kind == "same" and kept_apart(conn, *pair):
        return False
    cursor = conn.execute(
        "INSERT INTO story_links (release_id, other_release_id, kind, reason, evidence,"
        " confidence, made_by, rule_version, made_at) VALUES (?, ?, ?, ?, ?, ?, 'rule', ?, ?)"
        " ON CONFLICT (min(release_id, other_release_id), max(release_id, other_release_id))"
        " DO UPDATE SET release_id = excluded.release_id,"
        " other_release_id = excluded.other_release_id, kind = excluded.kind,"
        " reason = excluded.reason, evidence = excluded.evidence,"
        " confidence = excluded.confidence, rule_version = excluded.rule_version,"
        " made_at = excluded.made_at"
        " WHERE kind = 'related' AND excluded.kind = 'same' AND made_by = 'rule'"
        " AND cut_at IS NULL",
        (*pair, one.kind, one.reason, one.evidence, one.confidence, rule_version, at),
    )
    if cursor.rowcount < 1:
        return False
    if one.kind == "same":
        unite(conn, *pair)
    return True


def split(conn: sqlite3.Connection, key: str, other: str | None = None, *, at: str) -> list[str]:
    """Cut a release from its story and its links, for good; return the keys it was cut from.

    Args:
        conn: the archive, in a transaction.
        key: the release that is wrongly linked.
        other: cut only what links it with this one; the whole story where they share one, for it
            would come back through a third.
        at: when, UTC text.

    Raises:
        ConfigError: there is no such release, or nothing links the two.
    """
    number = _number(conn, key)
    story = members(conn, number) - {number}
    linked = {one for (one,) in conn.execute(_PARTNERS, {"id": number})}
    cut = story | linked
    if other is not None:
        third = _number(conn, other)
        cut = story if third in story else linked & {third}
    if not cut:
        where = f"with {other}" if other else "with any other release"
        raise ConfigError(
            f"{key} is not linked {where}", hint=f"“pressearkiv show {key}” lists its links."
        )
    for one in sorted(cut):
        _cut(conn, number, one, at)
    if cut & story:
        leave(conn, number)
    return _keys(conn, cut)


def join(conn: sqlite3.Connection, key: str, other: str, *, at: str) -> None:
    """Link two releases as the same story, by hand and for good; earlier cuts between them go.

    Raises:
        ConfigError: there is no such release, or the two are one.
    """
    pair = (_number(conn, key), _number(conn, other))
    if pair[0] == pair[1]:
        raise ConfigError(f"{key} is one release", hint="Name two releases to join.")
    _forget_cuts(conn, *pair)
    conn.execute(
        "INSERT INTO story_links (release_id, other_release_id, kind, reason, evidence,"
        " confidence, made_by, rule_version, made_at)"
        " VALUES (?, ?, 'same', 'by hand', '', 1.0, 'hand', '', ?)"
        " ON CONFLICT (min(release_id, other_release_id), max(release_id, other_release_id))"
        " DO UPDATE SET kind = 'same', reason = 'by hand', evidence = '', confidence = 1.0,"
        " made_by = 'hand', rule_version = '', made_at = excluded.made_at, cut_at = NULL"
        " WHERE kind = 'related' OR cut_at IS NOT NULL",
        (*pair, at),
    )
    unite(conn, *pair)


def story_of(conn: sqlite3.Connection, release_id: int) -> Story:
    """Return what a release has to do with others; empty where nothing is known."""
    story_id, first_key = conn.execute(
        "SELECT r.story_id, f.key FROM releases r LEFT JOIN stories s ON s.id = r.story_id"
        " LEFT JOIN releases f ON f.id = s.first_release_id WHERE r.id = ?",
        (release_id,),
    ).fetchone()
    keys = conn.execute(
        "SELECT key FROM releases WHERE story_id = ? ORDER BY published_local, id", (story_id,)
    )
    links = conn.execute(_LINKS, {"id": release_id})
    return Story(
        story_id,
        first_key or "",
        tuple(key for (key,) in keys),
        tuple(_linked(row) for row in links),
    )


def _linked(row: tuple[Any, ...]) -> Linked:
    columns = dict(zip((column.name for column in fields(Linked)), row, strict=True))
    return Linked(**{**columns, "answers": bool(columns["answers"])})


def forget_rule_links(conn: sqlite3.Connection) -> None:
    """Drop all that rules have found, to be found anew; what people decided stays."""
    conn.execute("DELETE FROM story_links WHERE made_by = 'rule' AND cut_at IS NULL")
    conn.execute("DELETE FROM story_bands")
    conn.execute("DELETE FROM story_references")
    regroup(conn)


def _cut(conn: sqlite3.Connection, one: int, other: int, at: str) -> None:
    """Mark a pair as kept apart, whether or not a link stood between the two."""
    conn.execute(
        "INSERT INTO story_links (release_id, other_release_id, kind, reason, evidence,"
        " confidence, made_by, rule_version, made_at, cut_at)"
        " VALUES (?, ?, 'same', 'by hand', '', 1.0, 'hand', '', ?, ?)"
        " ON CONFLICT (min(release_id, other_release_id), max(release_id, other_release_id))"
        " DO UPDATE SET cut_at = excluded.cut_at WHERE cut_at IS NULL",
        (one, other, at, at),
    )


def _forget_cuts(conn: sqlite3.Connection, one: int, other: int) -> None:
    """Lift the cuts between two stories: a rule's link stands again, a mere cut is gone."""
    rows = [(row,) for row in cuts(conn, members(conn, one), members(conn, other))]
    conn.executemany("DELETE FROM story_links WHERE id = ? AND made_by = 'hand'", rows)
    conn.executemany("UPDATE story_links SET cut_at = NULL WHERE id = ?", rows)


def _number(conn: sqlite3.Connection, key: str) -> int:
    row = conn.execute("SELECT id FROM releases WHERE key = ?", (key,)).fetchone()
    if row is None:
        raise ConfigError(
            f"there is no release {key} in the archive",
            hint="“pressearkiv search” finds keys: they look like ntb-18307640.",
        )
    return int(row[0])


def _keys(conn: sqlite3.Connection, numbers: Iterable[int]) -> list[str]:
    return [
        conn.execute("SELECT key FROM releases WHERE id = ?", (number,)).fetchone()[0]
        for number in sorted(numbers)
    ]


_PARTNERS: Final = (
    "SELECT other_release_id FROM story_links WHERE release_id = :id AND cut_at IS NULL"
    " UNION SELECT release_id FROM story_links WHERE other_release_id = :id AND cut_at IS NULL"
)
_LINKS: Final = (
    "SELECT r.key, r.title, r.publisher, r.published_date, r.url, l.kind, l.reason, l.evidence,"
    " l.confidence, l.made_by, l.release_id = r.id FROM story_links l"
    " JOIN releases r ON r.id = l.release_id + l.other_release_id - :id"
    " WHERE (l.release_id = :id OR l.other_release_id = :id) AND l.cut_at IS NULL"
    " ORDER BY l.kind = 'related', l.confidence DESC, r.id"
)
