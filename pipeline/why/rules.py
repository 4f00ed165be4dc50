"""Each field of a release, and the rule by which it comes from what was told; pure.

The rules are those of ``pipeline.normalise``, said in words: which item is believed, what in it
was written, and what makes of that what is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline import dates, language, text, vocabulary
from pipeline.normalise import DATE_SOURCES, ORIGINS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pipeline.normalise import Reading
    from sources.item import DateText, Item
    from storage.release import Release


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that was told: by which item, what was written, and the rule it was taken by.

    ``item`` is ``None`` where no publisher told it: the config, or a reckoning of our own.
    """

    item: Item | None
    written: str
    rule: str
    gives: str


_PLACES: Final = {
    "feed": "the feed's own date field",
    "meta": "a field for machines in the page or record",
    "label": "a date beside its label on the page",
    "byline": "the line under the title",
}
_ROLES: Final = {
    "event": "an invitation, a plan or a sentence about a meeting names a coming day",
    "deadline": "a word for a deadline governs it",
    "mention": "it is over, said in a quotation, or nothing makes it an event or a deadline",
}
_FIRST: Final = "the first that tells it, page before list before feed"


def reasons(field: str, items: Sequence[Item], release: Release, reading: Reading) -> list[Reason]:
    """Return why ``field``, a name in ``FIELDS``, reads as it does.

    ``release`` is what was made of ``items`` in that ``reading``.
    """
    told = sorted(items, key=lambda item: ORIGINS.index(item.origin))
    return _RULES[field](told, release, reading)


def _best(told: Sequence[Item]) -> Item:
    return next((item for item in told if item.complete), told[0])


def _first(told: Iterable[Item], name: str) -> Item | None:
    return next((item for item in told if text.line(getattr(item, name)).strip()), None)


def _title(told: Sequence[Item], release: Release, _: Reading) -> list[Reason]:
    item = _first(told, "title")
    rule = f"title: {_FIRST}; markup and white space cleaned"
    return [Reason(item, item.title, rule, release.title)] if item else []


def _lead(told: Sequence[Item], release: Release, _: Reading) -> list[Reason]:
    item = _first((_best(told), *told), "lead")
    rule = "lead: of the place that has the full text, else " + _FIRST
    return [Reason(item, item.lead, rule, release.lead)] if item else []


def _body(told: Sequence[Item], release: Release, _: Reading) -> list[Reason]:
    best = _best(told)
    rule = "body: of the place that has the full text; sanitised, without the lead told again"
    return [Reason(best, best.body, rule, release.body)] if best.body else []


def _type(told: Sequence[Item], release: Release, _: Reading) -> list[Reason]:
    item = _first(told, "type")
    if item is None:
        return [Reason(None, "", "type: nobody tells one, so it is “annet”", release.type)]
    known = vocabulary.type_of(text.line(item.type)) != "annet"
    means = f"mapped by the vocabulary to “{release.type}”" if known else "not in the vocabulary"
    rule = f"type: {_FIRST}; the publisher's word “{release.type_text}” is {means}"
    return [Reason(item, item.type, rule, release.type)]


def _language(told: Sequence[Item], release: Release, reading: Reading) -> list[Reason]:
    named = next((i for i in told if vocabulary.language_of(i.language)), None)
    says = f"language: the publisher's code “{named.language}”, {_FIRST}" if named else ""
    match release.language_source:
        case "publisher" if named:
            return [Reason(named, named.language, says, release.language)]
        case "overruled" if named:
            code = vocabulary.language_of(named.language)
            rule = f"{says}; not taken: the text is surely in another language"
            return [_detected(told, release), Reason(named, named.language, rule, code)]
        case "text":
            return [_detected(told, release)]
    rule = "language: neither the publisher nor the text settles it; the source's, in config.toml"
    return [Reason(None, reading.language, rule, release.language)]


def _detected(told: Sequence[Item], release: Release) -> Reason:
    evidence = language.weigh(f"{release.title}\n{release.lead}\n{release.body}")
    whole = sum(evidence.values())
    ranked = sorted(evidence, key=lambda tongue: -evidence[tongue])[:2]
    shares = ", ".join(f"{t} {evidence[t] / whole:.2f}" for t in ranked)
    best = _best(told)
    rule = f"language: detected from the text by word lists, share of the evidence: {shares}"
    return Reason(best, best.body or best.title, rule, release.language)


def _publisher(told: Sequence[Item], release: Release, reading: Reading) -> list[Reason]:
    item = _first(told, "publisher")
    if item is not None:
        return [Reason(item, item.publisher, f"publisher: {_FIRST}", release.publisher)]
    rule = "publisher: nobody names one; the source's name in config.toml"
    return [Reason(None, reading.publisher, rule, release.publisher)]


def _published(told: Sequence[Item], release: Release, reading: Reading) -> list[Reason]:
    found = [(item, date) for item in told for date in item.dates]
    found.sort(key=lambda pair: DATE_SOURCES.index(pair[1].source))
    taken = next((pair for pair in found if dates.parse(pair[1].text, reading.seen_at)), None)
    return [_dated(item, date, release, reading, (item, date) == taken) for item, date in found]


def _dated(item: Item, date: DateText, release: Release, reading: Reading, taken: bool) -> Reason:
    when = dates.parse(date.text, reading.seen_at)
    where = _PLACES[date.source]
    if when is None:
        return Reason(item, date.text, f"date: {where}; no date can be read in it", "")
    gives = when.published_local or when.published_date or ""
    flags = ", ".join(release.published.flags if taken else when.flags)
    doubts = f"; inferred or odd: {flags}" if flags else ""
    word = "taken" if taken else "not taken: a place that is trusted more tells one"
    rule = f"date: {where} ({word}); read as exact to the {when.precision}{doubts}"
    return Reason(item, date.text, rule, gives)


def _contacts(told: Sequence[Item], _: Release, __: Reading) -> list[Reason]:
    best = _best(told)
    rule = "contact: named as such by the place that has the full text"
    found = []
    for one in best.contacts:
        # A name stands in the text too; an address or a number hardly ever does.
        written = one.email or one.phone or one.name
        gives = ", ".join(filter(None, map(text.line, (one.name, one.title, one.phone, one.email))))
        found.append(Reason(best, written, rule, gives))
    return found


def _attached(field: str) -> Callable[[Sequence[Item], Release, Reading], list[Reason]]:
    def told_of(told: Sequence[Item], release: Release, _: Reading) -> list[Reason]:
        best = _best(told)
        named = {text.line(one.text): one.url for one in getattr(best, field)}
        found = []
        for one in getattr(release, field):
            raw = named.get(one.title)
            where = "named beside the text" if raw else "an anchor in the text"
            rule = f"{field.removesuffix('s')}: {where}; address made absolute, tracking taken off"
            found.append(Reason(best, raw or one.title or one.url, rule, f"{one.title} {one.url}"))
        return found

    return told_of


def _translations(told: Sequence[Item], release: Release, _: Reading) -> list[Reason]:
    best = _best(told)
    kept = {t.title for t in release.translations}
    rule = "translation: told under the same number, and does not repeat the first language's words"
    return [
        Reason(best, v.title, f"{rule}; code “{v.language}”", f"{v.language}: {text.line(v.title)}")
        for v in best.versions
        if text.line(v.title) in kept
    ]


def in_other_language(item: Item) -> Reason:
    """Return why a page of its own counts as a release's translation."""
    rule = "translation: a page under the same number, in another language, at its own address"
    return Reason(item, item.title, rule, f"{item.language}: {text.line(item.title)}")


def _dates(told: Sequence[Item], release: Release, _: Reading) -> list[Reason]:
    best = _best(told)
    return [
        Reason(
            best,
            one.text,
            f"{one.role}: {_ROLES[one.role]}; read as exact to the {one.precision}"
            + (f"; inferred or odd: {', '.join(one.flags)}" if one.flags else ""),
            f"{one.starts} {one.place}".strip(),
        )
        for one in release.dates
    ]


def _url(told: Sequence[Item], release: Release, _: Reading) -> list[Reason]:
    item = next((item for item in reversed(told) if item.url.strip()), told[0])
    rule = "url: where people read it, by the feed before the list before the page; no tracking"
    return [Reason(item, item.url, rule, release.url)]


def _key(told: Sequence[Item], release: Release, _: Reading) -> list[Reason]:
    item = next((item for item in told if item.native_id), told[0])
    rule = "key: the platform and its own number" + ("" if item.native_id else ", in the address")
    return [Reason(item, item.native_id or item.url, rule, release.key)]


_RULES: Final[dict[str, Callable[[Sequence[Item], Release, Reading], list[Reason]]]] = {
    "key": _key,
    "url": _url,
    "title": _title,
    "lead": _lead,
    "body": _body,
    "type": _type,
    "language": _language,
    "publisher": _publisher,
    "published": _published,
    "contacts": _contacts,
    "documents": _attached("documents"),
    "links": _attached("links"),
    "images": _attached("images"),
    "translations": _translations,
    "dates": _dates,
}
FIELDS: Final = tuple(_RULES)
"""The fields that a publisher told, by the names that ``show --why`` takes."""
