"""Drives many conversations at once: a pool of threads fetches, one thread does all the rest."""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Final, TypeVar

from pressearkiv.errors import PressearkivError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Future

    from pipeline.conversation import Answer, Ask, Conversation

Name = TypeVar("Name")

_LOOK: Final = 0.2
"""So many seconds a wait goes on after the program was asked to stop."""


class Stopped(PressearkivError):
    """The conversation was broken off because the program was asked to stop."""


def drive(
    conversations: Mapping[Name, Conversation],
    fetch: Callable[[Name, Ask], Answer],
    workers: int,
    stop: Callable[[], bool],
) -> Iterator[tuple[Name, Exception | None]]:
    """Run conversations to their ends; yield each one's name as it ends, and what broke it.

    ``fetch`` is called in a pool of ``workers`` threads. A conversation that raises ends by
    itself, and the others go on. Once ``stop()`` holds, answers on their way are still worked on,
    and nothing more is asked: what is under way then ends as ``Stopped``, as does a conversation
    whose ``fetch`` raises that.
    """

    def fetch_unless_stopped(name: Name, ask: Ask) -> Answer | Stopped:
        try:
            return Stopped("asked to stop") if stop() else fetch(name, ask)
        except Stopped as stopped:
            return stopped

    waiting: dict[Future[Answer | Stopped], Name] = {}
    answers: list[tuple[Name, Answer | Stopped | None]] = [(name, None) for name in conversations]
    with ThreadPoolExecutor(workers, thread_name_prefix="fetch") as pool:
        while answers or waiting:
            for name, answer in answers:
                try:
                    conversation = conversations[name]
                    if isinstance(answer, Stopped):
                        conversation.close()
                        raise answer
                    ask = next(conversation) if answer is None else conversation.send(answer)
                except StopIteration:
                    yield name, None
                except Exception as error:  # one source never takes the others along
                    yield name, error
                else:
                    waiting[pool.submit(fetch_unless_stopped, name, ask)] = name
            finished = wait(waiting, return_when=FIRST_COMPLETED).done
            answers = [(waiting.pop(future), future.result()) for future in finished]


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
