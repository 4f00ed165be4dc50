"""A run with nothing due does not pay for what only a fetch needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ["httpx2", "httpcore2", "h11", "brotli", "zstandard", "protego", "ssl"]


@pytest.mark.parametrize(
    "code",
    [
        "import pipeline.fetch",
        "from pipeline.fetch import *; Fetcher(Limits(), user_agent('a@b.no'), Allow(frozenset()))",
    ],
    ids=["the module", "a fetcher that fetches nothing"],
)
def test_what_talks_to_the_network_is_imported_when_it_talks(code: str) -> None:
    told = f"{code}; import sys; print(*(set({HEAVY}) & set(sys.modules)))"

    result = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True)

    assert result.stdout.split() == []
