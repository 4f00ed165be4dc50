"""How often a text's language is told rightly, by the number of its words.

    python -m benchmarks.language

The texts in ``benchmarks/languages`` were written for this measurement and are used for no other:
no list is improved on them. Several of the nynorsk, Danish and Swedish ones tell the same as the
bokmål ones, so that the subject betrays nothing. Each is cut into pieces of so many words.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.language import detect_language, tongue_of

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = Path(__file__).parent / "languages"
LENGTHS: Final = (5, 10, 20, 50)
TONGUES: Final = ("nb", "nn", "en", "se", "da", "sv")
NORWEGIAN: Final = ("nb", "nn", "en", "se")
"""What Norwegian publishers write, and might name wrongly."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and the language that they are in."""

    language: str
    text: str


def texts(name: str) -> list[Piece]:
    """Return the texts of one file; in ``mixed`` each has its language before it."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    if name == "mixed":
        return [Piece(*line.split("\t", 1)) for line in lines]
    return [Piece(name, line) for line in lines]


def pieces(told: list[Piece], length: int) -> Iterator[Piece]:
    """Yield every run of ``length`` words, one after another; what is left over is left out."""
    for one in told:
        words = one.text.split()
        for at in range(0, len(words) - length + 1, length):
            yield Piece(one.language, " ".join(words[at : at + length]))


def detected(found: list[Piece]) -> str:
    """Return a row's end: how many were told rightly, wrongly, and not at all."""
    told = [(piece.language, detect_language(piece.text)) for piece in found]
    right = sum(language == answer for language, answer in told)
    undecided = sum(not answer for _, answer in told)
    share = 100 / max(len(told), 1)
    wrong = len(told) - right - undecided
    return (
        f"{len(told):5} | {right * share:5.1f} % | {wrong * share:4.1f} % |"
        f" {undecided * share:4.1f} %"
    )


def overruled(found: list[Piece]) -> str:
    """Return a row's end: how often a right word of the publisher's falls, and a wrong one."""
    right = [tongue_of([p.language], p.text, "nb").language == p.language for p in found]
    wrong = [
        tongue_of([named], p.text, "nb").language == p.language
        for p in found
        for named in NORWEGIAN
        if named != p.language
    ]
    worse = 100 * (1 - sum(right) / max(len(right), 1))
    better = 100 * sum(wrong) / max(len(wrong), 1)
    return f"{len(right):5} | {worse:4.1f} % | {len(wrong):5} | {better:5.1f} %"


def main() -> None:
    """Print both tables."""
    whole = {name: texts(name) for name in (*TONGUES, "mixed")}
    print("| language | words | texts | right | wrong | undecided |")
    print("|---|---|---|---|---|---|")
    for name, told in whole.items():
        for length in LENGTHS:
            print(f"| {name} | {length} | {detected(list(pieces(told, length)))} |")
    print("\n| words | named rightly | overruled wrongly | named wrongly | overruled rightly |")
    print("|---|---|---|---|---|")
    ours = [piece for name in NORWEGIAN for piece in whole[name]]
    for length in LENGTHS:
        print(f"| {length} | {overruled(list(pieces(ours, length)))} |")
    print(f"| mixed, whole | {overruled(whole['mixed'])} |")


if __name__ == "__main__":
    main()
