"""The three ways in which a stretch of text is no date; none of them leaves this package."""

from __future__ import annotations


class Impossible(ValueError):
    """It has the form of a date and is none, as 31.02.2024: no second reading of the text."""


class Unsettled(ValueError):
    """It names a day that only a reference can settle, and there is none that does."""


class NotADate(ValueError):
    """It has the form of a date but means something else, as in "17. mai-komiteen"."""
