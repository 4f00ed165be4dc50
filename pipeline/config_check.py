"""What may stand in config.toml: each table by itself, and what must fit between tables.

A table is checked by pydantic's engine, what it cannot know here; all that is wrong is told at
once, in the words of ``pipeline.config_words``. This module is loaded only to read a configuration.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic_core import ValidationError

from pipeline.config_schema import validated
from pipeline.config_sections import (
    AlertSection,
    ArchiveSection,
    DocumentsSection,
    ExpectSection,
    FetchSection,
    LogSection,
    MailSection,
    MetricsSection,
    PingSection,
    PrivacySection,
    RunSection,
    SearchSection,
    SourceSection,
)
from pipeline.config_words import Problem, nearest, told
from sources.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sources.item import Adapter

Section = TypeVar("Section")


@dataclass(frozen=True, slots=True)
class Checked:
    """A configuration in which every value is of its kind."""

    archive: ArchiveSection
    fetch: FetchSection
    run: RunSection
    documents: DocumentsSection
    mail: MailSection
    log: LogSection
    metrics: MetricsSection
    ping: PingSection
    privacy: PrivacySection
    sources: tuple[tuple[SourceSection, Adapter], ...]
    searches: tuple[SearchSection, ...]
    alerts: tuple[AlertSection, ...]


SECTIONS: Final[dict[str, type[Any]]] = {
    "archive": ArchiveSection,
    "fetch": FetchSection,
    "run": RunSection,
    "mail": MailSection,
    "log": LogSection,
    "metrics": MetricsSection,
    "ping": PingSection,
    "privacy": PrivacySection,
    "documents": DocumentsSection,
}
"""The tables that stand in a config once, any key of which the environment may set."""

_LISTS: Final = ("sources", "searches", "alerts")


def check(
    document: Mapping[str, Any], kinds: Mapping[str, type[Adapter]]
) -> tuple[Checked | None, list[Problem]]:
    """Check a whole configuration; return it where it is right, and all that is wrong with it."""
    problems = list(_unknown(document, (*SECTIONS, *_LISTS), ()))
    sections = {
        name: _read(kind, document[name], (name,), problems) if name in document else kind()
        for name, kind in SECTIONS.items()
    }
    sources = _sources(document.get("sources", []), kinds, problems)
    searches = _tables(SearchSection, document.get("searches", []), "searches", problems)
    alerts = _tables(AlertSection, document.get("alerts", []), "alerts", problems)
    if not problems:
        mail = sections["mail"]
        has_mail = isinstance(mail, MailSection) and bool(mail.server and mail.sender)
        problems.extend(_alert_problems(alerts, has_mail=has_mail))
        problems.extend(_privacy_problems(sections["privacy"]))
        known = {section.id for section, _ in sources}
        problems.extend(_search_problems(searches, "searches", known))
        problems.extend(_search_problems(alerts, "alerts", known))
    if problems:
        return None, problems
    return Checked(
        **sections,  # type: ignore[arg-type]
        sources=tuple(sources),
        searches=tuple(searches),
        alerts=tuple(alerts),
    ), []


def _tables(
    kind: type[Section], tables: object, name: str, problems: list[Problem]
) -> list[Section]:
    """Read each of the ``[[name]]`` tables, no two of them of one name."""
    if not isinstance(tables, list):
        problems.append(Problem((name,), f"must be written as [[{name}]]"))
        return []
    read = [_read(kind, table, (name, n), problems) for n, table in enumerate(tables)]
    names = [table.get("name") for table in tables if isinstance(table, dict)]
    problems.extend(
        Problem((name, n, "name"), f"“{one}” is the name of another already")
        for n, one in enumerate(names)
        if one is not None and one in names[:n]
    )
    return [section for section in read if section is not None]


def _alert_problems(alerts: Iterable[AlertSection], *, has_mail: bool) -> Iterator[Problem]:
    for number, alert in enumerate(alerts):
        at = ("alerts", number)
        if not alert.to and not alert.webhook:
            yield Problem(at, "needs “to” (mail addresses) or “webhook”")
        if alert.to and not has_mail:
            yield Problem((*at, "to"), "needs [mail] with server and sender")
        if alert.search is None and not alert.sources:
            yield Problem(at, "needs “search” (words or a saved search) or “sources = true”")


def _privacy_problems(section: object) -> Iterator[Problem]:
    if not isinstance(section, PrivacySection):
        return
    at = ("privacy", "after_days")
    if section.contacts == "drop" and not section.after_days:
        yield Problem(at, "must say after how many days contacts are dropped: 1 or more")
    if section.contacts != "drop" and section.after_days:
        yield Problem(at, f'goes with contacts = "drop" alone, not with "{section.contacts}"')


def _search_problems(
    tables: Iterable[SearchSection | AlertSection], name: str, known: set[str]
) -> Iterator[Problem]:
    for number, table in enumerate(tables):
        for one in table.source:
            if one not in known:
                at = (name, number, "source")
                yield Problem(at, f"found “{one}”, which is no source{nearest(one, known)}")


def _read(
    kind: type[Section], table: object, at: tuple[str | int, ...], problems: list[Problem]
) -> Section | None:
    if isinstance(table, dict) and kind is not SourceSection:
        problems.extend(_unknown(table, _names(kind), at))
    try:
        return validated(kind, table)
    except ValidationError as error:
        problems.extend(told(error, at))
        return None


def _sources(
    tables: object, kinds: Mapping[str, type[Adapter]], problems: list[Problem]
) -> list[tuple[SourceSection, Adapter]]:
    if not isinstance(tables, list) or not tables:
        problems.append(Problem(("sources",), "no [[sources]] stands in it: nothing to archive"))
        return []
    found = []
    for number, table in enumerate(tables):
        at = ("sources", number)
        section = _read(SourceSection, table, at, problems)
        _expect_keys(table, at, problems)
        adapter = _adapter(table, kinds, at, problems) if isinstance(table, dict) else None
        if section is not None and adapter is not None:
            found.append((section, adapter))
    ids = [section.id for section, _ in found]
    problems.extend(
        Problem(("sources", n, "id"), f"“{i}” is the id of another source already")
        for n, i in enumerate(ids)
        if i in ids[:n]
    )
    return found


def _expect_keys(table: object, at: tuple[str | int, ...], problems: list[Problem]) -> None:
    expect = table.get("expect") if isinstance(table, dict) else None
    if isinstance(expect, dict):
        problems.extend(_unknown(expect, _names(ExpectSection), (*at, "expect")))


def _adapter(
    table: Mapping[str, Any],
    kinds: Mapping[str, type[Adapter]],
    at: tuple[str | int, ...],
    problems: list[Problem],
) -> Adapter | None:
    kind = kinds.get(str(table.get("kind")))
    if kind is None:
        if "kind" in table:
            says = f"found “{table['kind']}”, allowed: {', '.join(kinds)}"
            problems.append(Problem((*at, "kind"), says + nearest(str(table["kind"]), kinds)))
        return None
    own = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    known = (*_names(SourceSection), *own)
    problems.extend(_unknown(table, known, at))
    options = {name: table[name] for name in own if name in table}
    missing = [name for name, f in own.items() if name not in options and f.default is MISSING]
    problems.extend(
        Problem((*at, name), f"is missing; a source of kind “{kind.kind}” needs it")
        for name in missing
    )
    wrong = [
        Problem((*at, name), f"found “{options[name]}”, must be an http or https address")
        for name in ("url", "base_url")
        if name in options and not absolute(str(options[name]))
    ]
    problems.extend(wrong)
    if missing or wrong:
        return None
    try:
        return validated(kind, options)
    except ValidationError as error:
        problems.extend(told(error, at))
        return None


def _names(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)]


def _unknown(
    table: Mapping[str, Any], known: Iterable[str], at: tuple[str | int, ...]
) -> Iterator[Problem]:
    names = list(known)
    for name in table:
        if name not in names:
            yield Problem(
                (*at, name), f"is no key; allowed: {', '.join(names)}{nearest(name, names)}"
            )
