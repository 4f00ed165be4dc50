"""The sample press rooms on day 1 and on day 2, and a table of what was planted between them.

The texts stand in ``ks.toml``, ``kdd.toml`` and ``fylke.toml`` beside this file, what happens to
them in ``events.toml``. Nothing here touches the network or asks for the time: ``NOW`` is the
clock that goes with each day.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from pipeline.demo.model import (
    OSLO,
    File,
    Hyperlink,
    Notice,
    Person,
    Release,
    Room,
    SourceId,
    Translation,
    World,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["NOW", "PLANTED", "Event", "Expected", "Outcome", "expected", "key", "world"]

NOW = {
    1: datetime(2026, 11, 19, 11, 0, tzinfo=UTC),
    2: datetime(2026, 11, 20, 11, 0, tzinfo=UTC),
}
"""When the run of each day looks at the rooms."""

FEED_SIZE = 20
"""How many releases an NTB room's feed, and a page of its lists, hold."""

Outcome = Literal["new", "revised", "translated", "completed", "unchanged", "quarantined", "failed"]
"""What a run has to say of a release: ``completed`` had no text before and has it now,
``translated`` has a new language version and the same text in the old one."""

Table: TypeAlias = dict[str, Any]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing planted, and what the archive must make of it.

    ``day`` is the day from which it holds. ``key`` is the archive's key (empty for a whole
    source), ``release`` the native id. ``changed`` names the fields a reader would say were
    changed. ``text_status`` is how the archive's text stands after the day's run. ``seen_in`` is
    where the change shows: in the ``feed`` or list, or only on the release's own ``page``.
    """

    name: str
    day: int
    source: SourceId
    outcome: Outcome
    why: str
    key: str = ""
    release: int = 0
    changed: tuple[str, ...] = ()
    text_status: Literal["", "full", "refused"] = ""
    seen_in: Literal["feed", "page"] = "feed"


@dataclass(frozen=True, slots=True)
class Expected:
    """What one day's run must report of one source; keys are the archive's, or feed guids.

    Every release that the day's feed or list shows is in exactly one of the sets;
    ``quarantined`` is a count, since what lies there has no key.
    """

    outcome: Literal["ok", "failed"]
    new: frozenset[str] = frozenset()
    revised: frozenset[str] = frozenset()
    translated: frozenset[str] = frozenset()
    completed: frozenset[str] = frozenset()
    unchanged: frozenset[str] = frozenset()
    quarantined: int = 0


def key(source: SourceId, number: int) -> str:
    """Return the archive's key for a release of the two platforms with numbers."""
    return f"{'ntb' if source == 'ks' else 'regjeringen'}-{number}"


@cache
def world(day: int) -> World:
    """Return the state of all three sources on ``day`` (1 or 2).

    Raises:
        KeyError: there is no such day.
    """
    county = _read("fylke.toml")
    return World(
        day=day,
        now=NOW[day],
        ks=_room("ks", day),
        kdd=_room("kdd", day),
        county=county["room"]["name"],
        notices=tuple(_notice(entry) for entry in county["notice"] if entry.get("day", 1) <= day),
        county_broken=any(e.name == "broken feed" and e.day <= day for e in PLANTED),
    )


def expected(day: int) -> dict[SourceId, Expected]:
    """Return what the run of ``day`` must report, when day 1 ran on an empty archive before it.

    A first run takes an NTB room's newest page (``FEED_SIZE``), not its whole catalogue, and all
    that the ministry's feeds hold.
    """
    return {
        "ks": _expected("ks", day),
        "kdd": _expected("kdd", day),
        "fylke": _expected_county(day),
    }


def _expected(source: SourceId, day: int) -> Expected:
    seen = _shown(source, day)
    known = _shown(source, day - 1) if day > 1 else frozenset[str]()
    told = {event.key: event.outcome for event in PLANTED if event.day == day}

    def again(outcome: Outcome) -> frozenset[str]:
        return frozenset(k for k in seen & known if told.get(k, "unchanged") == outcome)

    return Expected(
        outcome="ok",
        new=seen - known,
        revised=again("revised"),
        translated=again("translated"),
        completed=again("completed"),
        unchanged=again("unchanged"),
    )


def _shown(source: SourceId, day: int) -> frozenset[str]:
    today = world(day)
    shown = today.ks.listed()[:FEED_SIZE] if source == "ks" else today.kdd.listed()
    return frozenset(key(source, release.id) for release in shown)


def _expected_county(day: int) -> Expected:
    today = world(day)
    if today.county_broken:
        return Expected(outcome="failed")
    guids = frozenset(notice.guid for notice in today.notices if notice.guid)
    return Expected(outcome="ok", new=guids, quarantined=len(today.notices) - len(guids))


def _read(name: str) -> Table:
    text = files("pipeline.demo").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _room(source: Literal["ks", "kdd"], day: int) -> Room:
    data = _read(f"{source}.toml")
    changes = [e for e in _read("events.toml")["event"] if e["source"] == source]
    entries = {entry["id"]: entry for entry in data["release"]}
    releases = [
        _changed(_release(_whole(entry, entries), data["room"]["name"]), changes, day)
        for entry in entries.values()
        if entry.get("day", 1) <= day
    ]
    releases.sort(key=lambda release: (release.published, release.id), reverse=True)
    return Room(data["room"]["id"], data["room"]["name"], tuple(releases))


def _whole(entry: Table, entries: dict[int, Table]) -> Table:
    return {**entries[entry["copy_of"]], **entry} if "copy_of" in entry else entry


def _release(entry: Table, publisher: str) -> Release:
    published = _local(entry["published"])
    english = entry.get("english")
    return Release(
        id=entry["id"],
        slug=entry["slug"],
        title=entry["title"],
        type=entry["type"],
        language=entry["language"],
        published=published,
        modified=published,
        lead=entry.get("lead", "").strip(),
        body=entry["body"].strip(),
        publisher=publisher,
        english=Translation(**english) if english else None,
        topics=tuple(entry.get("topics", ())),
        contacts=_each(Person, entry.get("contacts", ())),
        documents=_each(File, entry.get("documents", ())),
        links=_each(Hyperlink, entry.get("links", ())),
        images=_each(File, entry.get("images", ())),
        number=entry.get("number", 0),
        deadline=entry.get("deadline"),
        day=entry.get("day", 1),
    )


def _each(kind: type[_T], tables: Iterable[Table]) -> tuple[_T, ...]:
    return tuple(kind(**table) for table in tables)


def _changed(release: Release, changes: list[Table], day: int) -> Release:
    for change in changes:
        if change.get("release") == release.id and change["day"] <= day:
            release = _apply(release, change)
    return release


def _apply(release: Release, change: Table) -> Release:
    new: Table = dict(change.get("set", {}))
    if "published" in new:
        new["published"] = _local(new["published"])
    if "documents" in new:
        new["documents"] = _each(File, new["documents"])
    if "english" in new:
        new["english"] = Translation(**new["english"])
    if "modified" in change:
        new["modified"] = _local(change["modified"])
    for old, text in change.get("replace", ()):
        new["body"] = new.get("body", release.body).replace(old, text)
    return replace(release, **new)


def _notice(entry: Table) -> Notice:
    return Notice(
        guid=entry.get("guid", ""),
        path=entry["path"],
        title=entry["title"],
        published=_local(entry["published"]),
        body=entry["body"].strip(),
    )


def _local(naive: datetime) -> datetime:
    return naive.replace(tzinfo=OSLO)


def _planted() -> tuple[Event, ...]:
    fields = ("name", "day", "source", "outcome", "why", "release", "text_status", "seen_in")
    return tuple(
        Event(
            **{k: entry[k] for k in fields if k in entry},
            key=key(entry["source"], entry["release"]) if "release" in entry else "",
            changed=tuple(entry.get("changed", ())),
        )
        for entry in _read("events.toml")["event"]
    )


PLANTED: tuple[Event, ...] = _planted()
"""Every planted event, in the order of ``events.toml``; tests hold the archive against it."""
