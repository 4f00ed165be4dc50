"""``dask://host:port``: fetching and reading on the workers of a Dask cluster.

Dask has no authentication of its own and moves pickles: whoever reaches a scheduler or worker runs
code there. So loopback alone is spoken to in the clear; any other host over TLS, with the
certificates that Dask's own configuration names.
"""

from __future__ import annotations

import logging
import math
from contextlib import contextmanager
from queue import SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from distributed import Client
from distributed.scheduler import KilledWorker

from pipeline.engine.batches import Batches
from pipeline.engine.edition import EDITION
from pipeline.engine.engine import Engine
from pipeline.engine.hosts import Hosts
from pipeline.engine.labour import edition_here, labour
from pressearkiv.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Future
    from datetime import datetime

    from pipeline.settings import Settings
    from storage.archive import Archive

log = logging.getLogger("pressearkiv.engine")

CONNECT_SECONDS: Final = 5
COUNT_SECONDS: Final = 5.0
"""How old the number of workers may be; they come and go."""

PATIENCE: Final = 60.0
"""For how many seconds there may be no worker at all."""

_SAME: Final = "Install the same edition, Python and libraries on every worker, and start it anew."


@contextmanager
def cluster(
    settings: Settings,
    archive: Archive,
    clock: Callable[[], datetime],
    stop: Callable[[], bool],
) -> Iterator[Engine]:
    """Open the cluster that the configuration names; raises ``EngineError``."""
    with _client(settings.run.engine) as client:
        crew = Workers(client)
        arrived: SimpleQueue[Future[Any]] = SimpleQueue()
        hosts = Hosts(settings, archive, clock, stop, crew, arrived)
        yield Engine(hosts, Batches(crew, arrived), arrived)
        hosts.keep()


def _client(word: str) -> Any:  # dask types its own functions in part only
    place = urlsplit(word)
    loopback = place.hostname in ("127.0.0.1", "::1", "localhost")
    address = f"{'tcp' if loopback else 'tls'}://{place.netloc}"
    try:
        connect: Any = Client
        return connect(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TypeError, ValueError, RuntimeError) as error:
        raise EngineError(
            f"no Dask scheduler can be used at {address}: {error}",
            hint="Start one with “dask scheduler”. A host that is not this one is spoken to over"
            " TLS alone; docs/scale.md tells how.",
        ) from error


class Workers:
    """The cluster's workers, less those that run other code than we do."""

    worth = 0
    patience = PATIENCE

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor = client.get_executor(pure=False)
        self._only_equals = False
        self._hands, self._counted_at = 0, -math.inf
        self._require(self._editions())

    @property
    def hands(self) -> int:
        """How many batches they can do at a time, and one each to begin at once."""
        if monotonic() - self._counted_at > COUNT_SECONDS:
            self._count()
        return self._hands

    def submit(self, batch: bytes, *, alone: bool = False) -> Future[tuple[str, bytes]]:
        """Have a batch done by a worker of our own edition."""
        future: Future[tuple[str, bytes]] = self._executor.submit(labour, EDITION, batch)
        return future

    def died(self, error: BaseException) -> bool:
        """Tell whether the workers that did it died; Dask has tried several by then."""
        return isinstance(error, KilledWorker)

    def refuse(self, edition: str) -> None:
        """Send nothing more to the workers that are not our equals, and say so once."""
        if not self._only_equals:
            log.warning("a worker runs %s, and this is %s: it gets no more work", edition, EDITION)
        self._only_equals = True
        self._count()

    def overdue(self) -> None:
        """Raise where no worker has been there for long."""
        if not self._client.nthreads():
            raise EngineError(
                f"the cluster at {self._client.scheduler.address} has no worker left",
                hint="Nothing is lost. Start workers, and run it again.",
            )

    def _count(self) -> None:
        """Count the workers; where some are not our equals, see which are."""
        self._hands = 2 * max(1, sum(self._client.nthreads().values()))
        self._counted_at = monotonic()
        if self._only_equals:
            editions = self._editions()
            equals = [place for place, edition in editions.items() if edition == EDITION]
            if not equals:
                self._require(editions)
            # Where none of them is left, another may answer, and is refused in its turn.
            self._executor = self._client.get_executor(
                pure=False, workers=equals, allow_other_workers=True
            )

    def _editions(self) -> Mapping[str, str]:
        found = self._client.run(edition_here, on_error="return")
        return {place: str(told) for place, told in found.items()}

    def _require(self, editions: Mapping[str, str]) -> None:
        """Raise where a worker is not our equal."""
        others = [f"{place} runs {told}" for place, told in editions.items() if told != EDITION]
        if others:
            raise EngineError(f"this is {EDITION}, but {'; '.join(others)}", hint=_SAME)
