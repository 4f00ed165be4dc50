"""One way to write each character, so that patterns need to know only one."""

from __future__ import annotations

import html
import re
import unicodedata

_DASHES = "‐‑‒–—―−﹘﹣－"
_SPACES = "".join(
    map(chr, (0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000))
)
_NOTHING = "".join(
    map(
        chr,
        (
            0xAD,
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            0x2060,
            *range(0x2066, 0x206A),
            0xFEFF,
        ),
    )
)
_WIDE = "０１２３４５６７８９：．／"

_ONE_TO_ONE = (
    dict.fromkeys(map(ord, _DASHES), "-")
    | dict.fromkeys(map(ord, _SPACES), " ")
    | {ord(wide): chr(ord(wide) - 0xFEE0) for wide in _WIDE}
    | {ord("’"): "'", ord("‘"): "'", ord("⁄"): "/"}
)
_TABLE = _ONE_TO_ONE | dict.fromkeys(map(ord, _NOTHING), None)
_OTHERWISE = re.compile(f"[{re.escape(''.join(map(chr, _TABLE)))}]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5}|[A-Za-z]{2,8});")


def clean(text: str) -> str:
    """Return `text` with entities unescaped, NFC, every dash `-`, every space plain.

    Soft hyphens, zero-width characters and direction marks disappear. Plain ASCII without
    entities comes back as it was.
    """
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    # Looking first costs a twentieth of translating, and most paragraphs have nothing to change.
    return composed.translate(_TABLE) if _OTHERWISE.search(composed) else composed


def clean_with_places(text: str) -> tuple[str, list[int] | None]:
    """Return the cleaned text and, where its length changed, each character's place in `text`.

    The list has one place more than the cleaned text has characters: the end of `text`.
    """
    cleaned = clean(text)
    if len(cleaned) == len(text) and "&" not in text:
        return cleaned, None
    parts: list[str] = []
    places: list[int] = []
    position = 0
    for position, stop in _pieces(text):
        piece = clean(text[position:stop])
        parts.append(piece)
        places.extend([position] * len(piece))
    places.append(len(text))
    return "".join(parts), places


def _pieces(text: str) -> list[tuple[int, int]]:
    """Cut `text` where cleaning can change its length: at entities, else at each base letter."""
    pieces: list[tuple[int, int]] = []
    position = 0
    while position < len(text):
        entity = _ENTITY.match(text, position) if text[position] == "&" else None
        stop = entity.end() if entity else position + 1
        while stop < len(text) and unicodedata.combining(text[stop]):
            stop += 1
        pieces.append((position, stop))
        position = stop
    return pieces
