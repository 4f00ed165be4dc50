"""What may stand in config.toml, and plain words for what stands there otherwise.

pydantic does the checking; its errors are turned into sentences that name the key, what was
found, and what is allowed. This module is loaded only to read a configuration.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import MISSING, dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.functional_validators import AfterValidator

from pipeline.settings import Assertion  # noqa: TC001 - pydantic reads it
from sources.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sources.item import Adapter

Section = TypeVar("Section", bound=BaseModel)

_EVERY: Final = re.compile(r"(?:(\d{1,4})d)? ?(?:(\d{1,4})h)? ?(?:(\d{1,4})m)?")
_LEAST: Final = timedelta(minutes=1)


def interval(text: str) -> timedelta:
    """Read ``15m``, ``2h``, ``1d`` or ``1h 30m``; raises ``ValueError`` for anything else."""
    found = _EVERY.fullmatch(text.strip())
    days, hours, minutes = (int(g or 0) for g in found.groups()) if found else (0, 0, 0)
    length = timedelta(days=days, hours=hours, minutes=minutes)
    if length < _LEAST:
        raise ValueError("must be a time such as 15m, 2h, 1d or 1h 30m, at least 1m")
    return length


def _place(text: str) -> str:
    try:
        usable = "\0" not in str(Path(text).expanduser())
    except RuntimeError:
        usable = False
    if not usable:
        raise ValueError("must be the path of a file; “~” alone is your own folder")
    return text


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ArchiveSection(_Section):
    """``[archive]``."""

    path: Annotated[str, AfterValidator(_place)] = Field("pressearkiv.db", min_length=1)


class FetchSection(_Section):
    """``[fetch]``."""

    user_agent: str = ""
    contact: str = "https://github.com/pressearkiv/pressearkiv"
    timeout: float = Field(60.0, gt=0, le=600)
    per_host_delay: float = Field(1.0, ge=0, le=60)
    max_bytes: int = Field(20_000_000, ge=10_000)


class RunSection(_Section):
    """``[run]``."""

    workers: int = Field(4, ge=1, le=32)
    engine: Literal["inline"] = "inline"


class ExpectSection(_Section):
    """``expect`` of a ``[[sources]]``."""

    title: str = ""
    least: int = Field(default=1, ge=1)
    ignore: tuple[Assertion, ...] = ()


class SourceSection(BaseModel):
    """What every ``[[sources]]`` has, whatever its kind."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    name: str = ""
    kind: str
    every: Annotated[str, AfterValidator(lambda text: interval(text) and text)] = "15m"
    enabled: bool = True
    language: str = ""
    expect: ExpectSection = ExpectSection()


@dataclass(frozen=True, slots=True)
class Checked:
    """A configuration in which every value is of its kind."""

    archive: ArchiveSection
    fetch: FetchSection
    run: RunSection
    sources: tuple[tuple[SourceSection, Adapter], ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where (``("sources", 1, "owner")``), and a sentence about it."""

    at: tuple[str | int, ...]
    says: str


def check(
    document: Mapping[str, Any], kinds: Mapping[str, type[Adapter]]
) -> tuple[Checked | None, list[Problem]]:
    """Check a whole configuration; return it where it is right, and all that is wrong with it."""
    problems = list(_unknown(document, ("archive", "fetch", "run", "sources"), ()))
    archive = _read(ArchiveSection, document.get("archive", {}), ("archive",), problems)
    fetch = _read(FetchSection, document.get("fetch", {}), ("fetch",), problems)
    run = _read(RunSection, document.get("run", {}), ("run",), problems)
    sources = _sources(document.get("sources", []), kinds, problems)
    if problems or archive is None or fetch is None or run is None:
        return None, problems
    return Checked(archive, fetch, run, tuple(sources)), []


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
        return TypeAdapter(kind).validate_python(options)
    except ValidationError as error:
        problems.extend(_told(error, at))
        return None


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
