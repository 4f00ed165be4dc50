"""Work for other processes to do: some of it kills them."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sources.feed import GenericFeed

if TYPE_CHECKING:
    from sources.item import Page, Response

PARENT = os.getpid()


def double(number: int) -> int:
    return 2 * number


def double_unless(number: int, deadly: int) -> int:
    if number == deadly:
        die()
    return 2 * number


def raise_it(word: str) -> None:
    raise LookupError(word)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Deadly(GenericFeed):
    """A platform whose pages kill whoever reads them."""

    kind: ClassVar[str] = "feed"

    @staticmethod
    def parse(response: Response) -> Page:
        die()
        raise AssertionError
