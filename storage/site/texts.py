"""The words of the site: read from ``texts.nb.toml`` and ``texts.nn.toml``, chosen by the browser.

A new language is a new file with the same keys and a line in ``LANGUAGES``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from storage.site.formats import number

Language = Literal["nb", "nn"]

LANGUAGES: Final[dict[str, Language]] = {"nb": "nb", "no": "nb", "nn": "nn"}
"""The browser's word for a language, and ours."""


class Texts:
    """The texts in one language; call it with a text's key to have it with its values put in."""

    def __init__(self, language: Language, table: dict[str, Any]) -> None:
        self.language = language
        self._table = table

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text ``search.found``; where it has a singular, ``n`` chooses.

        Numbers among the values are written as Norwegians do. Raises ``KeyError`` without it.
        """
        found = self._find(key)
        if isinstance(found, dict):
            found = found["one" if values.get("n") == 1 else "other"]
        shown = {
            name: number(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return str(found).format(**shown) if values else str(found)

    def word(self, table: str, value: str) -> str:
        """Return what a value of the archive is called, the value itself where nothing is said."""
        return str(self._find(table).get(value, value))

    def problem(self, cause: str) -> str:
        """Return what an error of a visit means to a reader, by the name of its class."""
        known = self._find("visit_error")
        return str(known.get(cause or "unread", known["other"]))

    def rows(self, key: str) -> list[Any]:
        """Return a list: the sections of a page of text, or some pieces of advice."""
        return list(self._find(key))

    def _find(self, key: str) -> Any:
        found: Any = self._table
        for part in key.split("."):
            found = found[part]
        return found


@cache
def texts(language: Language) -> Texts:
    """Return the texts in a language."""
    file = files("storage.site") / f"texts.{language}.toml"
    return Texts(language, tomllib.loads(file.read_text(encoding="utf-8")))


def preferred(accept_language: str) -> Language:
    """Return the language that an ``Accept-Language`` header likes best of ours; else bokmål."""
    weighed = []
    for place, part in enumerate(accept_language.lower().split(",")):
        tag, _, quality = part.partition(";")
        known = LANGUAGES.get(tag.strip().partition("-")[0])
        if known and (weight := _weight(quality)) > 0:
            weighed.append((-weight, place, known))
    return min(weighed)[2] if weighed else "nb"


def _weight(quality: str) -> float:
    name, _, value = quality.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
