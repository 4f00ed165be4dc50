"""The words of a message, in bokmål: pure, from what waits in the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pipeline.times import parse_utc

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.outbox import Waiting

_MONTHS: Final = (
    "januar februar mars april mai juni juli august september oktober november desember".split()
)
_LEAD: Final = 300
"""A lead longer than this is cut at a word."""

_SIGNATURE: Final = "-- \npressearkiv. Hver sak meldes bare én gang."


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one recipient; ``id`` stays the same however often it is tried."""

    id: str
    subject: str
    text: str
    document: Mapping[str, Any]


def compose(message_id: str, told: Sequence[Waiting], names: Mapping[str, str]) -> Message:
    """Return the message that tells of all that waits; ``names`` are the sources', by id."""
    if told[0].kind == "release":
        subject, text = _releases(told)
    else:
        subject, text = _sources(told, names)
    return Message(message_id, subject, text, _document(message_id, subject, text, told, names))


def _releases(told: Sequence[Waiting]) -> tuple[str, str]:
    searches = " og ".join(dict.fromkeys(f"«{one.search}»" for one in told if one.search))
    search = f" som passer med søket {searches}" if searches else ""
    if len(told) == 1:
        subject = f"Ny pressemelding: {told[0].title}"
        first = f"En ny pressemelding{search}:"
    else:
        subject = f"{len(told)} nye pressemeldinger{f': {searches}' if searches else ''}"
        first = f"{len(told)} nye pressemeldinger{search}:"
    return subject, "\n\n".join([first, *map(_release, told), _SIGNATURE]) + "\n"


def _release(one: Waiting) -> str:
    day = _day(one.published_local)
    lines = [one.title, ", ".join(part for part in (one.publisher, day) if part), _cut(one.lead)]
    return "\n".join(line for line in (*lines, one.url) if line)


def _sources(told: Sequence[Waiting], names: Mapping[str, str]) -> tuple[str, str]:
    parts = [_source(one, names.get(one.source_id, one.source_id)) for one in told]
    subject = parts[0][0] if len(parts) == 1 else f"{len(parts)} meldinger om kilder"
    return subject, "\n\n".join([*(text for _, text in parts), _SIGNATURE]) + "\n"


def _source(one: Waiting, name: str) -> tuple[str, str]:
    if one.kind == "recovered":
        silent = one.about.startswith("recovered:silent:")
        again = "publiserer igjen" if silent else "lar seg lese igjen"
        return f"I orden igjen: {name}", f"Kilden «{name}» {again}."
    subject = f"Trenger tilsyn: {name}"
    if one.reason.startswith("silent:"):
        days = one.reason.partition(":")[2]
        return subject, (
            f"Kilden «{name}» har ikke publisert noe på {days} dager, og det er uvanlig.\n"
            "Se på nettstedet til avsenderen: Finnes det nye saker der, er strømmen flyttet."
        )
    since = _moment(one.about.rpartition(f"{one.source_id}:")[2])
    error, _, hint = one.reason.partition("\n")
    lines = [
        f"Kilden «{name}» har ikke latt seg lese siden {since}.",
        f"Feilen: {error}",
        *([f"Råd: {hint}"] if hint else []),
        "Alt som er samlet inn før, er trygt. «pressearkiv status» viser hvordan det står til.",
    ]
    return subject, "\n".join(lines)


def _document(
    message_id: str,
    subject: str,
    text: str,
    told: Sequence[Waiting],
    names: Mapping[str, str],
) -> dict[str, Any]:
    releases = [
        {
            name: getattr(one, name)
            for name in ("key", "title", "url", "publisher", "type", "published_local")
        }
        | {"source_id": one.source_id, "search": one.search}
        for one in told
        if one.kind == "release"
    ]
    sources = [
        {"id": one.source_id, "name": names.get(one.source_id, one.source_id), "kind": one.kind}
        | {"reason": one.reason, "queued_at": one.queued_at}
        for one in told
        if one.kind != "release"
    ]
    document = {"id": message_id, "subject": subject, "text": text}
    return document | {"releases": releases, "sources": sources}


def _day(local: str | None) -> str:
    if not local:
        return ""
    day, _, clock = local.partition(" ")
    year, month, number = (int(part) for part in day.split("-"))
    told = f"{number}. {_MONTHS[month - 1]} {year}"
    return f"{told} kl. {clock[:5].replace(':', '.')}" if clock else told


def _moment(utc: str) -> str:
    from zoneinfo import ZoneInfo

    at = parse_utc(utc).astimezone(ZoneInfo("Europe/Oslo"))
    return _day(f"{at:%Y-%m-%d %H:%M}")


def _cut(lead: str | None) -> str:
    if not lead or len(lead) <= _LEAD:
        return lead or ""
    return lead[:_LEAD].rpartition(" ")[0] + " …"
