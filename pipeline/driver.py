"""Drives many conversations at once: the engine fetches and reads, one thread does all the rest."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from pipeline.conversation import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pipeline.conversation import Conversation
    from pipeline.engine.engine import Engine

_LOOK: Final = 0.2
"""So many seconds a wait goes on after the program was asked to stop."""


def drive(
    conversations: Mapping[str, Conversation], engine: Engine
) -> Iterator[tuple[str, Exception | None]]:
    """Run conversations to their ends; yield each one's name as it ends, and what broke it.

    A conversation that raises ends by itself, and the others go on; what the engine raises ends
    them all. One that the engine answers ``Stopped`` is broken off and ends as that.
    """
    replies: list[tuple[str, Any]] = [(name, None) for name in conversations]
    while replies:
        for name, reply in replies:
            try:
                if isinstance(reply, Stopped):
                    conversations[name].close()
                    raise reply
                question = conversations[name].send(reply)
            except StopIteration:
                yield name, None
            except Exception as error:  # one source never takes the others along
                yield name, error
            else:
                engine.put(name, question)
        replies = engine.answers()


def patient(
    stop: Callable[[], bool],
    sleep: Callable[[float], None] = time.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> Callable[[float], None]:
    """Return a ``sleep`` that raises ``Stopped`` as soon as ``stop()`` holds.

    Who waits for a turn has nothing in hand yet that would be worth finishing.
    """

    def wait_for(seconds: float) -> None:
        ends = monotonic() + seconds
        while (left := ends - monotonic()) > 0:
            if stop():
                raise Stopped("asked to stop")
            sleep(min(left, _LOOK))

    return wait_for
