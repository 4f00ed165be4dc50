"""A release as other programs read it: the archive's own column names, times in UTC."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.export.query import ExportOptions
    from storage.export.rows import ExportedRelease
    from storage.export.selection import Selection

FIELDS = (
    "key",
    "source_id",
    "publisher",
    "type",
    "language",
    "title",
    "lead",
    "body",
    "url",
    "published_at",
    "published_local",
    "published_date",
    "published_precision",
    "revision",
    "revised_at",
    "first_seen_at",
    "withdrawn_at",
)


def record(release: ExportedRelease, *, contacts: bool) -> dict[str, Any]:
    """Return the release's fields by name, with its documents and, if asked for, its contacts."""
    found: dict[str, Any] = {name: getattr(release, name) for name in FIELDS}
    found["documents"] = [{"url": one.url, "title": one.title} for one in release.documents]
    if contacts:
        found["contacts"] = [
            {"name": one.name, "title": one.title, "phone": one.phone, "email": one.email}
            for one in release.contacts
        ]
    return found


def lines(selection: Selection, options: ExportOptions) -> Iterator[str]:
    """Yield each release as JSON on a line, without the line's end."""
    contacts = options.contacts == "keep"
    for release in selection.releases(contacts=contacts):
        yield as_json(record(release, contacts=contacts))


def as_json(value: object) -> str:
    """Return JSON on one line, with letters as letters."""
    return json.dumps(value, ensure_ascii=False)
