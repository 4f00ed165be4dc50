"""What a feed says of a release, whichever way the feed is written."""

from __future__ import annotations

import datetime
import html
import re
from functools import cache
from typing import TYPE_CHECKING

from storage.export.text import OSLO

if TYPE_CHECKING:
    import nh3

    from storage.export.rows import ExportedRelease

_PARAGRAPH = re.compile(r"\n{2,}")


def published(release: ExportedRelease) -> str | None:
    """Return when it was published (RFC 3339).

    Where the publisher gave a day alone, that day's beginning in Oslo: feeds have no other way to
    say it, and a reader that is told nothing shows the day on which we found it.
    """
    if release.published_at or not release.published_date:
        return release.published_at
    day = datetime.date.fromisoformat(release.published_date)
    return datetime.datetime.combine(day, datetime.time(), OSLO).isoformat()


def content(release: ExportedRelease) -> str:
    """Return lead and body as HTML that is safe to show, whoever wrote the row."""
    body = release.body_html or _paragraphs(release.body)
    return _cleaner().clean(_paragraphs(release.lead) + body)


def tags(release: ExportedRelease) -> tuple[str, ...]:
    """Return its kind, and that it was taken away if it was."""
    return (release.type, "trukket tilbake") if release.withdrawn_at else (release.type,)


def _paragraphs(text: str) -> str:
    blocks = (html.escape(block, quote=False) for block in _PARAGRAPH.split(text.strip()) if block)
    return "".join(f"<p>{block.replace(chr(10), '<br>')}</p>" for block in blocks)


@cache
def _cleaner() -> nh3.Cleaner:
    import nh3

    return nh3.Cleaner(
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        url_relative="deny",
    )
