"""What looks like a date and is none, blanked out before the grammar reads.

Each mask is one named pattern. A masked stretch becomes `¤` characters of the same length, so
that places in the text stay what they were and nothing on its two sides can grow together.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MASK = "¤"

_NUMBERS = r"[0-9]+(?:[ ]?[-./:][0-9]+){0,8}-?"
"""12, 12/345, 16/4099-, 12.8.2016, 3:7."""

_SESSION = r"(?: ?\(?[0-9]{4} ?[-/] ?[0-9]{2,4}\)?)?"
_EU = r"\((?:EU|EF|EØS|EC|EEC|EØF)\)"

_ABBREVIATIONS = (
    "nr|no|ref|kap|pkt|art|s|p|ver|vers|v|rv|fv|ev|jnr|gnr|bnr|snr|fnr|saksnr|arkivnr|journalnr"
    "|postnr|serienr|varenr|sak nr|del nr"
)
"""Words before a number that may carry a full stop."""

_WORDS = (
    "sak|saken|saksnummer|arkivsak|utvalgssak|formannskapssak|kommunestyresak|bystyresak"
    "|referanse|reference|nummer|number|kapittel|chapter|punkt|section|avsnitt|tabell|table|figur"
    "|figure|vedlegg|annex|side|page|post|artikkel|article|programkategori|programområde|versjon"
    "|version|utgave|utgåve|iso|postboks|boks|rom|møterom|room|riksvei|riksveg|fylkesvei"
    "|fylkesveg|vedtak|spørsmål|oppgave|del|trinn|fase|linje|buss|gate|ip|serienummer"
)
_COMMITTEES = "PS|RS|FO|HST|KST|FSK|BYST|KOM"

MASKS = {
    "web address": r"(?:https?://|www\.)[^\s<>]{1,500}",
    "e-mail": r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}",
    # P8: the years after a parliamentary document are its session.
    "parliamentary document": (
        r"\b(?:ot\.? ?prp|st\.? ?prp|st\.? ?meld|prop|innst|meld|dok(?:ument)?|lovvedtak"
        r"|lovanmerkning|representantforslag|rundskriv|budsjett-innst)\b[. ]{0,2}"
        r"(?:st\. ?|s\. ?|o\. ?|l\. ?)?(?:nr\.? ?|no\.? ?)?"
        rf"(?:[a-z]{{1,2}}-)?{_NUMBERS}(?: ?[LSO](?:\b|\.))?{_SESSION}"
    ),
    "report of a committee": r"\bNOU ?[0-9]{4} ?[:/-] ?[0-9]{1,3}",
    "law or regulation": (
        r"\b(?:LOV|FOR|DEL|BVV|OPR)-[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[0-9]+)?(?:-§ ?[0-9]+[a-z]?)?"
    ),
    "paragraph": r"§{1,2} ?[0-9]+[a-z]?(?:[-./][0-9]+){0,4}(?: (?:og|til|-) [0-9]+(?:-[0-9]+)?)?",
    "European act": (
        r"\b(?:forordning(?:en)?|direktiv(?:et)?|regulation|directive|rettsakt) (?:nr\.? ?)?"
        rf"(?:{_EU} ?)?(?:nr\.? ?|no\.? ?)?[0-9]{{2,4}}/[0-9]{{1,4}}(?:/[A-ZØ]{{2,4}})?"
        rf"|{_EU} ?(?:nr\.? ?|no\.? ?)?[0-9]{{2,4}}/[0-9]{{1,4}}"
        r"|\b[0-9]{2,4}/[0-9]{1,4}/(?:EU|EF|EØF|EC|EEC|EØS)\b"
    ),
    "organisation or account": (
        r"\b(?:org|organisasjons|konto|bankkonto|account|kid|iban|isbn|issn)\b"
        r"(?:[. ]{0,2}(?:nr|nummer|number|no)\b)?[.:]{0,2}\s{0,4}[0-9]+(?:[ .-][0-9]+){0,6}"
        r"|\b(?:orgnr|organisasjonsnummer|kontonr|kontonummer)[.:]{0,2}\s{0,4}"
        r"[0-9]{3,11}(?:[ .][0-9]{2,5}(?![0-9.])){0,2}"
        r"|(?<![0-9.])[0-9]{4}[. ][0-9]{2}[. ][0-9]{5}(?![0-9])"
    ),
    "case, part or version": (
        rf"\b(?:(?:{_ABBREVIATIONS})\b(?:[. ]{{0,2}}nr\b)?\.?:?|(?:{_WORDS})\b(?: nr\.?)?:?)"
        rf"\s{{0,4}}(?:(?:{_COMMITTEES}) )?{_NUMBERS}(?-i: [A-Z]{{2,4}}\b)?|\bv{_NUMBERS}"
    ),
    "telephone": (
        r"\b(?:tlf|tel|telefon|telefonnummer|mobil|mob|mobiltelefon|telefaks|faks|fax|phone"
        r"|mobile|cell|sms|kontakttelefon|sentralbord)\b[. :]{0,3}(?:\(?\+?[0-9]{2}\)? )?"
        r"(?:[0-9]{4,8}|[0-9]{2,3}(?:[ .][0-9]{2,3}(?![0-9]|[.][0-9])){1,3})(?:[/-][0-9]{2,3})?"
    ),
    "international telephone": (
        r"(?<![0-9])(?<![0-9] )(?:\+|00)[0-9]{2} ?[0-9]{2,3}(?: ?[0-9]{2,3}){2,3}(?![0-9])"
    ),
    "eight figures in groups": (
        r"(?<![0-9.:/-])(?:[0-9]{2} [0-9]{2} [0-9]{2} [0-9]{2}(?:[/-][0-9]{2})?"
        r"|[0-9]{3} [0-9]{2} [0-9]{3})(?![0-9])"
    ),
    "internet address": r"(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){3,6}(?![0-9])",
    "amount": (
        r"(?:\b(?:kr|nok|eur|usd|sek|dkk)\b|[€$£])\.? ?[0-9]+(?:[ .][0-9]{3}\b){0,4}"
        r"(?:[.,][0-9]{1,2}\b)?(?:,-)?"
        r"|(?<![0-9.,:/-])[0-9]{1,3}(?:[ .][0-9]{3}){1,4}(?:,[0-9]{1,2})?(?![0-9.]?[0-9])"
        r"|[0-9]+(?:[,.][0-9]+)?(?: ?- ?[0-9]+(?:[,.][0-9]+)?)?"
        r" ?(?:%|prosent|pst|percent|per cent|promille)"
    ),
    "size": r"\b[0-9]+ ?x ?[0-9]+\b",
}
"""What each mask covers, and its pattern (matched without regard to case)."""

_ADDRESSES = ("web address", "e-mail")
_ADDRESS = re.compile(r"@|://|www\.", re.IGNORECASE)
"""What every address has one of; every other mask has a figure."""


def _any_of(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


_BEFORE, _AFTER = 40, 16
"""More than any mask has before its first figure (32), and after its last (9), addresses apart."""

_ANY = re.compile(_any_of(MASKS.values()), re.IGNORECASE)
_ANY_WITH_FIGURES = re.compile(
    # None begins inside a word or far from a figure: to say so first halves the time.
    r"(?:\b(?=\w)|(?=[0-9§(€$£+]))"
    rf"(?=[^0-9]{{0,{_BEFORE}}}+[0-9])"
    f"(?:{_any_of(pattern for name, pattern in MASKS.items() if name not in _ADDRESSES)})",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"[0-9]+")


def mask(text: str) -> str:
    """Return cleaned `text`, every reference, number of a thing and amount as `¤`, same length."""
    if _ADDRESS.search(text):
        return _ANY.sub(_hidden, text)
    parts: list[str] = []
    done = 0
    for first, stop in _near_figures(text):
        parts += text[done:first], _ANY_WITH_FIGURES.sub(_hidden, text[first:stop])
        done = stop
    return "".join((*parts, text[done:]))


def _hidden(found: re.Match[str]) -> str:
    return MASK * len(found[0])


def _near_figures(text: str) -> list[tuple[int, int]]:
    """Return the stretches outside which nothing is masked: figures are few in running text."""
    stretches: list[tuple[int, int]] = []
    for figures in _FIGURES.finditer(text):
        first, stop = max(0, figures.start() - _BEFORE), figures.end() + _AFTER
        if stretches and first <= stretches[-1][1]:
            first = stretches.pop()[0]
        stretches.append((first, stop))
    return stretches
