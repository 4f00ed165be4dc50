"""A release to its rows and back: the one place that knows which field stands in which column."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, cast

from storage.release import (
    AgendaDate,
    Attachment,
    Contact,
    Kept,
    Published,
    Release,
    Translation,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from storage.release import Provenance


def insert_into(db: sqlite3.Connection, table: str, row: dict[str, Any]) -> int:
    """Insert one row and return its id; the names come from this package alone."""
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
    return int(db.execute(sql, tuple(row.values())).lastrowid or 0)


def _insert_all(
    db: sqlite3.Connection, table: str, columns: Sequence[str], values: Iterable[Sequence[Any]]
) -> None:
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    db.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608


def _columns(release: Release) -> dict[str, Any]:
    date = release.published
    return {
        "url": release.url,
        "title": release.title,
        "lead": release.lead,
        "body": release.body,
        "body_html": release.body_html,
        "type": release.type,
        "type_text": release.type_text,
        "language": release.language,
        "language_source": release.language_source,
        "publisher": release.publisher,
        "published_at": date.at,
        "published_local": date.local,
        "published_date": date.date,
        "published_precision": date.precision,
        "published_text": date.text,
        "published_flags": json.dumps(list(date.flags)),
        "published_source": date.source,
        "published_disputed": json.dumps([list(d) for d in date.disputed_by], ensure_ascii=False),
        "text_status": release.text_status,
        "content_hash": release.content_hash,
    }


def insert(db: sqlite3.Connection, release: Release, provenance: Provenance) -> int:
    """Insert a new release with all that hangs on it; return its id."""
    row = {
        "key": release.key,
        "source_id": provenance.source_id,
        **_columns(release),
        "first_seen_at": provenance.seen_at,
        "last_seen_at": provenance.seen_at,
        "revision": 1,
    }
    release_id = insert_into(db, "releases", row)
    _write_attached(db, release_id, None, release, provenance)
    return release_id


def update(
    db: sqlite3.Connection, kept: Kept, release: Release, revision: int, provenance: Provenance
) -> None:
    """Bring a kept release to a new state; only columns and rows that differ are written."""
    before, after = _columns(kept.release), _columns(release)
    changed = {name: value for name, value in after.items() if before[name] != value}
    changed["revision"] = revision
    assignments = ", ".join(f"{name} = ?" for name in changed)
    db.execute(
        f"UPDATE releases SET {assignments} WHERE id = ?",  # noqa: S608 - names from _columns
        (*changed.values(), kept.id),
    )
    _write_attached(db, kept.id, kept.release, release, provenance)


def _write_attached(
    db: sqlite3.Connection,
    release_id: int,
    before: Release | None,
    release: Release,
    provenance: Provenance,
) -> None:
    empty = Release(key=release.key, url="", title="")
    old = before or empty
    if old.contacts != release.contacts:
        people = [(c.name, c.title, c.phone, c.email) for c in release.contacts]
        columns = ("name", "title", "phone", "email")
        _replace(db, "contacts", release_id, columns, people, had=bool(old.contacts))
    if old.documents != release.documents:
        _write_documents(db, release_id, release.documents)
    for table, was, now in (
        ("links", old.links, release.links),
        ("images", old.images, release.images),
    ):
        if was != now:
            attached = [(a.url, a.title) for a in now]
            _replace(db, table, release_id, ("url", "title"), attached, had=bool(was))
    if old.dates != release.dates:
        _replace_dates(db, release_id, release.dates, had=bool(old.dates))
    if old.translations != release.translations:
        _write_translations(db, release_id, old, release, provenance)


def _replace(
    db: sqlite3.Connection,
    table: str,
    release_id: int,
    columns: Sequence[str],
    values: Iterable[Sequence[Any]],
    *,
    had: bool,
) -> None:
    if had:
        db.execute(f"DELETE FROM {table} WHERE release_id = ?", (release_id,))  # noqa: S608
    rows = [(release_id, position, *value) for position, value in enumerate(values, start=1)]
    _insert_all(db, table, ("release_id", "position", *columns), rows)


def _write_documents(
    db: sqlite3.Connection, release_id: int, documents: Iterable[Attachment]
) -> None:
    """Bring the list up to date; a document that stays keeps its row, and the words in it."""
    sql = "SELECT url, id FROM documents WHERE release_id = ? ORDER BY id DESC"
    known = dict(db.execute(sql, (release_id,)).fetchall())
    # Out of the way first: two documents may have changed places.
    db.execute("UPDATE documents SET position = -id WHERE release_id = ?", (release_id,))
    for position, one in enumerate(documents, start=1):
        row_id = known.pop(one.url, None)
        if row_id is None:
            named = {"url": one.url, "title": one.title}
            row = {"release_id": release_id, "position": position, **named}
            insert_into(db, "documents", row)
        else:
            sql = "UPDATE documents SET position = ?, title = ? WHERE id = ?"
            db.execute(sql, (position, one.title, row_id))
    db.execute("DELETE FROM documents WHERE release_id = ? AND position < 0", (release_id,))


def _replace_dates(
    db: sqlite3.Connection, release_id: int, dates: Iterable[AgendaDate], *, had: bool
) -> None:
    if had:
        db.execute("DELETE FROM dates WHERE release_id = ?", (release_id,))
    positions: Counter[str] = Counter()
    rows = []
    for date in dates:
        positions[date.role] += 1
        flags = json.dumps(list(date.flags))
        told = (date.text, date.starts, date.ends, date.precision, date.role, date.place, flags)
        rows.append((release_id, positions[date.role], *told))
    _insert_all(db, "dates", _DATE_COLUMNS, rows)


_DATE_COLUMNS: Final = (
    "release_id", "position", "text", "starts", "ends", "precision", "role", "place", "flags",
)  # fmt: skip


def _write_translations(
    db: sqlite3.Connection, release_id: int, old: Release, release: Release, provenance: Provenance
) -> None:
    known = {t.language: t for t in old.translations}
    for t in release.translations:
        if known.get(t.language) == t:
            continue
        db.execute(
            "INSERT INTO translations (release_id, language, url, title, lead, body,"
            " first_seen_at, capture_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (release_id, language) DO UPDATE SET url = excluded.url,"
            " title = excluded.title, lead = excluded.lead, body = excluded.body,"
            " capture_id = excluded.capture_id",
            (
                release_id,
                t.language,
                t.url,
                t.title,
                t.lead,
                t.body,
                provenance.seen_at,
                provenance.translation_capture_id or provenance.capture_id,
            ),
        )


def find(db: sqlite3.Connection, key: str) -> Kept | None:
    """Read a release and all that hangs on it by its key."""
    cursor = db.execute("SELECT * FROM releases WHERE key = ?", (key,))
    found = cursor.fetchone()
    if found is None:
        return None
    names = [column[0] for column in cursor.description]
    row = dict(zip(names, found, strict=True))
    return Kept(
        id=row["id"],
        source_id=row["source_id"],
        revision=row["revision"],
        first_seen_at=row["first_seen_at"],
        withdrawn_at=row["withdrawn_at"],
        release=_release(db, row),
    )


def _release(db: sqlite3.Connection, row: dict[str, Any]) -> Release:
    same = (
        "key", "url", "title", "lead", "body", "body_html", "type", "type_text",
        "language", "language_source", "publisher", "text_status", "content_hash",
    )  # fmt: skip
    release_id = row["id"]

    def attached(table: str) -> tuple[Attachment, ...]:
        return tuple(Attachment(*r) for r in _children(db, table, "url, title", release_id))

    return Release(
        **{name: row[name] for name in same},
        published=Published(
            text=row["published_text"],
            at=row["published_at"],
            local=row["published_local"],
            date=row["published_date"],
            precision=row["published_precision"],
            flags=tuple(json.loads(row["published_flags"])),
            source=row["published_source"],
            disputed_by=tuple((s, t) for s, t in json.loads(row["published_disputed"])),
        ),
        contacts=tuple(
            Contact(*r) for r in _children(db, "contacts", "name, title, phone, email", release_id)
        ),
        documents=attached("documents"),
        links=attached("links"),
        images=attached("images"),
        translations=tuple(
            Translation(*r)
            for r in db.execute(
                "SELECT language, url, title, lead, body FROM translations"
                " WHERE release_id = ? ORDER BY language",
                (release_id,),
            )
        ),
        dates=tuple(_agenda_date(*r) for r in db.execute(_DATES_OF, (release_id,))),
    )


_DATES_OF = (
    "SELECT text, starts, ends, precision, role, place, flags FROM dates"
    " WHERE release_id = ? ORDER BY id"
)


def _agenda_date(*row: Any) -> AgendaDate:
    text, starts, ends, precision, role, place, flags = row
    return AgendaDate(text, starts, ends, precision, role, place, tuple(json.loads(flags)))


def _children(
    db: sqlite3.Connection, table: str, columns: str, release_id: int
) -> list[tuple[Any, ...]]:
    sql = f"SELECT {columns} FROM {table} WHERE release_id = ? ORDER BY position"  # noqa: S608
    return cast("list[tuple[Any, ...]]", db.execute(sql, (release_id,)).fetchall())
