"""The rows about reading feeds: what each measures, and what it is held to."""

from __future__ import annotations

from benchmarks.comparison.contest import Row

COLD = Row(
    "cold",
    "Cold ingest, whole process: fetched, read, kept, searchable",
    "s",
    "How long the first run over many sources takes.",
    "reader",
    4.0,
    at_most=False,
    inverted=True,
)
COLD_PROCESSES = Row(
    "cold-processes",
    'The same read in two processes (`engine = "processes:2"`)',
    "s",
    "The first run where the machine's second core may help.",
    "reader",
    4.0,
    at_most=False,
    inverted=True,
)
COLD_JSON = Row(
    "cold-json",
    "The same from JSON feeds",
    "s",
    "The first run where sources tell JSON, as NTB does.",
    "reader",
    inverted=True,
)
NOTHING_304 = Row(
    "nothing-304",
    "Nothing new (304), whole process, start-up included",
    "s",
    "What cron pays every quarter of an hour, all year.",
    "reader",
    0.6,
)
NOTHING_200 = Row(
    "nothing-200",
    "Nothing new (200, the same bytes), whole process",
    "s",
    "The same where a site does not know “not modified”.",
    "reader",
    0.12,
)
CHANGED = Row(
    "changed",
    "One item of a hundred changed, whole process",
    "s",
    "What a silent edit costs to find and keep.",
    "reader",
    0.6,
)
CHANGED_PROCESSES = Row(
    "changed-processes",
    'The same read in two processes (`engine = "processes:2"`)',
    "s",
    "What it costs where the machine's second core may help.",
    "reader",
    0.6,
)
FAR = Row(
    "latency",
    "Answers 200 ms away, nothing new, 8 at a time",
    "s",
    "Whether politeness, one request at a time to each host, costs a user time.",
    "reader",
    1.0,
)
DISK = Row(
    "disk",
    "Bytes on disk per item: text, index and compressed capture",
    "B",
    "How large a disk twenty years need.",
    "reader",
    0.9,
)
MEMORY = Row(
    "memory",
    "Peak memory of a cold run",
    "B",
    "How small a machine will do.",
    "reader",
    1.3,
)
ROWS = (
    COLD,
    COLD_PROCESSES,
    COLD_JSON,
    NOTHING_304,
    NOTHING_200,
    CHANGED,
    CHANGED_PROCESSES,
    FAR,
    DISK,
    MEMORY,
)
