"""The formats there are: a new one is a module with ``write`` and a line in ``FORMATS``."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pressearkiv.errors import ConfigError
from storage.export.selection import Selection

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from storage.export.query import ExportOptions, ExportQuery


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Its module in this package has ``write(selection, out, options) -> int``, the number of rows
    written; ``out`` is a ``Path`` where ``folder`` is set.

    Attributes:
        name: as typed after ``--format``.
        media_type: for the Content-Type header.
        suffix: of a file's name.
        needs: the package that it is written with, by the name it is imported under.
        extra: the extra of this program that brings the package.
        folder: it is written as a folder of files.
        private: it is written for whoever has the archive, and not offered on the site.
    """

    name: str
    media_type: str
    suffix: str
    needs: str = ""
    extra: str = ""
    folder: bool = False
    private: bool = False

    @property
    def available(self) -> bool:
        """Whether the package that it needs is installed."""
        return not self.needs or find_spec(self.needs) is not None


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS = {
    one.name: one
    for one in (
        Format("csv", "text/csv; charset=utf-8", ".csv"),
        Format("xlsx", _XLSX, ".xlsx", needs="xlsxwriter"),
        Format("json", "application/json", ".json"),
        Format("ndjson", "application/x-ndjson", ".ndjson"),
        Format("atom", "application/atom+xml; charset=utf-8", ".atom"),
        Format("jsonfeed", "application/feed+json", ".json"),
        Format("ics", "text/calendar; charset=utf-8", ".ics", needs="icalendar"),
        Format("parquet", "", "", needs="pyarrow", extra="parquet", folder=True),
        # With all that a publisher sent: contacts' names and numbers cannot be left out of it.
        Format("warc", "application/warc", ".warc.gz", needs="warcio", extra="warc", private=True),
    )
}


def formats() -> tuple[str, ...]:
    """Return the names of the formats that can be written here."""
    return tuple(name for name, one in FORMATS.items() if one.available)


def write(
    conn: sqlite3.Connection,
    fmt: str,
    out: BinaryIO | Path,
    query: ExportQuery,
    options: ExportOptions,
) -> int:
    """Write what ``query`` finds as ``fmt`` and return how many rows that are.

    Args:
        conn: an archive; it is read as it stands when the export begins, whoever writes meanwhile.
        fmt: a name from ``FORMATS``.
        out: an open binary stream, which need not be seekable and is left open; or a path, at
            which a file stands only once it is whole. A folder of files needs a path.
        query: which releases.
        options: how they are written.

    Raises:
        ConfigError: there is no such format, its package is missing, or ``out`` does not suit it.
    """
    chosen = _named(fmt)
    module: Any = import_module(f"storage.export.as_{chosen.name}")
    with _snapshot(conn):
        selection = Selection(conn, query, options.now)
        if chosen.folder:
            return int(module.write(selection, _new_folder(out, fmt), options))
        if isinstance(out, Path):
            with _whole_file(out) as file:
                return int(module.write(selection, file, options))
        return int(module.write(selection, out, options))


def _named(fmt: str) -> Format:
    chosen = FORMATS.get(fmt)
    if chosen is None:
        raise ConfigError(
            f"there is no format {fmt!r}", hint=f"The formats are {', '.join(FORMATS)}."
        )
    if not chosen.available:
        install = f"pressearkiv[{chosen.extra}]" if chosen.extra else chosen.needs
        raise ConfigError(
            f"{fmt} is written with the package {chosen.needs}, which is not installed",
            hint=f"Install it: pip install '{install}'.",
        )
    return chosen


def _new_folder(out: BinaryIO | Path, fmt: str) -> Path:
    if not isinstance(out, Path):
        raise ConfigError(f"{fmt} is a folder of files", hint="Name the folder with -o.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ConfigError(
            f"{out} is there already", hint="Name a folder that is empty or not there yet."
        )
    return out


@contextmanager
def _whole_file(path: Path) -> Iterator[BinaryIO]:
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("wb") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _snapshot(conn: sqlite3.Connection) -> Iterator[None]:
    if conn.in_transaction:
        yield
        return
    conn.execute("BEGIN")
    try:
        yield
    finally:
        conn.rollback()
