"""Publishers: bytes in, items out. No network, no clock, no database.

``KINDS`` names the adapter of each ``kind`` in config.toml. An adapter is a frozen dataclass whose
fields are the source's own config keys, so that a new platform is one file and one line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sources.feed import GenericFeed
from sources.ntb import Ntb
from sources.regjeringen import Regjeringen

if TYPE_CHECKING:
    from sources.item import Adapter

KINDS: Final[dict[str, type[Adapter]]] = {
    adapter.kind: adapter for adapter in (Ntb, Regjeringen, GenericFeed)
}

__all__ = ["KINDS"]
