"""The language of short texts, one to three sentences each, written for this test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.demo.world import world
from pipeline.language import Tongue, detect_language, tongue_of
from pipeline.text import line, read

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parents[1] / "fixtures" / "language"


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.glob("*.txt")):
        for text in file.read_text(encoding="utf-8").splitlines():
            yield file.stem, text


def rates(folder: Path) -> tuple[int, float, float]:
    """Return how many texts, the share that is right, and the share that is wrong."""
    told = [(tongue, detect_language(text)) for tongue, text in texts(folder)]
    right = sum(found == tongue for tongue, found in told)
    wrong = sum(found not in ("", tongue) for tongue, found in told)
    return len(told), right / len(told), wrong / len(told)


def test_the_written_set_is_told_with_hardly_an_error() -> None:
    number, right, wrong = rates(FOLDER)
    assert number >= 200
    assert right >= 0.97
    assert wrong <= 0.01


def test_single_sentences_are_undecided_rather_than_wrong() -> None:
    _, right, wrong = rates(FOLDER / "unseen")
    assert right >= 0.9
    assert wrong <= 0.02


def test_a_whole_release_is_always_told() -> None:
    today = world(2)
    for release in (*today.ks.releases, *today.kdd.releases):
        text = f"{release.title}\n{line(release.lead)}\n{read(release.body).plain}"
        assert detect_language(text) == release.language, release.title


@pytest.mark.parametrize("text", [
    "",
    "Oslo – Bergen 4–2",
    "Kari Nordmann, 22 00 00 00",
    "Pressemelding",
    "https://example.no/2026/11/20",
    "日本語のテキスト",
    "Ceci n'est pas une pipe, mais un communiqué de presse.",
])  # fmt: skip
def test_names_numbers_and_unknown_languages_are_undecided(text: str) -> None:
    assert detect_language(text) == ""


def test_a_text_that_is_both_bokmal_and_nynorsk_is_undecided() -> None:
    assert detect_language("Festivalen går i fjor og i år i hagen bak huset.") == ""


def test_danish_is_not_mistaken_for_norwegian() -> None:
    for tongue, text in texts(FOLDER):
        if tongue in ("da", "sv"):
            assert detect_language(text) not in ("nb", "nn"), text


def test_a_quotation_in_another_language_changes_nothing() -> None:
    text = (
        "Statsråden siterte talen på engelsk: “We shall not leave this.” Etterpå svarte hun på "
        "spørsmål fra elevene, og noen av dem ville vite hvor mye ordningen kommer til å koste."
    )
    assert detect_language(text) == "nb"


BOKMAL = (
    "Kommunestyret vedtok i går å bygge en ny skole. Elevene har ventet i årevis, og rektor er "
    "glad for at de slipper brakkene. Arbeidet begynner når snøen er borte."
)
NYNORSK = (
    "Kommunestyret vedtok i går å byggje ein ny skule. Elevane har venta i årevis, og rektor er "
    "glad for at dei slepp brakkene. Arbeidet byrjar når snøen er borte."
)


@pytest.mark.parametrize(
    ("named", "text", "usual", "language", "source"),
    [
        (("nb",), BOKMAL, "", "nb", "publisher"),
        (("nb",), NYNORSK, "", "nn", "overruled"),
        (("nn",), BOKMAL, "", "nb", "overruled"),
        (("en",), BOKMAL, "", "nb", "overruled"),
        (("", "nn"), "Kort melding", "nb", "nn", "publisher"),
        (("nn",), "Festivalen går i fjor og i år i hagen bak huset.", "", "nn", "publisher"),
        (("",), NYNORSK, "nb", "nn", "text"),
        ((), "Kort melding", "nb", "nb", "config"),
        ((), "Kort melding", "", "", ""),
        # Of a language that has no list here the text cannot say that it is another.
        (("sma",), "Dïhte lea buerie åarjelsaemien gïele", "nb", "sma", "publisher"),
    ],
)
def test_the_publisher_is_believed_unless_the_text_is_surely_in_another_language(
    named: tuple[str, ...], text: str, usual: str, language: str, source: str
) -> None:
    assert tongue_of(named, text, usual) == Tongue(language, source)  # type: ignore[arg-type]


def test_a_language_that_is_rightly_named_is_never_overruled() -> None:
    for folder in (FOLDER, FOLDER / "unseen"):
        for tongue, text in texts(folder):
            assert tongue_of((tongue,), text, "").language == tongue, text
