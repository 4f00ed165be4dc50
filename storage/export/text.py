"""Text made fit for where it goes: no control characters, no formulas, addresses without gaps."""

from __future__ import annotations

import datetime
import io
import re
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

OSLO = ZoneInfo("Europe/Oslo")

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_IRI = re.compile(r'[\x00-\x20\x7f-\xa0<>"{}|\\^`]')
_STARTS_A_FORMULA = frozenset("=+-@")


def printable(text: str) -> str:
    """Return the text without the characters that XML 1.0 cannot hold."""
    return _NOT_IN_XML.sub("", text)


def neutral(text: str) -> str:
    """Return text for a spreadsheet's cell, a ``'`` in front where it could be taken for a formula.

    That is where it begins with ``=``, ``+``, ``-`` or ``@``, in full width too and after blanks
    and invisible characters, or with a tab or a line's end (OWASP, "CSV Injection").
    """
    if text[:1].isalnum():
        return text
    seen = next((one for one in text if not _unseen(one)), "")
    dangerous = text[:1] in ("\t", "\r", "\n") or (
        unicodedata.normalize("NFKC", seen) in _STARTS_A_FORMULA
    )
    return f"'{text}" if dangerous else text


def _unseen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf")


def iri(url: str) -> str:
    """Return an address with the characters escaped that RFC 3987 has no place for."""
    return _NOT_IN_IRI.sub(lambda found: quote(found[0]), url)


def tag(key: str) -> str:
    """Return the address that names a release for good (RFC 4151), wherever it is served from."""
    return f"tag:pressearkiv,2026:{quote(key, safe='')}"


def oslo(utc: str) -> datetime.datetime:
    """Return a UTC time of the archive as Oslo wall clock, without a zone."""
    return datetime.datetime.fromisoformat(utc).astimezone(OSLO).replace(tzinfo=None)


@contextmanager
def text_over(out: BinaryIO, encoding: str = "utf-8") -> Iterator[io.TextIOWrapper]:
    """Lend a binary stream as a text stream that changes no line's end; it is left open."""
    wrapped = io.TextIOWrapper(out, encoding=encoding, newline="")
    try:
        yield wrapped
    finally:
        wrapped.detach()
