"""The account of an erasure: what was found where."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Erased:
    """What was erased.

    Attributes:
        rows: how many rows of each table held them.
        captures: how many answers held them in their bytes.
        releases: the ids of the releases whose own rows did.
        unread: the captures that cannot be read, and so cannot be looked through.
    """

    rows: Counter[str] = field(default_factory=Counter)
    captures: int = 0
    releases: set[int] = field(default_factory=set)
    unread: list[int] = field(default_factory=list)
