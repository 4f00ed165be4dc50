"""Whatever happens to the disk, the file or the clock: a clear error, and an archive that holds."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from pressearkiv.errors import ArchiveError
from storage.archive import Archive
from storage.upkeep import backup, verify
from tests.run.rooms import HOW_IT_WENT, contents
from tests.world import Loopback, at, run_once

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pipeline.settings import Settings

_MOUNT = "mount -t tmpfs -o size={size} none {folder} && "


def _can_mount(folder: Path) -> bool:
    shell = _MOUNT.format(size="1m", folder=folder) + "true"
    command = ["unshare", "-rm", "sh", "-c", shell]
    return (
        bool(shutil.which("unshare"))
        and not subprocess.run(command, capture_output=True, check=False).returncode
    )


@pytest.fixture
def world() -> Any:
    with Loopback() as running:
        running.publish("fylke", 1, 2, 3)
        yield running


@pytest.fixture
def settings(world: Loopback, tmp_path: Path) -> Settings:
    settings = world.settings(tmp_path, "fylke")
    run_once(settings, at(1))
    world.publish("fylke", *range(10, 40))
    return settings


def held(settings: Settings) -> dict[str, list[Any]]:
    with Archive.open(settings.archive, read_only=True) as archive:
        assert list(verify(archive)) == []
        return contents(archive.connection, without=(*HOW_IT_WENT, "robots"))


def command(
    settings: Settings, *before: str, limit: Callable[[], None] | None = None
) -> tuple[int, str]:
    words = [sys.executable, "-m", "pressearkiv", "run", "--all", "--config", str(settings.file)]
    told = subprocess.run(
        [*before, *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=limit,
    )
    return told.returncode, told.stderr


def test_a_full_disk_exits_74_says_so_and_the_next_run_goes_on(
    world: Loopback, settings: Settings, tmp_path: Path
) -> None:
    size = settings.archive.stat().st_size

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        # The write-ahead log of thirty releases is longer than that.
        resource.setrlimit(resource.RLIMIT_FSIZE, (size // 4, size // 4))

    before = held(settings)
    code, said = command(settings, limit=limit)
    assert code == 74, said
    assert str(settings.archive) in said
    assert "Traceback" not in said
    after = held(settings)
    assert set(before["releases"]) <= set(after["releases"])
    _ends_whole(world, settings, tmp_path)


def test_a_file_that_may_not_grow_gives_the_error_that_names_the_disk(
    world: Loopback, settings: Settings, tmp_path: Path
) -> None:
    from pipeline.run import choose, run

    with Archive.open(settings.archive) as archive:
        (pages,) = archive.connection.execute("PRAGMA page_count").fetchone()
        archive.connection.execute(f"PRAGMA max_page_count = {pages + 4}")
        with pytest.raises(ArchiveError, match="full") as error:
            run(
                choose(settings, archive, at(2), ids=(), every=True),
                settings,
                archive,
                lambda: at(2),
            )
    assert "Free some space" in error.value.hint
    _ends_whole(world, settings, tmp_path)


def test_a_disk_that_is_really_full_exits_74(
    world: Loopback, settings: Settings, tmp_path: Path
) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if not _can_mount(small):
        pytest.skip("this machine lets nobody mount a file system of its own")
    shell = (
        _MOUNT.format(size="1400k", folder=small)
        + f"cp {settings.archive} {small}/archive.db && sed 's#archive.db#small/archive.db#'"
        + f" {settings.file} > {tmp_path}/small.toml && exec"
        + f" {sys.executable} -m pressearkiv run --all --config {tmp_path}/small.toml"
    )
    world.publish("fylke", *range(100, 130))
    for number in range(100, 130):
        world.change("fylke", number, body=f"<p>{os.urandom(12_000).hex()}</p>")
    told = subprocess.run(
        ["unshare", "-rm", "sh", "-c", shell], capture_output=True, text=True, check=False
    )
    assert told.returncode == 74, told.stderr
    assert "Free some space" in told.stderr


def test_a_disk_that_is_read_only_exits_74(settings: Settings, tmp_path: Path) -> None:
    fixed = tmp_path / "fixed"
    fixed.mkdir()
    if not _can_mount(fixed):
        pytest.skip("this machine lets nobody mount a file system of its own")
    shell = (
        _MOUNT.format(size="8m", folder=fixed)
        + f"cp {settings.archive} {fixed}/archive.db && mount -o remount,ro none {fixed} &&"
        + f" sed 's#archive.db#fixed/archive.db#' {settings.file} > {tmp_path}/fixed.toml && exec"
        + f" {sys.executable} -m pressearkiv run --all --config {tmp_path}/fixed.toml"
    )
    told = subprocess.run(
        ["unshare", "-rm", "sh", "-c", shell], capture_output=True, text=True, check=False
    )
    assert told.returncode == 74, told.stderr
    assert "Traceback" not in told.stderr


def _garbage(file: Path) -> None:
    file.write_bytes(b"this is no database, however long it is " * 200)


def _cut(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size // 2)


def _scribbled(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xff" * (file.stat().st_size - 8192))


def _newer(file: Path) -> None:
    db = sqlite3.connect(file)
    db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('pressearkiv', '9999_future', '2030-01-01')"
    )
    db.commit()
    db.close()


def _foreign(file: Path) -> None:
    file.unlink()
    db = sqlite3.connect(file)
    db.execute("CREATE TABLE recipes (id INTEGER)")
    db.commit()
    db.close()


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (_garbage, "not a database"),
        (_cut, "malformed"),
        (_scribbled, ""),
        (_newer, "newer edition"),
        (_foreign, "no archive of this program"),
    ],
    ids=["not a database", "cut in half", "scribbled over", "from a newer edition", "foreign"],
)
def test_a_harmed_file_is_left_as_it_is_and_a_backup_heals_it(
    harm: Callable[[Path], None],
    says: str,
    world: Loopback,
    settings: Settings,
    tmp_path: Path,
) -> None:
    copy = tmp_path / "copy.db"
    backup(settings.archive, copy)
    harm(settings.archive)
    code, said = command(settings)
    assert code == 74, said
    assert says in said
    assert "Traceback" not in said
    _remove(settings.archive)
    shutil.copyfile(copy, settings.archive)
    _ends_whole(world, settings, tmp_path)


def test_a_folder_where_the_file_should_be_exits_74(settings: Settings) -> None:
    _remove(settings.archive)
    settings.archive.mkdir()
    code, said = command(settings)
    assert code == 74
    assert "Traceback" not in said


def test_a_missing_folder_is_made(world: Loopback, settings: Settings) -> None:
    shutil.rmtree(settings.archive.parent / "deep", ignore_errors=True)
    text = settings.file.read_text(encoding="utf-8")
    settings.file.write_text(text.replace('"archive.db"', '"deep/er/archive.db"'), encoding="utf-8")
    assert command(settings)[0] == 0
    assert (settings.archive.parent / "deep" / "er" / "archive.db").exists()


@pytest.mark.parametrize(
    "jump", [-400.0, -2.0, 4000.0], ids=["to last year", "two days back", "years ahead"]
)
def test_a_clock_that_jumps_stops_nothing(jump: float, world: Loopback, settings: Settings) -> None:
    assert run_once(settings, at(2 + jump)).outcome == "ok"
    world.publish("fylke", 50)
    (visit,) = run_once(settings, at(3)).sources
    assert (visit.outcome, visit.new) == ("ok", 1)
    assert len(held(settings)["releases"]) == 34


def test_status_of_a_harmed_file_is_one_clear_line(settings: Settings) -> None:
    _garbage(settings.archive)
    words = [sys.executable, "-m", "pressearkiv", "status", "--config", str(settings.file)]
    told = subprocess.run(words, capture_output=True, text=True, check=False)
    assert told.returncode == 74
    assert len(told.stderr.splitlines()) <= 2


def _remove(file: Path) -> None:
    for name in (file, *_beside(file, ("-wal", "-shm"))):
        name.unlink(missing_ok=True)


def _beside(file: Path, endings: Sequence[str]) -> list[Path]:
    return [file.with_name(file.name + ending) for ending in endings]


def _ends_whole(world: Loopback, settings: Settings, folder: Path) -> None:
    """After a healthy run the archive holds the same releases as one that met no fault."""
    assert run_once(settings, at(4)).outcome == "ok"
    other = world.settings(folder, "fylke", name="other")
    run_once(other, at(4))
    ours, theirs = (_releases(held(s)["releases"]) for s in (settings, other))
    assert ours == theirs


def _releases(rows: list[str]) -> list[str]:
    """Leave out when a release was met: that is what a fault may change."""
    return sorted(
        json.dumps([p for p in eval(row) if p[0] not in ("first_seen_at", "last_seen_at")])
        for row in rows
    )
