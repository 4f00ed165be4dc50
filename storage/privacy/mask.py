"""E-mail addresses and telephone numbers hidden from whoever reads over a connection.

Everything that the site and the exports show comes out of SQLite as text: it is masked there, so
that no page, table, feed or snippet can be forgotten. The rule looks at the text alone, because
many publishers print their contacts in the body and list none. The archive keeps every word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from storage.privacy.spelling import GAP, addresses, number_runs

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

_TARGET: Final = re.compile(
    r"""\shref\s*=\s*(["'])\s*(?:mailto|tel|sms|callto):(?P<to>[^"'<>]*)\1""", re.IGNORECASE
)
_SCHEMES: Final = ("mailto:", "tel:", "sms:", "callto:")
_ADDRESS: Final = re.compile(r"(?:mailto|tel|sms|callto):(?P<to>.*)", re.IGNORECASE | re.DOTALL)
_PHONE: Final = re.compile(
    rf"""(?P<word>\b(?:tlf|tel|telefon|mobil|mob|ring|phone|sms)\b[\s.:(]{{0,4}})?
    (?<![\w/=&\#])(?<![\w/=&\#]-)(?<!\d[.,])
    (?:
      (?:\+|\b00)\d{{1,3}}{GAP}?(?:\(0\){GAP}?)?\d(?:{GAP}?\d){{5,11}}
      | [2-79]\d(?P<gap>{GAP})\d\d(?P=gap)\d\d(?P=gap)\d\d
      | [2-79]\d\d(?P<gaps>{GAP})\d\d(?P=gaps)\d\d\d
      | [49]\d{{7}}
      | (?(word)\d(?:{GAP}?\d){{7}}|(?!))
    )
    (?!\w|[.,]\d|\s*(?:kr|kroner|mill|milliard|prosent|%|euro|dollar)\b)""".replace(
        GAP, GAP.replace(" ", r"\ ")
    ),
    re.IGNORECASE | re.VERBOSE,
)
_BEFORE: Final = 16
_BEHIND: Final = 16
"""How much around digits is looked at: the rule above is slow on much text."""

_CUT: Final = re.compile(
    rf"\A(?P<before>…{GAP}*)\d(?:{GAP}?\d)*|\+?\d(?:{GAP}?\d)*(?P<after>{GAP}*…)\Z"
)


def hide(connection: sqlite3.Connection) -> None:
    """Mask all text that is read over a connection from now on; what it writes is untouched."""
    connection.text_factory = lambda raw: masked(str(raw, "utf-8", "replace"))


def masked(text: str) -> str:
    """Return text without the e-mail addresses and telephone numbers in it.

    Links that write or ring lose their target. An office's address (``postmottak@…``) stands, and
    so do numbers of fewer than eight digits. Search's marks are lost where they stood in either.
    """
    plain = text.replace("\x02", "").replace("\x03", "")
    hidden = _without_targets(plain)
    hidden = _without_phones(_without_addresses(hidden))
    if "…" in hidden:
        hidden = _CUT.sub(lambda cut: (cut["before"] or "") + (cut["after"] or ""), hidden)
    return text if hidden == plain else hidden


def _without_addresses(text: str) -> str:
    pieces, done = [], 0
    for start, at, end in addresses(text):
        if start >= done and text[start:at].casefold() not in _OFFICES:
            pieces += [text[done:start], EMAIL]
            done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _without_phones(text: str) -> str:
    pieces, done = [], 0
    for begin, end in number_runs(text):
        start = max(done, begin - _BEFORE)
        for found in _PHONE.finditer(text, start, end + _BEHIND):
            pieces += [text[done : found.start()], found["word"] or "", PHONE]
            done = found.end()
    return "".join([*pieces, text[done:]]) if pieces else text


def _without_targets(text: str) -> str:
    small = text.lower()
    if not any(scheme in small for scheme in _SCHEMES):
        return text
    whole = _ADDRESS.fullmatch(text)
    if whole is not None:
        return text if _is_office(whole["to"]) else ""
    return _TARGET.sub(lambda href: href[0] if _is_office(href["to"]) else "", text)


def _is_office(address: str) -> bool:
    return address.strip().partition("@")[0].casefold() in _OFFICES
