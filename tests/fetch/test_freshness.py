"""How Retry-After, Cache-Control, Age and Expires are read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.wire.freshness import MAX_SECONDS, max_age, retry_after

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
DATE = "Thu, 05 Mar 2026 11:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 120 ", 120.0),
        ("99999999999999999", MAX_SECONDS),
        ("-5", None),
        ("1.5", None),
        ("", None),
        ("later", None),
        ("Thu, 05 Mar 2026 12:02:00 GMT", 120.0),
        ("Thu, 05 Mar 2026 13:02:00 +0100", 120.0),
        ("Thu, 05 Mar 2026 12:02:00 -0000", 120.0),
        ("Thursday, 05-Mar-26 12:02:00 GMT", 120.0),
        ("Thu, 05 Mar 2026 11:00:00 GMT", 0.0),
        ("Thu, 05 Mar 2099 12:00:00 GMT", MAX_SECONDS),
        ("Thu, 99 Mar 2026 12:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds


def test_a_date_is_read_against_the_servers_own_clock() -> None:
    headers = {"retry-after": "Thu, 05 Mar 2026 11:10:00 GMT", "date": DATE}

    assert retry_after(headers, NOW) == 600.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "max-age=600"}, 600.0),
        ({"cache-control": "public, Max-Age=600, must-revalidate"}, 600.0),
        ({"cache-control": 'max-age="600"'}, 600.0),
        ({"cache-control": "s-maxage=900"}, None),
        ({"cache-control": "public,max-age=600"}, 600.0),
        ({"cache-control": "max-age=600", "age": "100"}, 500.0),
        ({"cache-control": "max-age=600", "age": "700"}, 0.0),
        ({"cache-control": "max-age=600", "age": "old"}, 600.0),
        ({"cache-control": "max-age=99999999999999"}, MAX_SECONDS),
        ({"cache-control": "max-age=soon"}, None),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "no-cache, max-age=600"}, 0.0),
        ({"cache-control": "no-store"}, 0.0),
        ({"cache-control": "private, no-cache='x'"}, 0.0),
        ({"expires": "Thu, 05 Mar 2026 11:30:00 GMT", "date": DATE}, 1800.0),
        ({"expires": "Thu, 05 Mar 2026 12:30:00 GMT"}, 1800.0),
        ({"expires": "0"}, None),
        ({"expires": "-1"}, None),
        ({"expires": DATE, "date": DATE}, 0.0),
        ({"expires": "Thu, 05 Mar 2026 18:00:00 GMT", "cache-control": "max-age=60"}, 60.0),
    ],
)
def test_max_age_is_what_is_left_of_it(headers: dict[str, str], seconds: float | None) -> None:
    assert max_age(headers, NOW) == seconds
