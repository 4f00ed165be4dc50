"""dateparser as the last resort: strict, and believed only when it read every number.

Each answer is logged, for it names a form that the grammar lacks.
"""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.norwegian.when import When

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)


@cache
def _parser(tz: str) -> Any:
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=["nb", "nn", "en"],
        settings={
            "DATE_ORDER": "DMY",
            "STRICT_DATE_ORDER": "all",
            "STRICT_PARSING": True,
            "PARSERS": ["absolute-time"],
            "TIMEZONE": tz,
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )


def read_with_dateparser(text: str, tz: str) -> When | None:
    """Return the day that dateparser reads in `text`, flagged, or None.

    Only a day is taken: a time that the grammar could not read is not believed, so every number
    in `text` must be the day, the month or the year of the answer.
    """
    answer: datetime | None = _parser(tz).get_date_data(text).date_obj
    if answer is None or not _echoes(text, answer):
        return None
    log.info("dateparser read %r as %s: the grammar lacks this form", text, answer.date())
    return When(answer.date(), None, "day", ("fallback_dateparser",))


def _echoes(text: str, answer: datetime) -> bool:
    said = {answer.day, answer.month, answer.year}
    numbers = [int(number) for number in re.findall(r"[0-9]{1,9}", text)]
    return answer.year in numbers and answer.day in numbers and said.issuperset(numbers)
