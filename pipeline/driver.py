"""Drives many conversations at once: the engine fetches and reads, one thread does all the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.conversation import Ask
from pressearkiv.errors import PressearkivError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pipeline.conversation import Conversation
    from pipeline.engine.engine import Engine

Name = TypeVar("Name", bound=str)


class Stopped(PressearkivError):
    """The conversation was broken off because the program was asked to stop."""


def drive(
    conversations: Mapping[str, Conversation], engine: Engine, stop: Callable[[], bool]
) -> Iterator[tuple[str, Exception | None]]:
    """Run conversations to their ends; yield each one's name as it ends, and what broke it.

    A conversation that raises ends by itself, and the others go on; what the engine raises ends
    them all. Once ``stop()`` holds, answers on their way are still worked on, and nothing more is
    fetched: what is under way then ends as ``Stopped``.
    """
    replies: list[tuple[str, Any]] = [(name, None) for name in conversations]
    while replies:
        for name, reply in replies:
            try:
                question = conversations[name].send(reply)
            except StopIteration:
                yield name, None
            except Exception as error:  # one source never takes the others along
                yield name, error
            else:
                if isinstance(question, Ask) and stop():
                    conversations[name].close()
                    yield name, Stopped("asked to stop")
                else:
                    engine.put(name, question)
        replies = engine.answers()
