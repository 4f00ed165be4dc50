"""E-mail addresses and telephone numbers hidden from whoever reads over a connection.

Everything that the site and the exports show comes out of SQLite as text: it is masked there, so
that no page, table, feed or snippet can be forgotten. The rule looks at the text alone, because
many publishers print their contacts in the body and list none. The archive keeps every word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

EMAIL: Final = "[e-post skjult]"
PHONE: Final = "[telefon skjult]"

_OFFICES: Final = frozenset(
    "arkiv contact firmapost hoering horing høring info information kommunikasjon kontakt "
    "kundeservice media nyhet nyheter personvern personvernombud post postmottak press presse "
    "pressevakt redaksjon redaksjonen resepsjon sentralbord servicetorg support".split()
)
"""What stands before the @ of an office's address, which is nobody's own."""

_GAP: Final = "[ \u00a0\u202f.\u2011-]"
_TARGET: Final = re.compile(
    r"""\s*\bhref\s*=\s*(["'])\s*(?:mailto|tel|sms|callto):(?P<to>[^"'<>]*)\1""", re.IGNORECASE
)
_ADDRESS: Final = re.compile(r"(?:mailto|tel|sms|callto):(?P<to>.*)", re.IGNORECASE | re.DOTALL)
_EMAIL: Final = re.compile(r"(?P<who>[\w.+'’-]+)@[\w-]*(?:\.[\w-]+)*")
_PHONE: Final = re.compile(
    rf"""(?P<word>\b(?:tlf|tel|telefon|mobil|mob|ring|phone|sms)\b[\s.:(]{{0,4}})?
    (?<![\w/=&\#])(?<![\w/=&\#]-)(?<!\d[.,])
    (?:
      (?:\+|\b00)\d{{1,3}}{_GAP}?(?:\(0\){_GAP}?)?\d(?:{_GAP}?\d){{5,11}}
      | [2-79]\d(?P<gap>{_GAP})\d\d(?P=gap)\d\d(?P=gap)\d\d
      | [2-79]\d\d(?P<gaps>{_GAP})\d\d(?P=gaps)\d\d\d
      | [49]\d{{7}}
      | (?(word)\d(?:{_GAP}?\d){{7}}|(?!))
    )
    (?!\w|[.,]\d|\s*(?:kr|kroner|mill|milliard|prosent|%|euro|dollar)\b)""".replace(
        _GAP, _GAP.replace(" ", r"\ ")
    ),
    re.IGNORECASE | re.VERBOSE,
)
_MARKS: Final = re.compile("[\x02\x03]")
_CUT: Final = re.compile(
    rf"\A(?P<before>…{_GAP}*)\d(?:{_GAP}?\d)*|\+?\d(?:{_GAP}?\d)*(?P<after>{_GAP}*…)\Z"
)


def hide(connection: sqlite3.Connection) -> None:
    """Mask all text that is read over a connection from now on; what it writes is untouched."""
    connection.text_factory = lambda raw: masked(str(raw, "utf-8", "replace"))


def masked(text: str) -> str:
    """Return text without the e-mail addresses and telephone numbers in it.

    Links that write or ring lose their target. An office's address (``postmottak@…``) stands, and
    so do numbers of fewer than eight digits. Search's marks are lost where they stood in either.
    """
    if "@" not in text and not any(map(str.isdigit, text)):
        return _without_targets(text)
    plain = _MARKS.sub("", text)
    hidden = _without_targets(plain)
    hidden = _EMAIL.sub(_email, hidden)
    hidden = _PHONE.sub(_phone, hidden)
    if "…" in hidden:
        hidden = _CUT.sub(lambda cut: (cut["before"] or "") + (cut["after"] or ""), hidden)
    return text if hidden == plain else hidden


def _without_targets(text: str) -> str:
    if ":" not in text:
        return text
    whole = _ADDRESS.fullmatch(text)
    if whole is not None:
        return text if _is_office(whole["to"]) else ""
    return _TARGET.sub(lambda href: href[0] if _is_office(href["to"]) else "", text)


def _is_office(address: str) -> bool:
    found = _EMAIL.fullmatch(address.partition("?")[0].strip())
    return found is not None and found["who"].casefold() in _OFFICES


def _email(found: re.Match[str]) -> str:
    return found[0] if found["who"].casefold() in _OFFICES else EMAIL


def _phone(found: re.Match[str]) -> str:
    return (found["word"] or "") + PHONE
