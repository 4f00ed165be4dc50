"""What is left out for speed is nothing that could have been found."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

from pipeline.norwegian.lexer import Lexed
from pipeline.norwegian.masks import MASK, MASKS, mask
from pipeline.norwegian.reader import GRAMMAR
from pipeline.norwegian.words import KINDS

if TYPE_CHECKING:
    from pipeline.norwegian.found import Form

_EVERY_MASK = re.compile("|".join(f"(?:{one})" for one in MASKS.values()), re.IGNORECASE)
_NUMBERED = (
    "nr. nr no ref kap. pkt. art s. p v rv saksnr sak formannskapssak PS RS HST side tabell punkt"
    " iso postboks vedtak versjon Prop. Innst. Meld. St. meld. Ot. prp. S L LS representantforslag"
    " NOU LOV- FOR- § §§ forordning direktivet (EU) EØS org. orgnr konto kid iban tlf."
    " telefon kontakttelefon sms +47 0047 kr NOK € $ £ % prosent per cent promille x og til av"
).split()
_FIGURES = (
    "1 12 123 2024 12/345 (2014–2015) 22 33 44 55 999 888 777 1 000 12.3.2026 2026-03-12 5a 10:30"
    " 3-5 12345678 10.0.0.1 16/4099- 2016/679/EU 679/2016"
).split()
_PLAIN = "brua Tiltaket vassdraget kommunestyremedlemmene @ www.a.no a@b.no . , - / ( )".split()


def test_masking_beside_figures_masks_what_masking_everywhere_does() -> None:
    rng = random.Random(7)
    for _ in range(10_000):
        words = rng.choice((_NUMBERED + _FIGURES * 2, _NUMBERED + _FIGURES + _PLAIN * 3))
        text = rng.choice((" ", " ", "", "  ")).join(rng.choices(words, k=rng.randint(1, 25)))
        everywhere = _EVERY_MASK.sub(lambda found: MASK * len(found[0]), text)
        assert mask(text) == everywhere


@pytest.mark.parametrize(
    "numbered",
    [
        "representantforslag. st. nr. ab-12 L. (2014 - 2015)",
        "kontonummer number.. :    1234 56 78901",
        "formannskapssak nr.:    BYST 12 - 13/14 ABCD",
        "telefonnummer .:(+47) 22 33 44 55/66",
        "1 000 000,50 per cent",
    ],
)
def test_the_longest_masks_are_whole_in_the_middle_of_a_text(numbered: str) -> None:
    text = f"{'Tiltaket i kommunen ' * 5}{numbered}{' er vedtatt' * 9} 12. mai"
    assert mask(text) == _EVERY_MASK.sub(lambda found: MASK * len(found[0]), text)
    assert MASK in mask(text)


@pytest.mark.parametrize("entry", [one for one in GRAMMAR if one.core], ids=lambda one: one.name)
def test_every_match_of_a_form_has_its_core(entry: Form) -> None:
    assert entry.core is not None
    rng, matches = random.Random(8), 0
    kinds = [key for key, (kind, _) in KINDS.items() if kind in "MmWwDtf&oKr"]
    pieces = [*kinds, *(["12.", "3", "2026", "12.3.", "12.3.2026", "12.3.26", "10.30", "–"] * 30)]
    for _ in range(10_000):
        shape = Lexed(" ".join(rng.choices(pieces, k=rng.randint(2, 9)))).shape
        for match in entry.pattern.finditer(shape):
            matches += 1
            assert entry.core.search(shape), (shape, match[0])
    assert matches
