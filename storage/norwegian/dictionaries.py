"""What lies in ``data/``: the dictionaries of both languages, and our own tables.

The dictionaries (form to lemma, one for each language) are those of simplemma, kept in
``data/forms.trie`` by ``make_forms``, together with what our tables make of each form. The file is
read page by page as it is asked.
"""

from __future__ import annotations

import zlib
from functools import cache, lru_cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Worked: TypeAlias = Literal["lemmas", "in_bokmaal", "parts"]

_FIELDS = 6
_OWN_FORMS = 2
_WORKED: dict[Worked, int] = {"lemmas": 3, "in_bokmaal": 4, "parts": 5}
_BETWEEN = b"\1"
FEWEST = 2
"""What a word's length less what it loses begins at in ``data/forms.trie``: 0 and 1 part words."""

STAMP = "\x01edition"
"""The key under which that file has the edition of the tables that it was worked out with."""


def available() -> bool:
    """Tell whether marisa-trie, which reads the dictionaries, is installed."""
    return find_spec("marisa_trie") is not None


class Entry(NamedTuple):
    """What the dictionaries lead a form back to, in bokmål and in nynorsk; empty where unlisted."""

    nb: str
    nn: str


_UNLISTED = Entry("", "")


@lru_cache(maxsize=1024)
def entry(form: str) -> Entry:
    """Return a form's entries; of none where the dictionaries are missing."""
    told = _told(form)
    return Entry(_lemma(form, told[0]), _lemma(form, told[1])) if told else _UNLISTED


def is_listed(form: str) -> bool:
    """Tell whether a dictionary lists a form."""
    return bool(_told(form))


def beginnings(word: str) -> list[str]:
    """Return the listed forms with which a word begins, shortest first, and maybe itself."""
    every = _forms()
    found: list[str] = every.prefixes(word) if every is not None else []
    return found


def forms(language: Literal["nb", "nn"]) -> list[str]:
    """Return all forms that a dictionary lists, sorted."""
    every, field = _forms(), ("nb", "nn").index(language)
    listed = every.items() if every is not None else ()
    return sorted(f for f, told in listed if f != STAMP and told.split(b"\0")[field])


def worked_out(form: str, what: Worked) -> frozenset[str] | None:
    """Return what was worked out beforehand of a listed form, ``None`` where nothing was."""
    told = _told(form)
    if len(told) < _FIELDS or not _is_fresh():
        return None
    return frozenset(_lemma(form, one) for one in told[_WORKED[what]].split(_BETWEEN) if one)


def worked_out_own_forms(form: str) -> bool | None:
    """Return whether any form leads to a listed one, ``None`` where that was not worked out."""
    told = _told(form)
    return bool(told[_OWN_FORMS]) if len(told) == _FIELDS and _is_fresh() else None


@lru_cache(maxsize=1024)
def _told(form: str) -> tuple[bytes, ...]:
    every = _forms()
    found = every.get(form) if every is not None else None
    return tuple(found[0].split(b"\0")) if found else ()


def _lemma(form: str, told: bytes) -> str:
    """Return a word kept as how many letters the form loses, and what it gains for them."""
    return form[: len(form) + FEWEST - told[0]] + told[1:].decode() if told else ""


@cache
def tables_edition() -> int:
    """Return a number for our own tables as they are today."""
    data = sorted((files("storage.norwegian") / "data").iterdir(), key=lambda file: file.name)
    return zlib.crc32(b"".join(f.read_bytes() for f in data if f.name.endswith(".tsv"))) or 1


@cache
def _is_fresh() -> bool:
    """Tell whether what was worked out beforehand was worked out with today's tables."""
    return _told(STAMP) == (str(tables_edition()).encode(),)


@cache
def _forms() -> Any:
    """Return the trie of all forms."""
    if not available():
        return None
    from marisa_trie import BytesTrie

    return BytesTrie().mmap(str(files("storage.norwegian") / "data" / "forms.trie"))


def rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of a data file, split at tabs, without comments and empty lines."""
    text = (files("storage.norwegian") / "data" / f"{name}.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
