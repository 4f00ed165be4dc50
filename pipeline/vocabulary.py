"""The publishers' words for a release's type and language, and ours for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from storage.release import Type

_TYPES: Final[dict[Type, str]] = {
    "pressemelding": "pressemelding pressemeldingar pressemeddelelse pressmeddelande tiedote "
    "press-release pressrelease",
    "presseinvitasjon": "presseinvitasjon presseinvitasjonar presseinvitation pressinbjudan "
    "press-invitation kutsu",
    "nyhet": "nyhet nyheit nyheter nyhende nyhed nyhetssak artikkel news news-story news-article "
    "nyhetsmelding aktuelt",
    "tale": "tale taler talar tale/innlegg tale-eller-innlegg taler-og-innlegg innlegg kronikk "
    "talar-og-innlegg taleartikkel speech speech/statement speeches op-ed",
    "høring": "høring høyring horing høringer høyringar consultation hearing offentlig-høring",
    "dokument": "dokument proposisjon melding-til-stortinget stortingsmelding melding nou rapport "
    "rapportar rapport/plan plan planer plan/strategi strategi brev rundskriv veileder rettleiar "
    "veiledning rettleiing lov forskrift lovvedtak årsrapport prop. prop meld.-st. meldst innst. "
    "report white-paper proposition guidelines tildelingsbrev retningslinje retningslinjer "
    "brosjyre høringsnotat document",
    "kalender": "kalender calendar event arrangement aktivitet kalenderhendelse",
}
_BY_WORD: Final[dict[str, Type]] = {
    word: kind for kind, line in _TYPES.items() for word in line.split()
}
_TONGUES: Final = {
    "nb": "nb",
    "nob": "nb",
    "nn": "nn",
    "nno": "nn",
    "en": "en",
    "eng": "en",
    "se": "se",
    "sme": "se",
    "sma": "sma",
    "smj": "smj",
    "da": "da",
    "sv": "sv",
    "fi": "fi",
}


def type_of(text: str) -> Type:
    """Return the archive's word for the publisher's; ``annet`` for one that we do not know."""
    return _BY_WORD.get("-".join(text.casefold().split()), "annet")


def language_of(code: str) -> str:
    """Return ``nb`` for ``nb-NO``; ``""`` for ``no``, which is either of two written languages."""
    return _TONGUES.get(re.split(r"[-_]", code.strip().casefold())[0], "")
