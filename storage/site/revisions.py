"""A release's revisions, and what differs from one to the next."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from storage.site.passages import Passage, come, gone, passages, replaced

if TYPE_CHECKING:
    import sqlite3

_TEXTS: Final = ("title", "lead", "body")
_FACTS: Final = ("type", "language", "publisher", "published_text", "url")
_LISTS: Final = ("documents", "links", "images")
_PEOPLE: Final = "contacts"
_NAMED: Final = {"published_text": "published"}
"""Columns whose change has another name."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs: ``field`` as in ``revisions``, and the difference to read."""

    field: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """From one revision to the next: when it was seen (UTC text), why, and what differs.

    ``exchanged`` are the titles of documents whose content is another at the same address.
    ``people`` says that the contacts differ, where they themselves are not shown; ``folded`` how
    many later states of that day it stands for, on a page that changes at every look.
    """

    revision: int
    seen_at: str
    cause: str
    changed: tuple[str, ...]
    fields: tuple[FieldChange, ...]
    exchanged: tuple[str, ...]
    people: bool
    folded: int = 0


def steps(conn: sqlite3.Connection, release_id: int, *, contacts: bool) -> tuple[Step, ...]:
    """Return every change of a release, newest first; none for a release that stands as it was."""
    cursor = conn.execute(
        "SELECT * FROM revisions WHERE release_id = ? ORDER BY revision", (release_id,)
    )
    names = [column[0] for column in cursor.description]
    states = [dict(zip(names, row, strict=True)) for row in cursor]
    return tuple(_step(old, new, contacts=contacts) for old, new in pairwise(states))[::-1]


def _step(old: dict[str, Any], new: dict[str, Any], *, contacts: bool) -> Step:
    before, after = json.loads(old["attached"]), json.loads(new["attached"])
    changed = tuple(json.loads(new["changed"]))
    fields = [_text(name, old[name], new[name]) for name in _TEXTS if old[name] != new[name]]
    fields += [_fact(name, old[name], new[name]) for name in _FACTS if old[name] != new[name]]
    shown = (*_LISTS, *((_PEOPLE,) if contacts else ()))
    fields += [
        _list(name, before.get(name, []), after.get(name, []))
        for name in shown
        if before.get(name) != after.get(name)
    ]
    # Beside what a publisher changed, its markup may have: that is nothing to show.
    told = [f for f in fields if _NAMED.get(f.field, f.field) in changed]
    told += _translations(changed, before.get("translations", []), after.get("translations", []))
    return Step(
        revision=new["revision"],
        seen_at=new["seen_at"],
        cause=new["cause"],
        changed=changed,
        fields=tuple(told if new["cause"] == "published" else fields),
        exchanged=tuple(title or url for url, title, *_ in after.get("exchanged", ())),
        people=not contacts and before.get(_PEOPLE) != after.get(_PEOPLE),
        folded=new["folded"],
    )


def _translations(
    changed: tuple[str, ...], old: list[list[str]], new: list[list[str]]
) -> list[FieldChange]:
    """Return what differs in the other languages that a revision names: ``translation:en``."""
    before, after = ({row[0]: row[2:] for row in rows} for rows in (old, new))
    return [
        FieldChange(name, passages(_whole(before.get(language)), _whole(after.get(language))))
        for name in changed
        if (language := name.removeprefix("translation:")) != name
    ]


def _whole(texts: list[str] | None) -> str:
    return "\n\n".join(text for text in texts or () if text)


def _text(name: str, old: str, new: str) -> FieldChange:
    return FieldChange(name, passages(old, new))


def _fact(name: str, old: str, new: str) -> FieldChange:
    return FieldChange(name, (replaced(old or "–", new or "–"),))


def _list(name: str, old: list[list[str]], new: list[list[str]]) -> FieldChange:
    lost = (gone(_line(row)) for row in old if row not in new)
    won = (come(_line(row)) for row in new if row not in old)
    return FieldChange(name, (*lost, *won))


def _line(row: list[str]) -> str:
    return " · ".join(part for part in reversed(row) if part)
