"""Puts together why a kept release says what it says: revision, capture, bytes, rule, version.

Nothing of this is stored beside the revision's captures and version: the kept bytes are read again
with today's code, which is pure, and where today's code would say otherwise that is told as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.identity import native_id
from pipeline.normalise import Reading, normalise
from pipeline.rereading import Rereader
from pipeline.times import parse_utc
from pipeline.why import journal, places, rules
from pressearkiv import __version__
from pressearkiv.errors import ArchiveError, ConfigError
from storage import history
from storage.privacy import dropped

if TYPE_CHECKING:
    from pipeline.rereading import Told
    from pipeline.settings import Settings
    from pipeline.why.places import Place
    from storage.archive import Archive
    from storage.history import State
    from storage.release import Kept, Release

_ALIASES: Final = {
    "id": "key",
    "date": "published",
    "body_html": "body",
    "type_text": "type",
    "contact": "contacts",
    "document": "documents",
    "link": "links",
    "image": "images",
    "translation": "translations",
    "place": "dates",
    "story_id": "story",
}
FIELDS: Final = (*rules.FIELDS, *journal.FIELDS)
"""What can be asked for; the columns of ``releases`` that belong to one of these are understood."""


@dataclass(frozen=True, slots=True)
class Source:
    """A capture, by what anybody needs to find it and to see that it is unchanged."""

    id: int
    url: str
    fetched_at: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was told, and where it stands.

    ``place`` is ``None`` where the words do not stand in the bytes as they were read: they are put
    together from several places, or written in a way that is not looked for.
    """

    gives: str
    written: str
    rule: str
    told_by: str
    source: Source | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Why a field says what it says.

    Attributes:
        key: the release.
        field: one of ``FIELDS``.
        value: what is kept, as text.
        revision: the revision since which it has said so; ``None`` for what no revision tells.
        seen_at: when that was first seen, UTC text.
        version: of the program that recorded it.
        today: the version that has read the bytes again just now.
        differs: what today's code reads in the same bytes, where that is something else.
        unread: why the bytes could not be read again; empty where they were.
        evidence: what was told, the decisive first.
    """

    key: str
    field: str
    value: str
    revision: int | None
    seen_at: str
    version: str
    today: str = __version__
    differs: str | None = None
    unread: str = ""
    evidence: tuple[Evidence, ...] = ()


def field_of(name: str) -> str:
    """Return the field that a name or column means; raises ``ConfigError`` with those there are."""
    asked = name.strip().lower().replace("-", "_")
    found = "published" if asked.startswith("published") else _ALIASES.get(asked, asked)
    if found not in FIELDS:
        raise ConfigError(
            f"there is no field “{name}” to ask for", hint=f"The fields are {', '.join(FIELDS)}."
        )
    return found


def why(settings: Settings, archive: Archive, kept: Kept, name: str) -> Answer:
    """Return why a field of a kept release says what it says; raises ``ConfigError``."""
    field = field_of(name)
    if field in journal.FIELDS:
        value, told = journal.told(archive.connection, kept, field)
        evidence = tuple(Evidence(t.gives, t.written, t.rule, t.by, None, None) for t in told)
        return Answer(kept.release.key, field, value, None, "", "", evidence=evidence)
    states = history.states(archive.connection, kept)
    number, state = _since(states, field)
    asked = _Asked(settings, archive, kept, field, state)
    return asked.answer(number)


def _since(states: list[State], field: str) -> tuple[int, State]:
    """Return the revision since which the newest state's value has stood, and its number."""
    newest = _value(states[-1].release, field)
    number = len(states)
    while number > 1 and _value(states[number - 2].release, field) == newest:
        number -= 1
    return number, states[number - 1]


def _value(release: Release, field: str) -> object:
    if field == "published":
        return release.published.local, release.published.text
    if field == "dates":
        return release.title, release.lead, release.body
    return getattr(release, field)


class _Asked:
    def __init__(
        self, settings: Settings, archive: Archive, kept: Kept, field: str, state: State
    ) -> None:
        self._archive = archive
        self._kept = kept
        self._field = field
        self._state = state
        self._again = Rereader(settings.sources, archive)

    def answer(self, number: int) -> Answer:
        release, state = self._kept.release, self._state
        source = self._again.sources.get(self._kept.source_id)
        told = self._told()
        unread = ""
        if source is None:
            unread = f"the source {self._kept.source_id} is not in config.toml any more"
        elif not told:
            unread = "the captures that tell of it are gone, or today's code cannot read them"
        differs, evidence = None, tuple[Evidence, ...]()
        if source is not None and told:
            refused = state.release.text_status == "refused"
            reading = Reading(parse_utc(state.seen_at), source.name, source.language, refused)
            items = [one.item for one in told]
            pages = self._own_pages()
            # Contacts that were dropped in time are not brought back by asking.
            read = dropped.as_kept(self._archive.connection, normalise(items, reading))
            today = _shown(read, self._field)
            differs = today if today != _shown(release, self._field) and not pages else None
            is_kept = self._field != "contacts" or read.contacts
            found = rules.reasons(self._field, items, read, reading) if is_kept else []
            found += [rules.in_other_language(one.item) for one in pages]
            evidence = tuple(self._evidence(reason, told + pages) for reason in found)
        return Answer(
            release.key,
            self._field,
            _shown(release, self._field),
            number,
            state.seen_at,
            state.version,
            differs=differs,
            unread=unread,
            evidence=evidence,
        )

    def _told(self) -> list[Told]:
        """Return what the revision was read from."""
        captures = (self._state.capture_id, self._state.notice_capture_id)
        return self._again.told(self._kept.release.key, captures)

    def _own_pages(self) -> list[Told]:
        """Return the pages that tell the release in another language, each at its own address."""
        if self._field != "translations":
            return []
        sql = "SELECT capture_id FROM translations WHERE release_id = ?"
        rows = self._archive.connection.execute(sql, (self._kept.id,)).fetchall()
        own = {number for (number,) in rows} - {self._state.capture_id}
        return self._again.told(self._kept.release.key, sorted(filter(None, own)))

    def _evidence(self, reason: rules.Reason, told: list[Told]) -> Evidence:
        by = next((one for one in told if one.item is reason.item), None)
        if by is None:
            return Evidence(reason.gives, reason.written, reason.rule, "config.toml", None, None)
        try:
            capture = self._archive.capture(by.capture_id)
        except ArchiveError:
            return Evidence(reason.gives, reason.written, reason.rule, by.item.origin, None, None)
        marks = (by.item.native_id, native_id(self._kept.release.key), by.item.url)
        return Evidence(
            reason.gives,
            reason.written,
            reason.rule,
            f"{by.item.platform} {by.item.origin}",
            Source(by.capture_id, capture.url, capture.fetched_at, capture.sha256),
            places.find(capture.body, reason.written, marks),
        )


def _shown(release: Release, field: str) -> str:
    """Return a field as a person reads it."""
    if field == "published":
        date = release.published
        return f"{date.local or date.date or 'no date'} ({date.precision or 'unread'})"
    value = getattr(release, field)
    if isinstance(value, str):
        return value
    return "; ".join(_line(one) for one in value) or "none"


def _line(one: object) -> str:
    names = ("language", "role", "starts", "text", "name", "title", "phone", "email", "url")
    told = (str(getattr(one, name, "")) for name in names)
    return " ".join(part for part in told if part)
