"""What ``init`` writes for systemd: read by systemd itself, hardened, and with time to stop."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.config import load

if TYPE_CHECKING:
    from pathlib import Path

SERVICES = ("pressearkiv.service", "pressearkiv-run.service")
UNITS = (*SERVICES, "pressearkiv-run.timer")

EXPOSURE = 20
"""What ``systemd-analyze security`` may give at most, in tenths: of 100 it calls 50 medium."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("init")
    told = CliRunner().invoke(main, ["init", str(made)])
    assert told.exit_code == 0, told.output
    return made


def analyze(*words: str) -> str:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed here")
    told = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    if "Unknown operation" in told.stderr or "unrecognized option" in told.stderr:
        pytest.skip("systemd-analyze is too old for this check")
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout + told.stderr


def test_systemd_finds_nothing_to_say_about_the_units(folder: Path) -> None:
    said = analyze("verify", "--man=no", *(str(folder / name) for name in UNITS))
    assert not [line for line in said.splitlines() if "pressearkiv" in line]


@pytest.mark.parametrize("name", SERVICES)
def test_the_services_are_exposed_to_little(folder: Path, name: str) -> None:
    said = analyze(
        "security", "--no-pager", "--offline=yes", f"--threshold={EXPOSURE}", str(folder / name)
    )
    assert "Overall exposure level" in said


def test_the_service_is_given_longer_to_stop_than_what_it_has_in_hand_may_take(
    folder: Path,
) -> None:
    unit = (folder / "pressearkiv.service").read_text(encoding="utf-8")
    (given,) = re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    ping, recording = 10, 30
    assert int(given) >= load(folder / "config.toml", {}).fetch.timeout + ping + recording


@pytest.mark.parametrize("name", SERVICES)
def test_the_services_may_write_in_their_folder_alone(folder: Path, name: str) -> None:
    unit = (folder / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in unit if line.startswith("ReadWritePaths=")] == [
        f"ReadWritePaths={folder}"
    ]
    assert "ProtectSystem=strict" in unit
    assert "CapabilityBoundingSet=" in unit
