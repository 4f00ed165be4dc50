"""What an archive of ours writes into a WARC beside the standard: the fields ``Pressearkiv-…``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from storage.export.as_warc import ORIGINAL

if TYPE_CHECKING:
    from collections.abc import Iterable

_PREFIX: Final = "pressearkiv-"
_MOST: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Fields:
    """The exchange as the archive that wrote the file knew it; all empty in anybody else's file.

    ``status`` and ``error`` come from a ``metadata`` record: a request that came to nothing.
    """

    source: str = ""
    outcome: str = ""
    run: str = ""
    began: str = ""
    held: str = ""
    asked: str = ""
    status: int | None = None
    error: str = ""

    @classmethod
    def of(cls, headers: Iterable[tuple[str, str]]) -> Fields:
        """Return the fields among a record's headers."""
        told: defaultdict[str, str] = defaultdict(str)
        for name, value in headers:
            if name.lower().startswith(_PREFIX):
                told[name.lower().removeprefix(_PREFIX)] = value
        return cls(
            source=told["source"],
            outcome=told["outcome"],
            run=told["run"],
            began=told["began"],
            held=told["held"],
            asked=told["asked"],
        )

    def with_block(self, record: Any) -> Fields:
        """Return the fields with those that stand in a ``metadata`` record's block."""
        block = record.content_stream().read(_MOST).decode(errors="replace")
        lines = (line.partition(":") for line in block.splitlines())
        told = {name.strip(): value.strip() for name, _, value in lines}
        status = told.get("status", "")
        return replace(
            self,
            status=int(status) if status.isascii() and status.isdecimal() else None,
            error=told.get("error", ""),
        )


def restored(headers: Iterable[tuple[str, str]], *, ours: bool) -> dict[str, str]:
    """Return an answer's headers by lower-case name; in a file of ours, those that it came with."""
    told: dict[str, str] = {}
    for name, value in headers:
        told.setdefault(name.lower(), value)
    if not ours:
        return told
    told.pop("content-length", None)
    return {name.removeprefix(ORIGINAL): value for name, value in told.items()}
