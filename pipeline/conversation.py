"""What a visit and its driver say to each other: questions that it yields, answers it is sent.

An ``Ask`` is for the network, and is answered by what came. A tuple of ``Work`` is for whatever
does the reading (``pipeline.engine``), and is answered by a list, one outcome for each.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from pipeline.wire.errors import FetchFault
from pipeline.wire.verdict import Fetched, Validator
from pressearkiv.errors import PressearkivError


class Stopped(PressearkivError):
    """The conversation was broken off because the program was asked to stop."""


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to be fetched, what is known of it, and a limit in bytes other than for pages."""

    url: str
    validator: Validator | None = None
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """A pure step that any process may do: a function of a module, and what it is given.

    ``size`` is how much work it is, against the making of one release of what was told.
    """

    do: Callable[..., Any]
    given: tuple[Any, ...]
    size: int = 1

    def outcome(self) -> Any:
        """Do it here; what the function raises is returned."""
        try:
            return self.do(*self.given)
        except Exception as error:  # whoever asked decides what it means
            return error


T = TypeVar("T")
Answer: TypeAlias = Fetched | FetchFault
Question: TypeAlias = Ask | tuple[Work, ...]
# Which answer comes depends on the question, and a generator has one type for all that it is sent.
Asking: TypeAlias = Generator[Question, Any, T]
Conversation: TypeAlias = Asking[None]
Progress: TypeAlias = Callable[[int, "int | None"], None]
