"""A text as its shape: one letter a token, so that a pattern reads like the phrase it is for.

"Onsdag 6. mars kl. 10.00" has the shape `W 1. M K. 2.2`. The letters:

    1 2   a number of one or two figures      4  a plausible year     0  other four figures
    n     any other number                    X  a number with a letter in it (never read)
    I     an ISO date or instant              q  Q2, quarter          i  W42, week
    M m   month, abbreviated month            W w  weekday, abbreviated weekday
    S Q H T U  season, quarter, half-year, tertial, week     s  day, hour, … (a span of time)
    o c   ordinal word, cardinal word         R r N  relative day, relative year, "next"
    #     masked                              x  any other word, V one with a capital

and the letters of `words.SMALL` and `words.PHRASES`. White space is one space, quotation marks
`"`, any other sign itself.
"""

from __future__ import annotations

import re

from pipeline.norwegian.masks import MASK
from pipeline.norwegian.words import KINDS, PHRASES_BY_FIRST

_TOKEN = re.compile(
    # Looking back comes after a first character, for most tokens fail at that and cheaply.
    r"(?P<space>\s+)|(?P<iso>[0-9]{4}(?<![\w.,:+-][0-9]{4})-[0-9]{2}-[0-9]{2}"
    r"(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?(?!\w|/(?![0-9]{4}-|[0-9]{2}(?![0-9])))"
    r"(?!-[\w¤])(?![.:][0-9¤]))"
    r"|(?P<quarter>[QK](?<![^\W\d_][QK])[1-4]\b)|(?P<week>W(?<![^\W\d_]W)[0-9]{2}\b)"
    r"|(?P<number>[0-9]+)(?P<ordinal>(?:st|nd|rd|th)\b)?"
    rf"|(?P<word>[^\W\d_]+)|(?P<masked>{MASK}+)|(?P<sign>.)",
    re.DOTALL,
)
_UNIT_CODE = re.compile(r"Q[1-4]\b|W[0-9]{2}\b")
_MEANT = KINDS.keys() | PHRASES_BY_FIRST.keys()
_QUOTES = frozenset('"«»“”„')
_TOUCHABLE = frozenset("MmQHTUKpSCZ")
"""Words that may stand against a number without a space: 12august, 14.30am, 1kvartal."""


class Lexed:
    """A text with its tokens: `shape[i]` stands for `text[starts[i]:stops[i]]`."""

    __slots__ = ("lower", "shape", "starts", "stops", "text", "values")

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = text.lower() if len(text.lower()) == len(text) else text
        self.starts: tuple[int, ...] = ()
        self.stops: tuple[int, ...] = ()
        self.values: tuple[int, ...] = ()
        self.shape = self._read()

    def word(self, index: int) -> str:
        """Return the characters of token `index`, in lower case."""
        return self.lower[self.starts[index] : self.stops[index]]

    def written(self, first: int, stop: int) -> str:
        """Return the characters of the tokens `first` up to `stop`."""
        return self.text[self.starts[first] : self.stops[stop - 1]]

    def _read(self) -> str:
        tokens: list[tuple[str, int, int, int]] = []
        position, lower = 0, self.lower
        for match in _TOKEN.finditer(self.text):
            start, stop = match.span()
            if start < position:  # within a phrase, which ends where a token ends
                continue
            name, value = match.lastgroup, 0
            if name == "space":
                kind = " "
            elif name != "word":
                kind, value = self._token(match)
            elif lower[start:stop] in _MEANT:
                kind, value, stop = self._word(start, stop)
            else:
                kind = "V" if self.text[start].isupper() else "x"
            tokens.append((kind, start, stop, value))
            position = stop
        if not tokens:
            return ""
        kinds, self.starts, self.stops, self.values = zip(*tokens, strict=True)
        return "".join(kinds)

    def _token(self, match: re.Match[str]) -> tuple[str, int]:
        name = match.lastgroup
        if name in ("number", "ordinal"):
            return self._number(match)
        if name == "sign":
            sign = match[0]
            if sign in _QUOTES:
                return '"', 0
            return (";" if sign == "#" or sign.isalnum() else sign), 0
        if name == "masked":
            return "#", 0
        if name == "iso":
            return "I", 0
        return ("q" if name == "quarter" else "i"), int(match[0][1:])

    def _word(self, start: int, stop: int) -> tuple[str, int, int]:
        word = self.lower[start:stop]
        phrases = PHRASES_BY_FIRST.get(word, ())
        # All at once first: "i" begins two dozen phrases, and mostly none of them.
        for phrase in phrases if self.lower.startswith(phrases, start) else ():
            if self.lower.startswith(phrase, start) and self._ends(start + len(phrase)):
                kind, value = KINDS[phrase]
                # A weekday's full stop stays a token of its own.
                return kind, value, stop if kind == "w" else start + len(phrase)
        capital = self.text[start].isupper()
        kind, value = KINDS.get(word, ("V" if capital else "x", 0))
        if kind in "ZE" and not self.text[start:stop].isupper():
            kind = "x"  # "ut" and "met" are words; UT and MET are zones
        return kind, value, stop

    def _ends(self, stop: int) -> bool:
        return self.text[stop - 1] == "." or not self.text[stop : stop + 1].isalnum()

    def _number(self, match: re.Match[str]) -> tuple[str, int]:
        digits, stop = match["number"], match.end()
        if self._letter_inside(match.start(), stop):
            return "X", 0
        size = len(digits)
        if size <= 2:
            return str(size), int(digits)
        if size == 4:
            return ("4" if "1500" <= digits <= "2199" else "0"), int(digits)
        return "n", 0

    def _letter_inside(self, start: int, stop: int) -> bool:
        """Whether a letter touches the number as scanning errors and room numbers have it."""
        return self._bad_before(start) or self._bad_after(stop)

    def _bad_before(self, start: int) -> bool:
        text = self.text
        if start == 0 or not text[start - 1].isalpha():
            return False
        first = start
        while first > 0 and start - first < 12 and text[first - 1].isalpha():
            first -= 1
        known = KINDS.get(self.lower[first:start], ("x", 0))[0]
        if known in _TOUCHABLE:
            return False
        short = start - first < 3 or (start - first < 6 and text[first:start].isupper())
        return short or (first > 0 and text[first - 1].isdigit())

    def _bad_after(self, stop: int) -> bool:
        text = self.text
        if not text[stop : stop + 1].isalpha() or _UNIT_CODE.match(text, stop):
            return False
        last = stop
        while last < len(text) and last - stop < 20 and text[last].isalpha():
            last += 1
        if KINDS.get(self.lower[stop:last], ("x", 0))[0] in _TOUCHABLE:
            return False
        return not (text[stop].isupper() and last - stop >= 3) or text[last : last + 1].isdigit()
