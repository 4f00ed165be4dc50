"""Makes ``data/forms.trie`` of simplemma's dictionaries.

Run ``python -m storage.norwegian.make_forms`` where a table in ``data/`` has changed: until then
all words are worked out as they come.

simplemma's own take 0.7 s and 150 MB to load, which a run that meets one new word would pay each
time; the trie is read page by page. Each form leads to its lemma in bokmål and in nynorsk, and to
what our tables and rules make of it, worked out here once, because they take 0.2 ms a word.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from storage.norwegian import dictionaries
from storage.norwegian.compounds import in_bokmaal, parts
from storage.norwegian.lexicon import lemmas
from storage.norwegian.paradigms import has_own_forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TARGET = Path(__file__).parent / "data/forms.trie"
_A_STEP = 5000


def main() -> None:
    """Write the file: first with the dictionaries alone, then with what they make of each form."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    nb, nn = (DefaultDictionaryFactory().get_dictionary(language) for language in ("nb", "nn"))
    listed = {
        form: b"\0".join(
            _kept(form, [found] if found else []) for found in (nb.get(form), nn.get(form))
        )
        for form in {*nb, *nn}
    }
    _save(listed.items())
    plain = sorted(form for form in listed if form.isalpha() and form.islower())
    steps = [plain[at : at + _A_STEP] for at in range(0, len(plain), _A_STEP)]
    with ProcessPoolExecutor() as pool:
        for number, step in enumerate(pool.map(_worked, steps), 1):
            for form, told in step.items():
                listed[form] += told
            print(f"{number} of {len(steps)}", flush=True)  # noqa: T201
    listed[dictionaries.STAMP] = str(dictionaries.tables_edition()).encode()
    _save(listed.items())


def _worked(forms: list[str]) -> dict[str, bytes]:
    """Return what is worked out of each form, in a process that has no older file's answers."""
    return {form: b"\0" + b"\0".join(_fields(form)) for form in forms}


def _fields(form: str) -> Iterator[bytes]:
    yield b"1" if has_own_forms(form) else b""
    for found in (lemmas(form), in_bokmaal(form), parts(form)):
        yield _kept(form, sorted(found))


def _save(listed: Iterable[tuple[str, bytes]]) -> None:
    from marisa_trie import BytesTrie

    unfinished = _TARGET.with_suffix(".half")
    BytesTrie(listed).save(str(unfinished))
    unfinished.replace(_TARGET)


def _kept(form: str, found: Iterable[str]) -> bytes:
    return b"\1".join(_short(form, word) for word in found)


def _short(form: str, word: str) -> bytes:
    """Return a word as how many letters the form loses, and what it gains for them."""
    pairs = zip(form, word, strict=False)
    same = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(form), len(word)))
    return bytes([len(form) - same + dictionaries.FEWEST]) + word[same:].encode()


if __name__ == "__main__":
    main()
