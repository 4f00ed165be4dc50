from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(code: str, **environment: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_importing_the_dates_imports_neither_dateparser_nor_babel() -> None:
    loaded = run("import sys, pipeline.dates; print(*sys.modules)").split()
    assert "pipeline.dates" in loaded
    assert not {"dateparser", "babel", "regex", "dateutil"} & set(loaded)


def test_reading_the_sources_formats_does_not_load_dateparser() -> None:
    code = (
        "import sys\nfrom pipeline.dates import parse\n"
        "parse('12.3.2026 08:39:09 CET | KS'); parse('Les mer'); parse('31.02.2024')\n"
        "print('dateparser' in sys.modules)"
    )
    assert run(code).strip() == "False"


READ_ALL = """
import json
from pipeline.dates import parse
from tests.dates.cases import own_cases
rows = [(parse(c["text"], c["reference"])) for c in own_cases()]
print(json.dumps([(w.as_dict(), w.flags, w.edtf, w.published_at) if w else None for w in rows]))
"""


@pytest.mark.parametrize(("seed", "zone"), [("1", "America/New_York"), ("4242", "Asia/Tokyo")])
def test_the_answer_depends_on_neither_hash_seed_nor_local_time(seed: str, zone: str) -> None:
    here = json.loads(run(READ_ALL, PYTHONHASHSEED="0", TZ="Europe/Oslo"))
    there = json.loads(run(READ_ALL, PYTHONHASHSEED=seed, TZ=zone))
    assert here == there
