"""What looks like a date and is none, blanked out before the grammar reads.

Each mask is one named pattern. A masked stretch becomes `¤` characters of the same length, so
that places in the text stay what they were and nothing on its two sides can grow together.
"""

from __future__ import annotations

import re

MASK = "¤"

_NUMBERS = r"[0-9]+(?:[ ]?[-./:][0-9]+){0,8}-?"
_SESSION = r"(?: ?\(?[0-9]{4} ?[-/] ?[0-9]{2,4}\)?)?"
_GROUPS = r"[0-9]{2,4}(?: [0-9]{2,3}){1,4}"

MASKS = {
    "web address": r"(?:https?://|www\.)[^\s<>]{1,500}",
    "e-mail": r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}",
    # P8: the years after a parliamentary document are its session.
    "parliamentary document": (
        r"\b(?:(?:ot\.? ?prp|st\.? ?prp|st\.? ?meld|prop|innst|meld|dok(?:ument)?|lovvedtak"
        r"|lovanmerkning|representantforslag|rundskriv|budsjett-innst)\b[. ]{0,2}"
        r"(?:st\. ?|s\. ?|o\. ?|l\. ?)?(?:nr\.? ?|no\.? ?)?)"
        rf"(?:[a-z]{{1,2}}-)?{_NUMBERS}(?: ?[LSO](?:\b|\.))?(?: \+ ?)?{_SESSION}"
    ),
    "report of a committee": r"\bNOU ?[0-9]{4} ?[:/-] ?[0-9]{1,3}",
    "law or regulation number": (
        r"\b(?:LOV|FOR|DEL|BVV|OPR)-[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[0-9]+)*(?:-§ ?[0-9]+[a-z]?)?"
    ),
    "paragraph": r"§{1,2} ?[0-9]+[a-z]?(?:[-./][0-9]+){0,4}",
    "European act": (
        r"\b(?:(?:forordning(?:en)?|direktiv(?:et)?|regulation|directive|vedtak|rettsakt)"
        r" (?:nr\.? ?)?(?:\((?:EU|EF|EØS|EC|EEC|EØF)\) ?)?(?:nr\.? ?|no\.? ?)?[0-9]{2,4}/[0-9]{1,4}(?:/[A-ZØ]{2,4})?"
        r"|\((?:EU|EF|EØS|EC|EEC|EØF)\) ?(?:nr\.? ?|no\.? ?)?[0-9]{2,4}/[0-9]{1,4})"
    ),
    "European act, number first": r"\b[0-9]{2,4}/[0-9]{1,4}/(?:EU|EF|EØF|EC|EEC|EØS)\b",
    "case, part or version": (
        r"\b(?:sak(?:en)?|saksnr|saksnummer|sak nr|ref(?:eranse)?|reference|arkivnr|journalnr|jnr"
        r"|org(?:anisasjons)?\.? ?(?:nr|nummer)|konto(?:nr|nummer)?|account|bankkonto|kid|iban|isbn|issn"
        r"|gnr|bnr|nr|no|nummer|number|kap(?:ittel)?|chapter|pkt|punkt|section|avsnitt|tabell|table"
        r"|figur|figure|vedlegg|annex|side|page|post|artikkel|article|art|ledd|programkategori"
        r"|programområde|versjon|version|v|vers|ver|utgave|utgåve|iso|postboks|postnr|boks|rom"
        r"|møterom|room|rv|fv|ev|riksvei|riksveg|fylkesvei|fylkesveg|vedtak|utvalgssak|formannskapssak|kommunestyresak|bystyresak"
        r"|spørsmål|oppgave|del|trinn|fase|linje|buss|gate|ip|serienr|serienummer|varenr)\b"
        rf"(?:[. ]{{0,2}}(?:nr|no|nummer)\b)?[.:]{{0,2}}\s{{0,4}}(?:(?:PS|RS|FO|HST|KST|FSK|BYST|KOM) )?{_NUMBERS}"
        r"(?: [0-9]{2,3}(?![0-9]|[.][0-9])){0,4}(?: [A-Z]{2,4}\b)?"
    ),
    "telephone": (
        r"\b(?:tlf|tel|telefon|telefonnummer|mobil|mob|mobiltelefon|telefaks|faks|fax|phone|mobile"
        r"|cell|sms|kontakttelefon|sentralbord)\b[. :]{0,3}(?:\(?\+?[0-9]{2}\)? )?[0-9]{2,8}"
        r"(?:[ .][0-9]{2,3}(?![0-9]|[.][0-9])){0,3}(?:[/-][0-9]{2,3})?"
    ),
    "international telephone": r"(?<![0-9])(?:\+|00)[0-9]{2} ?[0-9]{2,3}(?: ?[0-9]{2,3}){2,3}(?![0-9])",
    "eight figures in groups": (
        r"(?<![0-9./-])(?:[0-9]{2} [0-9]{2} [0-9]{2} [0-9]{2}(?:[/-][0-9]{2})?|[0-9]{3} [0-9]{2} [0-9]{3})(?![0-9])"
    ),
    "account": r"(?<![0-9.])[0-9]{4}[. ][0-9]{2}[. ][0-9]{5}(?![0-9])",
    "internet address": r"(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){3,6}(?![0-9])",
    "amount": (
        r"(?:\b(?:kr|nok|eur|usd|sek|dkk)\b|[€$£])\.? ?[0-9]+(?:[ .,][0-9]+){0,5}(?:,-)?"
        r"|(?<![0-9.,:/-])[0-9]{1,3}(?:[ .][0-9]{3}){1,4}(?:,[0-9]{1,2})?(?![0-9.]?[0-9])"
        r"|[0-9]+(?:[,.][0-9]+)?(?: ?- ?[0-9]+(?:[,.][0-9]+)?)? ?(?:%|prosent|pst|percent|per cent|promille)"
    ),
    "size": r"\b[0-9]+ ?x ?[0-9]+\b",
}
"""What each mask covers, and its pattern (matched without regard to case)."""

_ANY = re.compile("|".join(f"(?:{pattern})" for pattern in MASKS.values()), re.IGNORECASE)


def mask(text: str) -> str:
    """Return cleaned `text`, every reference, number of a thing and amount as `¤`, same length."""
    return _ANY.sub(lambda found: MASK * len(found[0]), text)
