"""Where the fetching and reading of a run is done: here, in processes, or on a cluster.

``inline`` fetches in threads and reads where the writer is; ``processes:N`` reads in N processes
once there is enough to read; ``dask://host:port`` fetches and reads on the workers of a Dask
cluster. Whatever it is, the archive has its one writer, in the process that runs.
"""

from __future__ import annotations

from contextlib import contextmanager
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final

from pipeline.engine.engine import Engine, Here, Threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from contextlib import AbstractContextManager
    from datetime import datetime
    from typing import Any

    from pipeline.conversation import Answer, Ask
    from pipeline.settings import Settings
    from storage.archive import Archive

    Clock = Callable[[], datetime]
    Fetch = Callable[[str, Ask], Answer]
    Network = Callable[[Settings, Archive, Clock], AbstractContextManager[Fetch]]

_WAITING: Final = 4
"""How many conversations may wait for each reader, so that it is never idle: they hold answers."""


@contextmanager
def opened(
    settings: Settings,
    archive: Archive,
    clock: Clock,
    network: Network,
    stop: Callable[[], bool],
) -> Iterator[Engine]:
    """Open the engine that the configuration names; raises ``EngineError``.

    ``network`` gives the function that fetches in this process's threads. Once ``stop()`` holds,
    what was not begun to be fetched is answered ``Stopped``; answers on their way come.
    """
    word, _, count = settings.run.engine.partition(":")
    if word == "dask":
        from pipeline.engine.cluster import cluster

        with cluster(settings, archive, clock, stop) as engine:
            yield engine
        return
    from concurrent.futures import ThreadPoolExecutor

    arrived: SimpleQueue[Future[Any]] = SimpleQueue()
    with (
        network(settings, archive, clock) as fetch,
        ThreadPoolExecutor(settings.run.workers, thread_name_prefix="fetch") as pool,
    ):
        threads = Threads(pool, fetch, arrived, stop)
        if word == "inline":
            yield Engine(threads, Here(), arrived, settings.run.workers + _WAITING)
            return
        from pipeline.engine.batches import Batches
        from pipeline.engine.processes import Processes

        with Processes(int(count)) as crew:
            places = settings.run.workers + _WAITING * int(count)
            yield Engine(threads, Batches(crew, arrived), arrived, places)
