"""The three ways in which a stretch of text is no date; none of them leaves this package."""

from __future__ import annotations


class Impossible(ValueError):  # noqa: N818 a finding, not a fault
    """It has the form of a date and is none, as 31.02.2024: no second reading of the text."""


class Unsettled(ValueError):  # noqa: N818 a finding, not a fault
    """It names a day that only a reference can settle, and there is none that does."""


class NotADate(ValueError):  # noqa: N818 a finding, not a fault
    """It has the form of a date but means something else, as in "17. mai-komiteen"."""
