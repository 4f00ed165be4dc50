"""One writer at a time; a killed one leaves no lock behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pressearkiv.errors import ArchiveBusy, ArchiveError
from storage.lock import writing

HOLD = """
import sys
from pathlib import Path
from storage.lock import writing
with writing(Path(sys.argv[1]), "run since 14.15"):
    print("holding", flush=True)
    sys.stdin.read()
"""


def holder(archive: Path) -> subprocess.Popen[bytes]:
    """Start a process that holds the lock until it is told to end, or killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(archive)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"holding\n"
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    process.communicate()


def test_the_second_is_told_at_once_who_the_first_is(path: Path) -> None:
    process = holder(path)
    with pytest.raises(ArchiveBusy) as caught, writing(path, "run"):
        pass
    assert f"process {process.pid}, run since 14.15" in str(caught.value)
    assert caught.value.exit_code == 75
    assert "Wait for it" in caught.value.hint
    end(process)
    with writing(path, "run"):
        pass


def test_a_killed_holder_frees_the_lock_and_its_note_misleads_nobody(path: Path) -> None:
    process = holder(path)
    os.kill(process.pid, signal.SIGKILL)
    end(process)
    assert process.returncode == -signal.SIGKILL
    busy = pytest.raises(ArchiveBusy, match=r"run since 15\.00")
    with writing(path, "run since 15.00"), busy, writing(path, "backfill"):
        pass
    with writing(path, "run"):
        pass


def test_a_lock_is_freed_when_its_block_fails(path: Path) -> None:
    with pytest.raises(RuntimeError), writing(path, "run"):
        raise RuntimeError
    with writing(path, "run"):
        assert path.with_name("archive.db.holder").read_text() == f"process {os.getpid()}, run\n"
    assert not path.with_name("archive.db.holder").exists()


@pytest.mark.parametrize("note", [None, "", "\n"])
def test_a_holder_that_left_no_note_is_another_process(path: Path, note: str | None) -> None:
    with writing(path, "run"):
        file = path.with_name("archive.db.holder")
        if note is None:
            file.unlink()
        else:
            file.write_text(note)
        with pytest.raises(ArchiveBusy, match="by another process"), writing(path, "run"):
            pass


def test_the_folder_is_made(tmp_path: Path) -> None:
    with writing(tmp_path / "a/b/archive.db", "run"):
        assert (tmp_path / "a/b").is_dir()


def test_a_folder_that_cannot_be_written_in_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError) as caught, writing(tmp_path / "file/archive.db", "run"):
        pass
    assert not isinstance(caught.value, ArchiveBusy)
    assert "own the archive's folder" in caught.value.hint


def test_a_note_that_cannot_be_written_stops_nobody(path: Path) -> None:
    path.with_name("archive.db.holder").mkdir()
    for _ in range(2):
        with writing(path, "run"), pytest.raises(ArchiveBusy), writing(path, "run"):
            pass
