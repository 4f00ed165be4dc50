"""What config.toml says, typed: the shape that a run works by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import timedelta
    from pathlib import Path

    from sources.item import Adapter


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How the network is used: seconds and bytes; ``contact`` is whom a publisher can write to.

    ``private_hosts`` are names, without port, that may lead into this network's own addresses.
    """

    user_agent: str
    contact: str
    timeout: float
    per_host_delay: float
    max_bytes: int
    private_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How a run works: how many hosts at the same time, and where the work is done."""

    workers: int
    engine: str


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """Whether the documents on releases are fetched and read, and how much of them.

    ``per_run`` counts documents a source and run, ``seconds`` is for the reading of one.
    """

    fetch: bool = False
    max_bytes: int = 20_000_000
    max_pages: int = 500
    per_run: int = 20
    seconds: int = 30


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
    """One place we read: its names, how often, and the adapter that knows its platform.

    ``slowest`` lets a source that publishes rarely be asked less often, but no less than that.
    """

    id: str
    name: str
    adapter: Adapter
    every: timedelta
    enabled: bool
    language: str
    expect: Expect = Expect()
    slowest: timedelta | None = None


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """A saved search: its name, what is searched for, and what a release must be beside that."""

    name: str
    query: str
    source: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    language: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Who is told of what; ``search`` is ``None`` where no release is told of.

    ``to`` are mail addresses. ``webhook`` may hold a secret and is never shown. ``sources`` tells
    of a source that needs a person.
    """

    name: str
    to: tuple[str, ...]
    webhook: str = field(repr=False)
    search: SearchSettings | None
    sources: bool


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The mail server; ``timeout`` in seconds, ``user`` empty where it wants no login."""

    server: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str
    password: str = field(repr=False)
    sender: str
    timeout: float


@dataclass(frozen=True, slots=True)
class LogSettings:
    """How the log on stderr looks, and from which level on."""

    format: Literal["text", "logfmt", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "warning"


Contacts = Literal["keep", "hide", "drop"]


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """What becomes of the people whom releases name as contacts.

    Attributes:
        contacts: ``keep`` shows them everywhere; ``hide`` keeps them in the archive and out of the
            site and the exports; ``drop`` hides them, and removes them in time.
        after_days: of ``drop``: so many days after a release was published.
    """

    contacts: Contacts = "hide"
    after_days: int = 0

    @property
    def shown(self) -> bool:
        """Whether the site and the exports show them."""
        return self.contacts == "keep"


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration, and the file that it came from."""

    file: Path
    archive: Path
    fetch: FetchSettings
    run: RunSettings
    sources: tuple[SourceSettings, ...]
    searches: tuple[SearchSettings, ...] = ()
    alerts: tuple[AlertSettings, ...] = ()
    mail: MailSettings | None = None
    log: LogSettings = LogSettings()
    privacy: PrivacySettings = PrivacySettings()
    metrics_file: Path | None = None
    ping_url: str = field(default="", repr=False)
    documents: DocumentSettings = DocumentSettings()
