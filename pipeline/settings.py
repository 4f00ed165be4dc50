"""What config.toml says, typed: the shape that a run works by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import timedelta
    from pathlib import Path

    from sources.item import Adapter


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How the network is used: seconds and bytes; ``contact`` is whom a publisher can write to."""

    user_agent: str
    contact: str
    timeout: float
    per_host_delay: float
    max_bytes: int


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How a run works: how many hosts at the same time, and where the work is done."""

    workers: int
    engine: str


Assertion = Literal["title", "least", "ids", "new", "changed", "text"]
"""What an answer is held to (``pipeline.assertions``), by the names to switch it off with."""


@dataclass(frozen=True, slots=True)
class Expect:
    """What a source's answers are held to.

    Attributes:
        title: words that the channel's title must contain; empty for the title of the last good
            answer.
        least: how many items an answer of the feed has at least.
        ignore: the assertions that are switched off.
    """

    title: str = ""
    least: int = 1
    ignore: tuple[Assertion, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """One place we read: its names, how often, and the adapter that knows its platform."""

    id: str
    name: str
    adapter: Adapter
    every: timedelta
    enabled: bool
    language: str
    expect: Expect = Expect()


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration, and the file that it came from."""

    file: Path
    archive: Path
    fetch: FetchSettings
    run: RunSettings
    sources: tuple[SourceSettings, ...]
