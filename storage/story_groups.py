"""The groups that links of kind ``same`` make: united, left, and settled again.

``releases.story_id`` says to which group a release belongs; a group of one is none. All functions
run in the caller's transaction and never commit; each costs as much as the groups concerned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.rows import insert_into

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection


def members(conn: sqlite3.Connection, release_id: int) -> set[int]:
    """Return all that tell a release's story, the release among them."""
    rows = conn.execute(
        "SELECT other.id FROM releases one JOIN releases other ON other.story_id = one.story_id"
        " WHERE one.id = ?",
        (release_id,),
    )
    return {number for (number,) in rows} | {release_id}


def kept_apart(conn: sqlite3.Connection, one: int, other: int) -> bool:
    """Tell whether a person has cut something between the stories of two releases."""
    mine, theirs = members(conn, one), members(conn, other)
    return other not in mine and bool(cuts(conn, mine, theirs))


def cuts(conn: sqlite3.Connection, mine: Collection[int], theirs: Collection[int]) -> list[int]:
    """Return the rows of ``story_links`` that a person has cut between two groups."""
    return [
        row
        for number in mine
        for row, partner in conn.execute(
            "SELECT id, release_id + other_release_id - :id FROM story_links"
            " WHERE (release_id = :id OR other_release_id = :id) AND cut_at IS NOT NULL",
            {"id": number},
        )
        if partner in theirs
    ]


def unite(conn: sqlite3.Connection, one: int, other: int) -> None:
    """Make one story of the stories of two releases; the lower number stays."""
    united = members(conn, one) | members(conn, other)
    rows = conn.execute(
        f"SELECT DISTINCT story_id FROM releases WHERE id IN ({_marks(united)})"  # noqa: S608
        " AND story_id IS NOT NULL ORDER BY story_id",
        tuple(united),
    )
    stories = [number for (number,) in rows]
    _assign(conn, united, stories[0] if stories else None)
    conn.executemany("DELETE FROM stories WHERE id = ?", ((number,) for number in stories[1:]))


def leave(conn: sqlite3.Connection, release_id: int) -> None:
    """Take a release out of its story; what it alone held together falls apart."""
    (story,) = conn.execute("SELECT story_id FROM releases WHERE id = ?", (release_id,)).fetchone()
    left = members(conn, release_id) - {release_id}
    conn.execute(
        f"UPDATE releases SET story_id = NULL WHERE id IN ({_marks(left)}) OR id = ?",  # noqa: S608
        (*left, release_id),
    )
    groups = [group for group in _components(conn, left) if len(group) > 1]
    for group in groups[:1]:
        _assign(conn, group, story)
    for group in groups[1:]:
        _assign(conn, group, None)
    if not groups:
        conn.execute("DELETE FROM stories WHERE id = ?", (story,))


def regroup(conn: sqlite3.Connection) -> None:
    """Make all stories anew from the links that stand."""
    conn.execute("UPDATE releases SET story_id = NULL WHERE story_id IS NOT NULL")
    conn.execute("DELETE FROM stories")
    links = conn.execute(
        "SELECT release_id, other_release_id FROM story_links"
        " WHERE kind = 'same' AND cut_at IS NULL ORDER BY id"
    ).fetchall()
    for one, other in links:
        unite(conn, one, other)


def _assign(conn: sqlite3.Connection, group: Collection[int], story: int | None) -> None:
    """Give a group its story, a new one for ``None``, told first by the earliest published."""
    marks = _marks(group)
    (first,) = conn.execute(
        f"SELECT id FROM releases WHERE id IN ({marks})"  # noqa: S608
        " ORDER BY published_local IS NULL, published_local, id LIMIT 1",
        tuple(group),
    ).fetchone()
    if story is None:
        story = insert_into(conn, "stories", {"first_release_id": first})
    conn.execute("UPDATE stories SET first_release_id = ? WHERE id = ?", (first, story))
    conn.execute(
        f"UPDATE releases SET story_id = ? WHERE id IN ({marks}) AND story_id IS NOT ?",  # noqa: S608
        (story, *group, story),
    )


def _components(conn: sqlite3.Connection, group: Collection[int]) -> list[set[int]]:
    """Return the parts of a group that links of kind ``same`` hold together, the largest first."""
    waiting, parts = set(group), []
    while waiting:
        part, reached = set[int](), {min(waiting)}
        while reached:
            part |= reached
            reached = {n for one in reached for n in _neighbours(conn, one)} & waiting - part
        waiting -= part
        parts.append(part)
    return sorted(parts, key=lambda part: (-len(part), min(part)))


def _neighbours(conn: sqlite3.Connection, number: int) -> list[int]:
    rows = conn.execute(
        "SELECT release_id + other_release_id - :id FROM story_links WHERE kind = 'same'"
        " AND (release_id = :id OR other_release_id = :id) AND cut_at IS NULL",
        {"id": number},
    )
    return [partner for (partner,) in rows]


def _marks(group: Collection[int]) -> str:
    return ", ".join("?" * len(group))
