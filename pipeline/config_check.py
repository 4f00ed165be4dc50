"""What may stand in config.toml, and plain words for what stands there otherwise.

pydantic does the checking; its errors are turned into sentences that name the key, what was
found, and what is allowed. This module is loaded only to read a configuration.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

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
from sources.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sources.item import Adapter

Section = TypeVar("Section", bound=BaseModel)


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


SECTIONS: Final[dict[str, type[BaseModel]]] = {
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


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where (``("sources", 1, "owner")``), and a sentence about it."""

    at: tuple[str | int, ...]
    says: str


def check(
    document: Mapping[str, Any], kinds: Mapping[str, type[Adapter]]
) -> tuple[Checked | None, list[Problem]]:
    """Check a whole configuration; return it where it is right, and all that is wrong with it."""
    problems = list(_unknown(document, (*SECTIONS, *_LISTS), ()))
    sections = {
        name: _read(kind, document[name], (name,), problems)
        if name in document
        else kind.model_construct()
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


def _privacy_problems(section: BaseModel | None) -> Iterator[Problem]:
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
                yield Problem(at, f"found “{one}”, which is no source{_nearest(one, known)}")


def _read(
    kind: type[Section], table: object, at: tuple[str | int, ...], problems: list[Problem]
) -> Section | None:
    if isinstance(table, dict) and kind.model_config.get("extra") == "forbid":
        problems.extend(_unknown(table, kind.model_fields, at))
    try:
        return kind.model_validate(table)
    except ValidationError as error:
        problems.extend(_told(error, at))
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
        problems.extend(_unknown(expect, ExpectSection.model_fields, (*at, "expect")))


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
            problems.append(Problem((*at, "kind"), says + _nearest(str(table["kind"]), kinds)))
        return None
    own = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    known = (*SourceSection.model_fields, *own)
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
        return _adapter_of(kind).validate_python(options)
    except ValidationError as error:
        problems.extend(_told(error, at))
        return None


@cache
def _adapter_of(kind: type[Adapter]) -> TypeAdapter[Adapter]:
    return TypeAdapter(kind)


def _unknown(
    table: Mapping[str, Any], known: Iterable[str], at: tuple[str | int, ...]
) -> Iterator[Problem]:
    names = list(known)
    for name in table:
        if name not in names:
            yield Problem(
                (*at, name), f"is no key; allowed: {', '.join(names)}{_nearest(name, names)}"
            )


def _nearest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(names), n=1)
    return f". Did you mean “{near[0]}”?" if near else ""


_ALLOWED: Final = {
    "int": "must be a whole number",
    "float": "must be a number",
    "string": "must be text in quotes",
    "bool": "must be true or false",
    "tuple": "must be a list",
    "model": "must be a table of keys",
    "greater": "must be {ge}{gt} or more",
    "less": "must be {le}{lt} or less",
}


def _told(error: ValidationError, at: tuple[str | int, ...]) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        if detail["type"] == "extra_forbidden":
            continue
        where = (*at, *detail["loc"])
        if detail["type"] == "missing":
            yield Problem(where, "is missing")
            continue
        limits = {"ge": "", "gt": "", "le": "", "lt": "", **detail.get("ctx", {})}
        allowed = next(
            (
                words.format(**limits)
                for k, words in _ALLOWED.items()
                if detail["type"].startswith(k)
            ),
            detail["msg"].removeprefix("Value error, "),
        )
        yield Problem(where, f"found {detail['input']!r}, {allowed}")


def described(problem: Problem, file: str, text: str) -> str:
    """Return one line: the file, the line where it can be told, the key, and what is wrong."""
    line = _line_of(text, problem.at)
    place = f"{file}, line {line}" if line else file
    return f"{place}: {_key(problem.at)} {problem.says}"


def _key(at: tuple[str | int, ...]) -> str:
    key = ""
    for part in at:
        key += f" number {part + 1}" if isinstance(part, int) else f"{' ' if key else ''}{part}"
    return key


def _line_of(text: str, at: tuple[str | int, ...]) -> int | None:
    """Find a key's line, or its table's where the key itself is missing."""
    section = str(at[0])
    number = at[1] if len(at) > 1 and isinstance(at[1], int) else 0
    key = str(at[-1])
    current, seen, header = "", -1, None
    for n, line in enumerate(text.splitlines(), start=1):
        if table := re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?", line):
            current = table.group(1)
            seen += current == section
            if current == section and seen == number:
                header = n
            if current == key and len(at) == 1:
                return n
        elif current == section and seen == number and re.match(rf"\s*{re.escape(key)}\s*=", line):
            return n
    return header
