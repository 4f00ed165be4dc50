"""Parquet, typed and parted by year of publishing, for data frames and query engines.

A folder ``year=2026`` a year, as Hive names them; releases of unknown date stand under
``year=__HIVE_DEFAULT_PARTITION__``.
"""

from __future__ import annotations

import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from storage.export.record import FIELDS, record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.export.query import ExportOptions
    from storage.export.rows import ExportedRelease
    from storage.export.selection import Selection

_BATCH = 1_000


def write(selection: Selection, out: Path, options: ExportOptions) -> int:
    """Write the folder ``out``, which must be empty or missing."""
    import pyarrow as pa
    from pyarrow import dataset

    contacts = options.contacts == "keep"
    schema = _schema(contacts=contacts)
    count = 0

    def batches() -> Iterator[Any]:
        nonlocal count
        found = selection.releases(contacts=contacts)
        while batch := [_typed(one, contacts=contacts) for one in islice(found, _BATCH)]:
            count += len(batch)
            yield pa.RecordBatch.from_pylist(batch, schema=schema)

    dataset.write_dataset(
        batches(),
        out,
        format="parquet",
        schema=schema,
        partitioning=dataset.partitioning(pa.schema([("year", pa.int32())]), flavor="hive"),
        basename_template="releases-{i}.parquet",
    )
    return count


def _schema(*, contacts: bool) -> Any:
    import pyarrow as pa

    def list_of(*names: str) -> Any:
        return pa.list_(pa.struct([(name, pa.string()) for name in names]))

    utc = pa.timestamp("s", tz="UTC")
    special = {
        "published_at": utc,
        "published_local": pa.timestamp("s"),
        "published_date": pa.date32(),
        "revision": pa.int32(),
        "revised_at": utc,
        "first_seen_at": utc,
        "withdrawn_at": utc,
    }
    fields = [(name, special.get(name, pa.string())) for name in FIELDS]
    fields.append(("documents", list_of("url", "title")))
    if contacts:
        fields.append(("contacts", list_of("name", "title", "phone", "email")))
    return pa.schema([*fields, ("year", pa.int32())])


def _typed(release: ExportedRelease, *, contacts: bool) -> dict[str, Any]:
    found = record(release, contacts=contacts)
    for name in ("published_at", "published_local", "revised_at", "first_seen_at", "withdrawn_at"):
        if found[name]:
            found[name] = datetime.datetime.fromisoformat(found[name])
    if found["published_date"]:
        found["published_date"] = datetime.date.fromisoformat(found["published_date"])
        found["year"] = found["published_date"].year
    return found
