"""Everything that can go wrong, as one tree.

PressearkivError
├── ConfigError            config.toml or the command line says something we cannot follow
├── SourceError            one source could not be read; the other sources go on
│   ├── FetchError         no usable answer came (pipeline.fetch has the leaves)
│   └── ParseError         an answer came that is not what this platform sends
│       ├── ChallengePage  a robot check instead of the page
│       ├── EmptyAnswer    nothing in it: an alarm, not a success
│       ├── Implausible    readable, and nothing like what this source has sent before
│       └── WorkerDied     whatever process reads it dies of it
├── EngineError            the processes or the cluster that were to read cannot
└── ArchiveError           the archive itself cannot be used
    └── ArchiveBusy        another run holds the lock

Every error carries a ``hint``: the sentence that tells the reader what to do next.
"""

from __future__ import annotations

from typing import ClassVar


class PressearkivError(Exception):
    """The root: whatever this program raises on purpose can be caught as this.

    Attributes:
        message: what happened, one line.
        hint: what the reader can do about it; empty when nothing needs doing.
        url: the address concerned, or an empty string.
        source: the ``id`` of the source concerned, or an empty string.
    """

    exit_code = 1
    default_hint: ClassVar[str] = ""

    def __init__(self, message: str, *, hint: str = "", url: str = "", source: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint or self.default_hint
        self.url = url
        self.source = source

    def __str__(self) -> str:
        return self.message


class ConfigError(PressearkivError):
    """The configuration or the command line cannot be followed."""

    exit_code = 2


class SourceError(PressearkivError):
    """One source could not be read; nothing it said before is touched."""


class FetchError(SourceError):
    """No usable answer came over the network."""


class ParseError(SourceError):
    """An answer came, and it is not what this platform sends."""

    default_hint = (
        "Nothing of it was recorded, and its bytes are kept. Open the address in a browser: the"
        " publisher may have moved it, or changed its form."
    )


class ChallengePage(ParseError):
    """A robot check ("Just a moment…") stands where the page should be."""


class EmptyAnswer(ParseError):
    """The answer holds no release at all: an alarm, never a success."""


class Implausible(ParseError):
    """The answer can be read, and is nothing like what this source has sent before.

    Attributes:
        assertion: the name of what it was held to and does not meet.
    """

    def __init__(self, message: str, *, assertion: str, hint: str = "", url: str = "") -> None:
        super().__init__(message, hint=hint, url=url)
        self.assertion = assertion


class WorkerDied(ParseError):
    """The process that was to read this died, again and again."""

    @classmethod
    def over(cls, tries: int) -> WorkerDied:
        """Return the error for what was tried that often."""
        return cls(
            f"the process that reads this has died of it {tries} times",
            hint="Its bytes are kept, and the rest goes on. The log of the system may tell why"
            " (out of memory?); “pressearkiv reparse” tries it again.",
        )


class EngineError(PressearkivError):
    """The processes or the cluster that ``[run] engine`` names cannot do their work."""


class ArchiveError(PressearkivError):
    """The archive cannot be opened, read or written."""

    exit_code = 74


class ArchiveBusy(ArchiveError):
    """Another process is writing to the archive."""

    exit_code = 75
