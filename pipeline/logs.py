"""The log on stderr: plain text, logfmt or JSON, with the run and the source where there is one.

Whatever is given as ``extra`` becomes a field; in plain text it is left to the sentence.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pipeline.settings import LogSettings
    from storage.journal import Visit

_OWN: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}

log = logging.getLogger("pressearkiv.run")


def set_up(settings: LogSettings) -> None:
    """Send the log to stderr as the configuration says; other libraries' from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_FORMATTERS[settings.format]())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("pressearkiv").setLevel(settings.level.upper())
    # It warns of every minute in which a run is still under way, which is as it should be.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def visited(visit: Visit) -> None:
    """Log what came of one source in a run, with all its counts."""
    level = logging.WARNING if visit.outcome == "failed" else logging.INFO
    fields = {
        name: getattr(visit, name)
        for name in (
            "outcome", "new", "revised", "completed", "translated", "unchanged", "withdrawn",
            "quarantined", "requests", "bytes", "seconds", "error", "error_kind", "hint",
        )
        if getattr(visit, name) is not None
    }  # fmt: skip
    log.log(level, "visited", extra={"run": visit.run_id, "source": visit.source_id, **fields})


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return a record as the fields of one line, in the order in which they are written."""
    at = datetime.fromtimestamp(record.created, UTC)
    told: dict[str, Any] = {
        "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": record.getMessage(),
    }
    told |= {name: value for name, value in record.__dict__.items() if name not in _OWN}
    if record.exc_info:
        told["exception"] = logging.Formatter().formatException(record.exc_info)
    return told


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return json.dumps(fields_of(record), ensure_ascii=False, default=str)


class LogfmtFormatter(logging.Formatter):
    """``key=value`` pairs, quoted where they must be."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return " ".join(f"{name}={_quoted(value)}" for name, value in fields_of(record).items())


class TextFormatter(logging.Formatter):
    """A line for people."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s %(message)s")


_FORMATTERS: Final = {"text": TextFormatter, "logfmt": LogfmtFormatter, "json": JsonFormatter}


def _quoted(value: object) -> str:
    text = str(value)
    plain = text and not any(c in text for c in ' "=\\') and text.isprintable()
    return text if plain else json.dumps(text, ensure_ascii=False)
