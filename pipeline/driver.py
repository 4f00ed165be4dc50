"""Drives many conversations at once: a pool of threads fetches, one thread does all the rest."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

from pressearkiv.errors import PressearkivError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Future

    from pipeline.conversation import Answer, Ask, Conversation

Name = TypeVar("Name")


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
    and nothing more is asked: what is under way then ends as ``Stopped``.
    """
    waiting: dict[Future[Answer], Name] = {}
    answers: list[tuple[Name, Answer | None]] = [(name, None) for name in conversations]
    with ThreadPoolExecutor(workers, thread_name_prefix="fetch") as pool:
        while answers or waiting:
            for name, answer in answers:
                try:
                    conversation = conversations[name]
                    ask = next(conversation) if answer is None else conversation.send(answer)
                except StopIteration:
                    yield name, None
                except Exception as error:  # one source never takes the others along
                    yield name, error
                else:
                    if stop():
                        conversation.close()
                        yield name, Stopped("asked to stop")
                        continue
                    waiting[pool.submit(fetch, name, ask)] = name
            finished = wait(waiting, return_when=FIRST_COMPLETED).done
            answers = [(waiting.pop(future), future.result()) for future in finished]
