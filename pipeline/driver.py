"""Drives many conversations at once: the engine fetches and reads, one thread does all the rest."""

from __future__ import annotations

import time
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from pipeline.conversation import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pipeline.conversation import Conversation
    from pipeline.engine.engine import Engine

    Ended = dict[str, Exception | None]

_LOOK: Final = 0.2
"""So many seconds a wait goes on after the program was asked to stop."""

_LULL: Final = 0.1
"""What has ended is told once nothing is heard for so many seconds."""

_LATEST: Final = 1.0
"""What has ended is told after so many seconds, whatever else is going on."""


def drive(conversations: Mapping[str, Conversation], engine: Engine) -> Iterator[Ended]:
    """Run conversations to their ends; yield the names of those that ended, and what broke each.

    What ends at about the same time is yielded together, so that it can be written with one wait
    for the disk. A conversation that raises ends by itself, and the others go on; what the engine
    raises ends them all. One that the engine answers ``Stopped`` is broken off and ends as that.
    One is begun when the engine has a place for it: each holds what it was told until that is
    written.
    """
    names, going = iter(conversations), 0
    replies: list[tuple[str, Any]] = []
    ended: Ended = {}
    since = 0.0
    while True:
        begun = [(name, None) for name in islice(names, engine.places - going)]
        if not (begun or going):
            break
        going += len(begun)
        since = since if ended else time.monotonic()
        over = _gone_on(conversations, [*replies, *begun], engine)
        ended |= over
        going -= len(over)
        replies = engine.answers(_LULL if ended else None)
        if ended and (not replies or time.monotonic() - since > _LATEST):
            yield ended
            ended = {}
            replies = replies or engine.answers()


def _gone_on(
    conversations: Mapping[str, Conversation], replies: list[tuple[str, Any]], engine: Engine
) -> Ended:
    """Give each its reply, and the engine what it asks next; return those that ended."""
    ended: Ended = {}
    for name, reply in replies:
        try:
            if isinstance(reply, Stopped):
                conversations[name].close()
                raise reply
            question = conversations[name].send(reply)
        except StopIteration:
            ended[name] = None
        except Exception as error:  # one source never takes the others along
            ended[name] = error
        else:
            engine.put(name, question)
    return ended


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
