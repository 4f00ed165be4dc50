"""How long it takes to read the dates that the sources write, in microseconds a date.

``python source_dates.py WHO``; the formats are the sources' own, each read often. What a parser
reads wrongly is counted, and costs it nothing.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

DATES = {
    "12.3.2026 08:39:09 CET": "2026-03-12",
    "4.10.2021 11:30:11 CEST": "2021-10-04",
    "06.10.2022": "2022-10-06",
    "05.03.2026": "2026-03-05",
    "Thu, 14 Oct 2021 11:30:11 +0200": "2021-10-14",
    "Mon, 02 Mar 2026 08:34:58 GMT": "2026-03-02",
    "2019-05-13T14:56:06+02:00": "2019-05-13",
    "2026-10-01T07:21:34.266Z": "2026-10-01",
    "2026-07-03": "2026-07-03",
    "12. mai 2026": "2026-05-12",
}
TIMES = {"pressearkiv": 300, "dateparser": 10}


def pressearkiv() -> Callable[[str], str | None]:
    """Return our own reading."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from pipeline.dates import parse

    def read(text: str) -> str | None:
        when = parse(text)
        return when.published_date if when else None

    return read


def dateparser() -> Callable[[str], str | None]:
    """Return dateparser's, set as well for these as can be: language, order, parsers, zone."""
    from dateparser.date import DateDataParser

    settings = {
        "DATE_ORDER": "DMY",
        "PREFER_LOCALE_DATE_ORDER": False,
        "TIMEZONE": "Europe/Oslo",
        "PARSERS": ["absolute-time"],
    }
    parser = DateDataParser(languages=["nb", "en"], settings=settings)

    def read(text: str) -> str | None:
        found: datetime.datetime | None = parser.get_date_data(text).date_obj
        return found.date().isoformat() if found else None

    return read


def main() -> None:
    """Read every date many times and print the mean of the best three."""
    who = sys.argv[1]
    read = {"pressearkiv": pressearkiv, "dateparser": dateparser}[who]()
    right = sum(read(text) == day for text, day in DATES.items())
    runs = []
    for _ in range(3):
        began = time.perf_counter()
        for _ in range(TIMES[who]):
            for text in DATES:
                read(text)
        runs.append((time.perf_counter() - began) / TIMES[who] / len(DATES))
    print(json.dumps({"microseconds": min(runs) * 1e6, "right": right, "of": len(DATES)}))


if __name__ == "__main__":
    main()
