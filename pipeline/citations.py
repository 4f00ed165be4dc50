"""What a release points at and what it can be pointed at by: titles, numbers, addresses; pure.

References are plain strings that two releases may have in common: ``prop 912 s 2026-2027``,
``sak 26/1234``, ``regjeringen-3177655``, ``«kommunene får 4,2 milliarder kroner mer i år»``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.identity import key_of
from pipeline.sketch import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.release import Release

FEWEST_TITLE_WORDS: Final = 4
"""A quotation of fewer words may be anything: «Trygg oppvekst»."""

_MOST_QUOTATIONS: Final = 40
_SESSION: Final = r"(?:[\s,]*\(?\s*((?:19|20)\d\d)\s*[-–—/]\s*((?:19|20)?\d\d)\s*\)?)?"
_PAPERS: Final = (
    (r"prop\.?\s*\d", rf"\bProp\.?\s*(\d+)\s*(S|L|LS)\b{_SESSION}", "prop"),
    (r"meld\.?\s*st", rf"\bMeld\.?\s*St\.?\s*(\d+)()\b{_SESSION}", "meld st"),
    (r"nnst\.?\s*\d", rf"\bInnst\.?\s*(\d+)\s*(S|L|LS)\b{_SESSION}", "innst"),
    (r"prp\.?\s*nr", rf"\bSt\.?\s*prp\.?\s*nr\.?\s*(\d+)()\b{_SESSION}", "st prp"),
    (r"prp\.?\s*nr", rf"\bOt\.?\s*prp\.?\s*nr\.?\s*(\d+)()\b{_SESSION}", "ot prp"),
    (r"meld\.?\s*nr", rf"\bSt\.?\s*meld\.?\s*nr\.?\s*(\d+)()\b{_SESSION}", "st meld"),
    (r"8:\s*\d", rf"\bDok(?:ument|\.)?\s*8:\s*(\d+)\s*(S|L|LS)\b{_SESSION}", "dok 8"),
)
"""A part of each paper's pattern in small letters, the pattern, and its name. The part is sought
first, in a folded text: it begins with letters that stand for themselves, which takes 1 µs where
the pattern takes 37."""

_COMPILED: Final = tuple(
    (re.compile(part), re.compile(whole, re.IGNORECASE), name) for part, whole, name in _PAPERS
)
_NOU: Final = re.compile(r"\bNOU\s*((?:19|20)\d\d)\s*:\s*(\d+)\b")
_CASE: Final = re.compile(
    r"\b(?:(?:høyrings?|hørings?)?sak(?:s?(?:nr|nummer|numer))?|(?:vår|deres|dykkar)?\s?ref(?:eranse)?"
    r"|høring|høyring)\b[.:\s]{0,3}(?:20)?(\d\d)/(\d{3,6})\b",
    re.IGNORECASE,
)
_QUOTATION: Final = re.compile(r"«([^«»]{12,250})»|[“„]([^“”„]{12,250})[”“]|\"([^\"\n]{12,250})\"")
_QUOTATION_MARKS: Final = '«“„"'
_TITLE_PREFIX: Final = re.compile(r"^[^\W\d_][\w\s.-]{1,40}(?::|\s[–—-])\s+")
_EVERYBODYS: Final = re.compile(r"^(?:prop 1 (?:s|ls)|st prp 1) ")
"""The state budget: every ministry and every organisation names it on the same day."""


@dataclass(frozen=True, slots=True)
class Citations:
    """References of one release.

    Attributes:
        offers: what it is known by to those who point at it: its title and its key.
        cites: what it points at: quotations, and the keys of the pages it links to.
        names: the public papers and cases it names.
    """

    offers: frozenset[str] = frozenset()
    cites: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def citations(release: Release) -> Citations:
    """Return the references in a release; a paper without its session is of the current one."""
    text = "\n".join((release.title, release.lead, release.body))
    offers = {release.key, *_title_references(release.title)}
    linked = {key for link in release.links if (key := key_of(link.url))}
    cites = {*linked, *_quoted(text)} - offers
    names = {*_papers(text, release.published.date), *_cases(text)}
    return Citations(
        frozenset(offers),
        frozenset(cites),
        frozenset(name for name in names if not _EVERYBODYS.match(name)),
    )


def _title_references(title: str) -> Iterator[str]:
    """Yield the title, and the title without what stands before its first colon or dash."""
    for form in (title, _TITLE_PREFIX.sub("", title)):
        found = words(form)
        if len(found) >= FEWEST_TITLE_WORDS:
            yield _quotation(found)


def _quoted(text: str) -> Iterator[str]:
    if not any(mark in text for mark in _QUOTATION_MARKS):
        return
    for number, match in enumerate(_QUOTATION.finditer(text)):
        found = words(next(filter(None, match.groups())))
        if number >= _MOST_QUOTATIONS:
            return
        if len(found) >= FEWEST_TITLE_WORDS:
            yield _quotation(found)


def _quotation(found: list[str]) -> str:
    return f"«{' '.join(found)}»"


def _papers(text: str, day: str | None) -> Iterator[str]:
    folded = text.casefold()
    for part, pattern, name in _COMPILED:
        if not part.search(folded):
            continue
        for number, kind, first, _last in pattern.findall(text):
            began = int(first) if first else _session(day)
            if began:
                parts = (name, number, kind.casefold(), f"{began}-{began + 1}")
                yield " ".join(part for part in parts if part)
    for year, number in _NOU.findall(text) if "NOU" in text else ():
        yield f"nou {year}:{int(number)}"


def _session(day: str | None) -> int | None:
    """Return the year in which the Storting's session of ``day`` began, on 1 October."""
    if not day:
        return None
    year, month = int(day[:4]), int(day[5:7])
    return year if month >= 10 else year - 1


def _cases(text: str) -> Iterator[str]:
    for year, number in _CASE.findall(text) if "/" in text else ():
        yield f"sak {year}/{int(number)}"
