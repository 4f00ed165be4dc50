"""What a visit and its driver say to each other: an address is asked for, an answer is sent."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from pipeline.wire.errors import FetchFault
from pipeline.wire.verdict import Fetched, Validator


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to be fetched, what is known of it, and a limit in bytes other than for pages."""

    url: str
    validator: Validator | None = None
    max_bytes: int | None = None


T = TypeVar("T")
Answer: TypeAlias = Fetched | FetchFault
Asking: TypeAlias = Generator[Ask, Answer, T]
Conversation: TypeAlias = Generator[Ask, Answer, None]
Progress: TypeAlias = Callable[[int, "int | None"], None]
