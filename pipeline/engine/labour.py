"""A batch of work, done by another process: bytes in, bytes out, so that only equals unpack them.

Bytes and not objects: a worker with other code then says so, instead of failing to unpickle.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from pipeline.engine.edition import EDITION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.conversation import Work


class OtherEdition(Exception):
    """A worker runs other code than the run that asked it."""

    def __init__(self, edition: str) -> None:
        super().__init__(edition)
        self.edition = edition


def packed(works: Sequence[Work]) -> bytes:
    """Return a batch as ``labour`` takes it."""
    return pickle.dumps(tuple(works))


def labour(edition: str, batch: bytes) -> tuple[str, bytes]:
    """Do a batch; return this process's edition and the outcomes, packed.

    Nothing is done, and no outcomes are returned, where ``edition`` is another.
    """
    if edition != EDITION:
        return EDITION, b""
    works: tuple[Work, ...] = pickle.loads(batch)  # noqa: S301 - from the run that asked
    return EDITION, b"".join(_portable(work.outcome()) for work in works)


def edition_here() -> str:
    """Return this process's edition."""
    return EDITION


def unpacked(told: tuple[str, bytes]) -> list[Any]:
    """Return the outcomes of a batch; raises ``OtherEdition``."""
    edition, raw = told
    if edition != EDITION:
        raise OtherEdition(edition)
    outcomes, view = [], memoryview(raw)
    while view:
        size = int.from_bytes(view[:8], "big")
        outcomes.append(pickle.loads(view[8 : 8 + size]))  # noqa: S301 - from our own worker
        view = view[8 + size :]
    return outcomes


def _portable(outcome: Any) -> bytes:
    """Pickle an outcome; an exception that cannot travel goes as its words."""
    raw = pickle.dumps(outcome)
    if isinstance(outcome, Exception):
        try:
            pickle.loads(raw)  # noqa: S301 - our own bytes
        except Exception:
            raw = pickle.dumps(RuntimeError(f"{type(outcome).__name__}: {outcome}"))
    return len(raw).to_bytes(8, "big") + raw
