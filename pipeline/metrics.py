"""How each source is doing, as Prometheus's node_exporter reads it from a text file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.times import parse_utc
from storage import outbox

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from pipeline.health import Health

_GAUGES: Final = {
    "releases": "Releases kept.",
    "without_text": "Releases kept without their full text.",
    "quarantined": "Things that were not understood.",
    "last_visit": "When the source was last visited.",
    "last_success": "When the source was last read without fault.",
    "next_due": "When the source is visited next.",
    "needs_attention": "1 when a person is needed.",
}


def text(sources: Sequence[Health], db: sqlite3.Connection, now: datetime) -> str:
    """Return the text exposition format; times are Unix seconds."""
    lines = [*_metric("round_timestamp_seconds", "When the last round ended.")]
    lines.append(f"pressearkiv_round_timestamp_seconds {int(now.timestamp())}")
    for name, says in _GAUGES.items():
        is_time = name in ("last_visit", "last_success", "next_due")
        full = f"source_{name}{'_timestamp_seconds' if is_time else ''}"
        lines += _metric(full, says)
        lines += [
            f'pressearkiv_{full}{{source="{source.id}"}} {value}'
            for source in sources
            if (value := _value(source, name)) is not None
        ]
    lines += _metric("alerts", "Alerts by state.")
    for state, count in sorted(outbox.counts(db).items()):
        lines.append(f'pressearkiv_alerts{{state="{state}"}} {count}')
    return "\n".join(lines) + "\n"


def _metric(name: str, says: str) -> Iterator[str]:
    yield f"# HELP pressearkiv_{name} {says}"
    yield f"# TYPE pressearkiv_{name} gauge"


def _value(source: Health, name: str) -> int | None:
    if name == "needs_attention":
        return int(source.attention is not None)
    value = getattr(source, name)
    return int(parse_utc(value).timestamp()) if isinstance(value, str) else value


def write(file: Path, content: str) -> None:
    """Write the file so that no reader ever sees half of it; raises ``OSError``."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.write_text(content, encoding="utf-8")
    unfinished.replace(file)
