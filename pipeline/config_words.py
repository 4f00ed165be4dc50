"""Plain words for what is wrong in a configuration: the key, what was found, what is allowed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic_core import ValidationError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where (``("sources", 1, "owner")``), and a sentence about it."""

    at: tuple[str | int, ...]
    says: str


def nearest(name: str, names: Iterable[str]) -> str:
    """Return a question about a misspelt name, "" where no name is near."""
    import difflib

    near = difflib.get_close_matches(name, list(names), n=1)
    return f". Did you mean “{near[0]}”?" if near else ""


_ALLOWED: Final = {
    "int": "must be a whole number",
    "float": "must be a number",
    "string": "must be text in quotes",
    "bool": "must be true or false",
    "tuple": "must be a list",
    "dataclass": "must be a table of keys",
    "greater": "must be {ge}{gt} or more",
    "less": "must be {le}{lt} or less",
}


def told(error: ValidationError, at: tuple[str | int, ...]) -> Iterator[Problem]:
    """Yield what the engine found wrong; unknown keys are told by whoever knows all names."""
    for detail in error.errors(include_url=False):
        if detail["type"] == "unexpected_keyword_argument":
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
