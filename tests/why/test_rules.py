"""The rules, said in words, are those by which a release was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.normalise import normalise
from pipeline.why.rules import reasons
from tests.pipeline.telling import READING, item

if TYPE_CHECKING:
    from pipeline.why.rules import Reason

NYNORSK = (
    "<p>Kommunestyret vedtok i går å byggje ein ny skule. Elevane har venta i årevis, og rektor er"
    " glad for at dei slepp brakkene. Arbeidet byrjar når snøen er borte.</p>"
)
UNDECIDED = "<p>Oslo 2026</p>"


def _language(code: str, body: str) -> list[Reason]:
    told = [item(title="Oslo 2026", lead="", body=body, language=code)]
    return reasons("language", told, normalise(told, READING), READING)


def test_a_code_that_the_text_overruled_is_told_as_what_was_not_taken() -> None:
    text, code = _language("nb-NO", NYNORSK)
    assert (text.gives, text.written) == ("nn", NYNORSK)
    assert "detected from the text" in text.rule
    assert "nn 0." in text.rule
    assert (code.gives, code.written) == ("nb", "nb-NO")
    assert "not taken: the text is surely in another language" in code.rule


@pytest.mark.parametrize(
    ("code", "body", "gives", "rule"),
    [
        ("nn", NYNORSK, "nn", "the publisher's code “nn”"),
        ("nn", UNDECIDED, "nn", "the publisher's code “nn”"),
        ("no", NYNORSK, "nn", "detected from the text"),
        ("no", UNDECIDED, "nb", "the source's, in config.toml"),
    ],
)
def test_a_language_is_told_by_the_one_who_settled_it(
    code: str, body: str, gives: str, rule: str
) -> None:
    (reason,) = _language(code, body)
    assert reason.gives == gives
    assert rule in reason.rule
