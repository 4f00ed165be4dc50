"""What is the same to a reader, however it is marked up."""

from __future__ import annotations

import pytest

from pipeline import sameness
from pipeline.text import read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>Kari <b>Nordmann</b>, leder</p>", "<p>Kari <b>Nordmann </b>, leder</p>"),
        ("<p>Etter- og videreutdanning</p>", "<p>Etter&#8209; og videreutdanning</p>"),
        ("<ul><li>Oslo</li><li>Bergen</li></ul>", "<p>Oslo</p><p>Bergen</p>"),
        ("<blockquote><p>Det var på tide.</p></blockquote>", "<p>Det var på tide.</p>"),
        ("<p>1&nbsp;600&nbsp;000 kroner</p>", "<p>1 600 000 kroner</p>"),
        ("<h2>Bakgrunn</h2><p>Tekst</p>", "<p><strong>Bakgrunn</strong></p><p>Tekst</p>"),
        ("<p>fylkes&shy;kommunen</p>", "<p>fylkeskommunen</p>"),
        ("<p>Oslo&#x20;og&ensp;Bergen</p>", "<p>Oslo og Bergen</p>"),
    ],
)
def test_markup_alone_changes_no_words(one: str, other: str) -> None:
    assert sameness.words(read(one).plain) == sameness.words(read(other).plain)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("til sammen", "tilsammen"),
        ("Vi sa nei", "Vi sa nei."),
        ("10–12", "10–13"),
        ("- kroner", "− kroner"),
        ("KS", "Ks"),
        ("2. Frist", "3. Frist"),
        ("( .no)", "(.no)"),
    ],
)
def test_a_changed_sign_is_no_markup(one: str, other: str) -> None:
    assert sameness.words(one) != sameness.words(other)


def test_an_address_is_the_same_in_any_spelling() -> None:
    assert sameness.address("https://x.no/høring?b=2&a=1") == sameness.address(
        "https://x.no/h%C3%B8ring?a=1&b=2"
    )
    assert sameness.address("https://x.no/?a=1") != sameness.address("https://x.no/?a=2")


def test_an_image_is_the_same_in_any_size() -> None:
    assert sameness.image("https://x.no/i.png?w=640&v=2") == sameness.image(
        "https://x.no/i.png?v=2&w=320&h=10"
    )
    assert sameness.image("https://x.no/i.png?v=2") != sameness.image("https://x.no/i.png?v=3")


def test_a_telephone_number_is_the_same_in_any_grouping() -> None:
    assert sameness.phone("+47 22 00 00 00") == sameness.phone("+47 220 00 000")
