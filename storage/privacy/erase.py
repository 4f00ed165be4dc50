"""Takes somebody out of every table and every answer, inside the caller's transaction."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from storage.privacy import answers
from storage.privacy.columns import COLUMNS
from storage.privacy.erased import Erased
from storage.privacy.eraser import PLACEHOLDERS
from storage.privacy.people import kept
from storage.release import Contact

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from storage.privacy.columns import Holds
    from storage.privacy.eraser import Eraser

_REACHES: Final = tuple(
    f"{scheme}:{PLACEHOLDERS[kind]}" for scheme in ("mailto", "tel", "sms") for kind in PLACEHOLDERS
)


def erase(db: sqlite3.Connection, eraser: Eraser, now: str) -> Erased:
    """Erase whom ``eraser`` knows from all tables and captures; ``now`` is UTC text."""
    erased = Erased()
    documents: set[int] = set()
    for table, columns in COLUMNS.items():
        for key, before, after in _changes(db, table, columns, eraser):
            _write(db, table, key, before, after)
            erased.rows[table] += 1
            release_id = before["id"] if table == "releases" else before.get("release_id")
            if release_id is not None:
                erased.releases.add(release_id)
            if table == "documents" and before.get("capture_id") is not None:
                documents.add(before["capture_id"])
    answers.erase(db, eraser, now, erased, documents)
    return erased


def _changes(
    db: sqlite3.Connection, table: str, columns: dict[str, Holds], eraser: Eraser
) -> list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Return each row that holds them: its key, itself, and the columns that change."""
    holding: dict[str, Holds] = {
        n: h for n, h in columns.items() if h in ("words", "attached", "bytes")
    }
    found: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = []
    if not holding:
        return found
    keys = _key_columns(db, table)
    shown = [f"{key} AS key_{key}" for key in keys] + _light_columns(db, table)
    cursor = db.execute(f"SELECT {', '.join(shown)} FROM {table}")  # noqa: S608
    names = [column[0] for column in cursor.description]
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        after = dict(_erased(row, holding, eraser))
        if after:
            key = {f"key_{name}": row.pop(f"key_{name}") for name in keys}
            found.append((key, row, after))
    return found


def _light_columns(db: sqlite3.Connection, table: str) -> list[str]:
    """Return a table's columns but for answers' bytes, which are looked through by themselves."""
    names = [name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table,))]
    return [name for name in names if COLUMNS[table].get(name) != "answer"]


def _key_columns(db: sqlite3.Connection, table: str) -> list[str]:
    without_rowid = db.execute(
        "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?", (table,)
    ).fetchone()[0]
    if not without_rowid:
        return ["rowid"]
    sql = "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk"
    return [name for (name,) in db.execute(sql, (table,))]


def _erased(
    row: dict[str, Any], holding: dict[str, Holds], eraser: Eraser
) -> Iterator[tuple[str, Any]]:
    for name, holds in holding.items():
        before = row[name]
        if before is None:
            continue
        if holds == "bytes":
            yield from _erased_bytes(row, name, eraser)
            continue
        after = eraser.text(before)
        if after != before:
            yield name, _attached(after) if holds == "attached" else after


def _erased_bytes(row: dict[str, Any], name: str, eraser: Eraser) -> Iterator[tuple[str, Any]]:
    raw = eraser.body(row[name])
    if raw != row[name]:
        yield name, raw
        if "sha256" in row:
            yield "sha256", sha256(raw).hexdigest()


def _attached(told: str) -> str:
    """Return what hung on a release without the contacts and links that were theirs."""
    attached = json.loads(told)
    people = (kept(Contact(*contact)) for contact in attached.get("contacts", []))
    attached["contacts"] = [[c.name, c.title, c.phone, c.email] for c in people if c is not None]
    attached["links"] = [
        link for link in attached.get("links", []) if not link[0].startswith(_REACHES)
    ]
    return json.dumps(attached, ensure_ascii=False, sort_keys=True)


def _write(
    db: sqlite3.Connection,
    table: str,
    key: dict[str, Any],
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    where = " AND ".join(f"{name.removeprefix('key_')} = :{name}" for name in key)
    left = _left(table, {**before, **after})
    if left is None:
        db.execute(f"DELETE FROM {table} WHERE {where}", key)  # noqa: S608
        return
    changed = {name: left[name] for name in left if left[name] != before[name]}
    assignments = ", ".join(f"{name} = :{name}" for name in changed)
    # A row that now says what another says already takes its place.
    sql = f"UPDATE OR REPLACE {table} SET {assignments} WHERE {where}"  # noqa: S608
    db.execute(sql, {**changed, **key})


def _left(table: str, row: dict[str, Any]) -> dict[str, Any] | None:
    """Return a row as it is kept, ``None`` where it is not."""
    if table == "contacts":
        contact = kept(Contact(row["name"], row["title"], row["phone"], row["email"]))
        if contact is None:
            return None
        return {**row, "phone": contact.phone, "email": contact.email}
    if table == "links" and row["url"].startswith(_REACHES):
        return None
    return row
