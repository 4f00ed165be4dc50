"""Whether a search finds what a Norwegian expects: recall and precision on test words.

``python -m benchmarks.search_quality [FILE]… [--errors]`` makes an archive in memory with one
release for each word of a test, asks for each, and prints the shares found. A test is JSON:
``groups`` (a lemma's forms in ``nb`` and ``nn``: each form must find every form), ``compounds``
(each must be found by each form of each of its parts) and ``distractors`` (found by none of the
others). Without a file: our own words, and the project's public ones where they lie beside it.
"""

from __future__ import annotations

import argparse
import datetime
import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.schema import migrations
from storage.search import index_words, search

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
FILES = (ROOT.parent / "shared" / "gold" / "search.json", ROOT / "tests/fixtures/search/gold.json")
TODAY = datetime.date(2026, 1, 1)


@dataclass
class Tally:
    """How many of the words expected were found, and which were not."""

    expected: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share found, 1.0 when nothing was expected."""
        return 1 - len(self.missed) / self.expected if self.expected else 1.0


@dataclass
class Quality:
    """Recall by direction (``nb→nn``), of compounds, and precision over all that was found."""

    recall: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    precision: Tally = field(default_factory=Tally)

    def as_dict(self) -> dict[str, float]:
        """Return the shares by name."""
        across = [self.recall["nb→nn"], self.recall["nn→nb"]]
        together = Tally(sum(t.expected for t in across), [m for t in across for m in t.missed])
        shares = {name: tally.share for name, tally in sorted(self.recall.items())}
        return {**shares, "across": together.share, "precision": self.precision.share}


def measure(test: dict[str, Any]) -> Quality:
    """Ask for every word of a test and count what came."""
    conn = archive_of(_words(test))
    quality, compounds = Quality(), defaultdict(set)
    for compound, parts in test["compounds"].items():
        for part in parts:
            compounds[_group_of(test, part)].add(compound)
    for lemma, languages in test["groups"].items():
        inside = compounds[lemma]
        for language, forms in languages.items():
            for form in forms:
                found = found_by(conn, form)
                for other, others in languages.items():
                    _expect(quality.recall[f"{language}→{other}"], form, set(others), found)
                _expect(quality.recall["compounds"], form, inside, found)
                _precise(quality.precision, form, found, _right(test, form) | inside)
    for part in compounds.keys() - test["groups"].keys():
        found = found_by(conn, part)
        _expect(quality.recall["compounds"], part, compounds[part], found)
        _precise(quality.precision, part, found, compounds[part] | {part})
    return quality


def archive_of(words: list[str]) -> sqlite3.Connection:
    """Return an archive in memory with one release for each word, the word as its title."""
    from sqlite_utils import Database

    database = Database(memory=True)
    migrations().apply(database)
    conn: sqlite3.Connection = database.conn
    conn.execute("INSERT INTO sources VALUES ('ks', 'KS', 'ntb', '', '')")
    for word in words:
        conn.execute(
            "INSERT INTO releases(key, source_id, url, title, lead, body, body_markup, type,"
            " type_text, language, publisher, published_text, first_seen_at, last_seen_at,"
            " revision, text_status, content_hash)"
            " VALUES (?, 'ks', '', ?, '', '', '', 'annet', '', '', '', '', '', '', 1, 'full', '')",
            (word, word),
        )
    index_words(conn, words)
    return conn


def found_by(conn: sqlite3.Connection, query: str) -> set[str]:
    """Return the words of all releases that a query finds."""
    return {hit.title for hit in search(conn, query, today=TODAY, limit=1000).hits}


def _words(test: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(_all_words(test)))


def _all_words(test: dict[str, Any]) -> Iterator[str]:
    for languages in test["groups"].values():
        for forms in languages.values():
            yield from forms
    yield from test["compounds"]
    yield from test["distractors"]


def _group_of(test: dict[str, Any], part: str) -> str:
    if part in test["groups"]:
        return part
    for lemma, languages in test["groups"].items():
        if any(part in forms for forms in languages.values()):
            return str(lemma)
    return part


def _right(test: dict[str, Any], form: str) -> set[str]:
    """Return the forms of every group that a form belongs to: one word may be two lemmas'."""
    return {
        other
        for languages in test["groups"].values()
        if any(form in forms for forms in languages.values())
        for forms in languages.values()
        for other in forms
    }


def _expect(tally: Tally, form: str, expected: set[str], found: set[str]) -> None:
    tally.expected += len(expected)
    tally.missed += [f"{form}→{word}" for word in sorted(expected - found)]


def _precise(tally: Tally, form: str, found: set[str], right: set[str]) -> None:
    tally.expected += len(found)
    tally.missed += [f"{form}→{word}" for word in sorted(found - right)]


def main() -> None:
    """Print one line a file, and with ``--errors`` every word missed or found in vain."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[f for f in FILES if f.exists()])
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    for file in arguments.files:
        quality = measure(json.loads(file.read_text(encoding="utf-8")))
        shares = "  ".join(f"{name} {share:.3f}" for name, share in quality.as_dict().items())
        print(f"{file.name}: {shares}")
        if arguments.errors:
            for name, tally in quality.recall.items():
                print(f"  missed {name}: {', '.join(tally.missed)}")
            print(f"  in vain: {', '.join(quality.precision.missed)}")


if __name__ == "__main__":
    main()
