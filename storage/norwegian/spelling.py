"""How nynorsk is respelt as bokmål: ``-leik`` to ``-het``, ``ggj`` to ``gg``.

A rule of ``data/rules.tsv`` counts only where it, or some of them together, arrive at a word that
the bokmål dictionary knows. Knowledge that no rule can check is not guessed.
"""

from __future__ import annotations

from functools import cache
from operator import add
from typing import TYPE_CHECKING

from storage.norwegian.dictionaries import entry, rows
from storage.norwegian.paradigms import has_own_forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MOST_RULES = 3


def respelt(lemma: str, *, strong_only: bool) -> str | None:
    """Return the bokmål word that at most three rules of spelling make of a nynorsk one."""
    # As the rules mark a word's ends, so that each is a plain exchange.
    marked = f"^{lemma}$"
    rules, met, reached = _rules(strong_only=strong_only), {marked}, {marked}
    for _ in range(_MOST_RULES):
        # What fewer rules arrived at was no word then, and leads nowhere new.
        reached = _one_rule_further(reached, rules) - met
        if not reached:
            break
        met |= reached
        for word in sorted(reached):
            if entry(word[1:-1]).nb and has_own_forms(word[1:-1]):
                return word[1:-1]
    return None


def _one_rule_further(words: Iterable[str], rules: Mapping[str, list[tuple[str, str]]]) -> set[str]:
    """Return what any one rule makes of any of the words; only rules that may apply are tried."""
    return {
        word.replace(old, new)
        for word in words
        for start in rules.keys() & {*word, *map(add, word, word[1:])}
        for old, new in rules[start]
        if old in word
    }


@cache
def _rules(*, strong_only: bool) -> Mapping[str, list[tuple[str, str]]]:
    """Return what takes the place of what, by the latter's first two letters (or all of one)."""
    table: dict[str, list[tuple[str, str]]] = {}
    for old, new, strength in rows("rules"):
        if strength == "strong" or not strong_only:
            start, end = "^" * old.startswith("^"), "$" * old.endswith("$")
            table.setdefault(old[:2], []).append((old, f"{start}{new}{end}"))
    return table
