"""A release's text as passages: paragraphs with the year of the heading they stand under."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_HEADING_YEAR = re.compile(
    r"\b\w*(?:plan|kalender|årshjul|møter|møtedatoer|møtedatoar|datoer|datoar|terminliste"
    r"|schedule|calendar|dates|meetings)\w*\b[^\n.]{0,40}\b(20[0-9]{2})\b"
    r"|^(20[0-9]{2})\b[^\n.]{0,20}\b\w*(?:plan|kalender|møter|schedule)\w*\s*:?$",
    re.IGNORECASE,
)
_LONGEST_HEADING = 80
_SENTENCE_END = re.compile(
    r"[.!?](?:[\"»”)])?\s+(?=[A-ZÆØÅ«\"“–-])(?!(?i:jan|feb|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|des|dec))"
    r"|\n"
)
_ABBREVIATION = re.compile(
    r"\b(?:kl|kr|st|nr|ca|bl\.a|f\.eks|dvs|mr|dr|prof|jf|pkt|kap|tlf)$", re.IGNORECASE
)
_REACH = 8
"""An abbreviation at the end of a text begins no farther back."""

_QUOTES = re.compile(r"«[^»]{0,2000}»|“[^”]{0,2000}”|\"[^\"]{0,2000}\"")
_SPOKEN = re.compile(
    r"^\s*[–—-]\s.*\b(?:sier|seier|forteller|fortel|påpeker|mener|meiner|understreker|oppsummerer"
    r"|legger til|legg til|avslutter|forklarer|forklarar|says|said)\b",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, and the year that its heading gives to dates without one (or None)."""

    text: str
    year: int | None = None

    def sentence_around(self, start: int, stop: int) -> tuple[str, int, int]:
        """Return the sentence that `text[start:stop]` stands in, and its place in it."""
        first, last = 0, len(self.text)
        for end in _SENTENCE_END.finditer(self.text):
            if _ABBREVIATION.search(self.text, max(0, end.start() - _REACH), end.start()):
                continue
            if end.end() <= start:
                first = end.end()
            elif end.start() >= stop - 1:
                last = end.start() + 1
                break
        return self.text[first:last], start - first, stop - first

    def quoted_at(self, position: int) -> bool:
        """Whether what stands at `position` is said by someone: in quotation marks, or after –."""
        if any(quote.start() < position < quote.end() for quote in _QUOTES.finditer(self.text)):
            return True
        return bool(_SPOKEN.match(self.text))


def passages(title: str, lead: str, body: str) -> list[Passage]:
    """Return title, lead and the paragraphs of `body`, each under the year of its heading."""
    found = [Passage(part) for part in (title.strip(), lead.strip()) if part]
    year = _heading_year(title)
    for paragraph in _BLANK_LINE.split(body):
        text = paragraph.strip("\n")
        if not text.strip():
            continue
        head, _, rest = text.partition("\n")
        of_heading = _heading_year(head)
        if of_heading is not None:
            year = of_heading
            text = rest or ""
        elif _is_heading(text):
            year = None if not _has_figure(text) else year
        if text.strip():
            found.append(Passage(text, year))
    return found


def _heading_year(line: str) -> int | None:
    if len(line) > _LONGEST_HEADING:
        return None
    match = _HEADING_YEAR.search(line)
    return int(match[1] or match[2]) if match else None


def _is_heading(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and "\n" not in text and text[-1:] not in ".!?:,"


def _has_figure(text: str) -> bool:
    return any(character.isdigit() for character in text)
