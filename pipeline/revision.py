"""Has a release changed? The kept state against what was told now; pure.

Compared is what a reader would call the content, over normalised words: markup, white space,
tracking parameters and the order of attachments are no change. What this telling does not know
(a feed has no body, a page no time of day) is inherited from what is kept.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pipeline import sameness
from pipeline.identity import slug_of
from pipeline.normalise import DATE_SOURCES
from sources.urls import parameter
from storage.release import Change, Translation

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from storage.release import Attachment, Published, Release

HASH_VERSION: Final = "1"

_COMPARED: Final = (
    "title", "lead", "body", "type", "language", "publisher",
    "published", "contacts", "documents", "links", "images",
)  # fmt: skip

_IN_ORDER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True)

_OTHER_TONGUES: Final = ("en", "se")
"""First parts of addresses under which regjeringen.no has what should not be Norwegian."""

_FROM_WORDS: Final = frozenset({"text", "overruled", "config"})
_LEAST_SURE: Final = ("config", "text")
"""Who says which language a text is in, the least trusted first."""


def content(release: Release) -> dict[str, object]:
    """Return what is compared between two states of a release, field by field."""
    return {
        "title": sameness.words(release.title),
        "lead": sameness.words(release.lead),
        "body": sameness.words(release.body),
        "type": release.type_text.casefold() or release.type,
        "language": release.language,
        "publisher": sameness.words(release.publisher),
        "published": release.published.local or sameness.words(release.published.text),
        "contacts": sorted(
            (c.name, c.title, sameness.phone(c.phone), c.email.casefold()) for c in release.contacts
        ),
        "documents": _attached(release.documents, sameness.address),
        "links": _attached(release.links, sameness.address),
        "images": _attached(release.images, sameness.image),
    }


def content_hash(release: Release) -> str:
    """Return the versioned SHA-256 over ``content``: ``1:9f86…``."""
    text = _IN_ORDER.encode(content(release))
    return f"{HASH_VERSION}:{hashlib.sha256(text.encode()).hexdigest()}"


def _attached(
    attachments: Collection[Attachment], address: Callable[[str], str]
) -> list[tuple[str, str]]:
    return sorted((address(a.url), sameness.words(a.title)) for a in attachments)


def decide(
    kept: Release | None, told: Release, *, announced: Collection[str] = (), told_hash: str = ""
) -> Change:
    """Decide what ``told`` is to the archive that holds ``kept``.

    Args:
        kept: the release as it stands in the archive, or ``None``.
        told: the release as it was just read, whole or in part.
        announced: the fields that the feed's own notice changed since it was last read; they
            count even where the text could not be had.
        told_hash: the ``content_hash`` of ``told`` where another process has taken it.

    Returns:
        ``new``; ``completed`` where the full text comes at last; ``revised`` with the names of
        the changed fields; ``translated`` where only another language came; or ``unchanged``.
    """
    if kept is None:
        return Change("new", _hashed(told, told_hash))
    if _is_other_language(kept, told):
        return translated(kept, told)
    now = _inherit(kept, told, announced)
    completed = kept.text_status != "full" and now.text_status == "full"
    changed = _changed(kept, now)
    known_hash = told_hash if now == told else ""
    if completed:
        return Change("completed", _hashed(now, known_hash), changed, "completed")
    if changed:
        return Change("revised", _hashed(now, known_hash), changed)
    if _new_languages(kept, now):
        return Change("translated", replace(kept, translations=now.translations))
    date = now.published if _is_finer(now.published, kept.published) else kept.published
    same = replace(kept, text_status=now.text_status, published=date)
    return Change("unchanged", _hashed(same) if same != kept else kept)


def reread(kept: Release, told: Release) -> Change:
    """Decide what today's reading of the very bytes that ``kept`` came from changes.

    What is derived (the text's HTML, dates in it, flags) counts here as well as the content.
    """
    now = _inherit(kept, told, ())
    fields = list(_changed(kept, now))
    fields += [
        name
        for name in ("body_html", "published", "type", "language", "dates", "text_status")
        if name not in fields and getattr(kept, name) != getattr(now, name)
    ]
    if not fields:
        return Change("unchanged", kept)
    return Change("revised", _hashed(now), tuple(fields), "reparse")


def translated(kept: Release, told: Release) -> Change:
    """Decide what the page of ``kept`` in another language, ``told``, is to it.

    One that repeats the words or is in the language that is kept is no translation: where none has
    been made, a site shows the text as it is.
    """
    repeats = sameness.words(told.body or told.title) == sameness.words(kept.body or kept.title)
    if repeats or told.language in ("", kept.language):
        return Change("unchanged", kept)
    fields = (told.language, told.url, told.title, told.lead, told.body)
    return decide(kept, replace(kept, translations=(Translation(*fields),)))


def _is_other_language(kept: Release, told: Release) -> bool:
    """Tell a translation, which has an address of its own, from a page that changed language."""
    if "full" not in (kept.text_status, told.text_status) or _place(kept.url) == _place(told.url):
        return False
    if _place(told.url)[0] in _OTHER_TONGUES:
        return True
    return bool(kept.language and told.language) and kept.language != told.language


def _place(url: str) -> tuple[str, str]:
    """Return what names the language in an address: ``/en/…`` or ``?lang=en``."""
    return urlsplit(url).path.split("/")[1], parameter(url, "lang")


def _hashed(release: Release, known_hash: str = "") -> Release:
    return replace(release, content_hash=known_hash or content_hash(release))


def _changed(kept: Release, now: Release) -> tuple[str, ...]:
    before, after = content(kept), content(now)
    if _is_finer(now.published, kept.published):
        after["published"] = before["published"]
    fields = [name for name in _COMPARED if before[name] != after[name]]
    if {kept.language_source, now.language_source} & _FROM_WORDS and "language" in fields:
        # Nobody said so: it follows from the words, which are compared by themselves.
        fields.remove("language")
    slugs = slug_of(kept.url), slug_of(now.url)
    if all(slugs) and slugs[0] != slugs[1]:
        fields.append("url")
    known = {t.language: t for t in kept.translations}
    fields += [
        f"translation:{t.language}"
        for t in now.translations
        if t.language in known and _told(known[t.language]) != _told(t)
    ]
    return tuple(fields)


def _is_finer(now: Published, kept: Published) -> bool:
    """Tell whether one day is told to the minute at last, in another place: no edit, only news."""
    return now.date == kept.date and bool(now.at) and not kept.at and now.source != kept.source


def _told(translation: Translation) -> tuple[str, str, str]:
    title, lead, body = map(sameness.words, (translation.title, translation.lead, translation.body))
    return title, lead, body


def _new_languages(kept: Release, now: Release) -> bool:
    return bool({t.language for t in now.translations} - {t.language for t in kept.translations})


def _inherit(kept: Release, told: Release, announced: Collection[str]) -> Release:
    """Return ``told`` with what it does not know filled in from ``kept``."""
    date = told.published
    if _rank(kept) < _rank(told) or not date.text:
        date = kept.published
    tongue = kept if _doubtful(told) > _doubtful(kept) else told
    now = replace(
        told,
        published=date,
        type_text=told.type_text or kept.type_text,
        type=told.type if told.type_text else kept.type,
        language=tongue.language,
        language_source=tongue.language_source,
        publisher=told.publisher or kept.publisher,
        translations=_merged(kept, told),
        url=told.url if slug_of(told.url) and slug_of(told.url) != slug_of(kept.url) else kept.url,
    )
    if told.text_status == "full":
        return now
    if kept.text_status != "full":
        # A second feed that names it says nothing of the page that was refused.
        refused = "refused" in (kept.text_status, told.text_status)
        return replace(now, text_status="refused" if refused else "feed")
    fields = {name: getattr(now, name) for name in announced if name in ("title", "lead")}
    if "published" in announced or _is_finer(now.published, kept.published):
        fields["published"] = now.published
    return replace(kept, **fields, url=now.url)


def _merged(kept: Release, told: Release) -> tuple[Translation, ...]:
    merged = {t.language: t for t in kept.translations}
    merged.update({t.language: t for t in told.translations})
    return tuple(merged[language] for language in sorted(merged))


def _doubtful(release: Release) -> int:
    """Return how little is known of a release's language, from 0 up."""
    if not release.language:
        return len(_LEAST_SURE) + 1
    source = release.language_source
    return len(_LEAST_SURE) - _LEAST_SURE.index(source) if source in _LEAST_SURE else 0


def _rank(release: Release) -> int:
    source = release.published.source
    return DATE_SOURCES.index(source) if source in DATE_SOURCES else len(DATE_SOURCES)
