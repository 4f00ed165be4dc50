"""Names, addresses and numbers: where they may stand in a text, and what is compared of them.

Compared is what remains without case, accents and all that is only a way to write.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_LETTERS: Final = (("ø", "o"), ("æ", "ae"), ("đ", "d"), ("ð", "d"), ("ł", "l"), ("’", "'"))
_MARKS: Final = re.compile("[\u0300-\u036f]")
_WHO: Final = re.compile(r"[\w.+'’-]+\Z")
_HOST: Final = re.compile(r"[\w-]*(?:\.[\w-]+)*")
_LONGEST_WHO: Final = 64
GAP: Final = "[ \u00a0\u202f.\u2011-]"
"""What may stand between the groups of a number."""

_RUN: Final = re.compile(rf"\d(?:(?:{GAP}|[()/]){{0,3}}\d){{7,}}")
_FEWEST_DIGITS: Final = 8
_MOST_DIGITS: Final = 15


def folded(text: str) -> str:
    """Return text without case and marks: ``Åse``, ``ÅSE`` and ``ase`` are one."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    for letter, meant in _LETTERS:
        plain = plain.replace(letter, meant)
    return plain


def name_of(text: str) -> str:
    """Return a name as compared; ``Nordmann, Kari`` is ``kari nordmann``."""
    last, comma, first = text.partition(",")
    parts = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", f"{first} {last}" if comma else text)
    return " ".join(map(folded, parts))


def email_of(text: str) -> str:
    """Return an e-mail address as compared, ``""`` where the text is none."""
    address = text.strip().removeprefix("mailto:").casefold()
    return address if re.fullmatch(r"[^\s@]+@[^\s@]+", address) else ""


def phone_of(text: str) -> str:
    """Return a number's digits without Norway's code, ``""`` for a number that is nobody's own."""
    digits = "".join(c for c in text if c.isdecimal())
    digits = digits.removeprefix("00") if len(digits) > _FEWEST_DIGITS else digits
    if len(digits) == _FEWEST_DIGITS + 2:
        digits = digits.removeprefix("47")
    return digits if _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS else ""


def phones_of(field: str) -> list[str]:
    """Return the numbers of a contact's field, which may hold more than one."""
    parts = re.split(r"[/,;|]|\b(?:eller|og|or|and)\b|\s{2,}", field)
    return [number for number in map(phone_of, parts) if number]


def addresses(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where e-mail addresses begin, have their @ and end; the host may be cut off."""
    at = text.find("@")
    while at >= 0:
        who = _WHO.search(text, max(0, at - _LONGEST_WHO), at)
        host = _HOST.match(text, at + 1)
        if who is not None and host is not None:
            yield who.start(), at, host.end()
        at = text.find("@", at + 1)


def number_runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where eight digits or more stand, with no more between them than numbers have."""
    for run in _RUN.finditer(text):
        yield run.span()
