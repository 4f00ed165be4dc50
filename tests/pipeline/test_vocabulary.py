"""The publishers' words, and ours for them."""

from __future__ import annotations

from typing import get_args

import pytest

from pipeline.vocabulary import language_of, type_of
from storage.release import Type


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Pressemelding", "pressemelding"),
        ("PRESSEMELDING ", "pressemelding"),
        ("Press  release", "pressemelding"),
        ("Pressemeddelelse", "pressemelding"),
        ("Presseinvitasjon", "presseinvitasjon"),
        ("Nyheit", "nyhet"),
        ("Nyhed", "nyhet"),
        ("Tale/innlegg", "tale"),
        ("Speech/statement", "tale"),
        ("Høyring", "høring"),
        ("Horing", "høring"),
        ("Meld. St.", "dokument"),
        ("Årsrapport", "dokument"),
        ("Arrangement", "kalender"),
        ("Noe helt nytt", "annet"),
        ("", "annet"),
    ],
)
def test_a_publishers_type_is_one_of_ours(word: str, kind: str) -> None:
    assert type_of(word) == kind
    assert kind in get_args(Type)


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("nb-NO", "nb"),
        ("NN_no", "nn"),
        ("en-GB", "en"),
        (" se ", "se"),
        ("no", ""),
        ("no-NO", ""),
        ("xx", ""),
        ("", ""),
    ],
)
def test_a_language_code_is_one_of_ours_and_norwegian_alone_is_none(
    code: str, language: str
) -> None:
    assert language_of(code) == language
