"""A run on a Dask cluster: a real scheduler, real workers, and what becomes of them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from pressearkiv.errors import EngineError
from tests.engine.cluster import ROOT, Cluster
from tests.engine.many import ITEMS, SOURCES, go, kept, many

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.engine.many import Many

pytest.importorskip("distributed", reason="the extra “cluster” is not installed")


@pytest.fixture(scope="module")
def world() -> Iterator[Many]:
    with many() as served:
        yield served


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with Cluster(tmp_path) as started:
        yield started


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program, and a change in it."""
    folder = tmp_path_factory.mktemp("older")
    for package in ("pressearkiv", "sources", "pipeline", "storage"):
        shutil.copytree(ROOT / package, folder / package)
    changed = folder / "pipeline" / "text.py"
    changed.write_text(f"{changed.read_text(encoding='utf-8')}\nOLDER = True\n", encoding="utf-8")
    return folder


def test_a_worker_killed_in_mid_run_leaves_the_archive_of_a_run_in_threads(
    world: Many, cluster: Cluster, tmp_path: Path
) -> None:
    cluster.add_worker()
    cluster.add_worker()
    threads = world.settings(tmp_path, "threads", "inline")
    dask = world.settings(tmp_path, "dask", cluster.engine)
    go(threads)
    world.when_asked(SOURCES // 3, lambda: cluster.kill_worker(0))
    try:
        report = go(dask)
    finally:
        world.when_asked(SOURCES // 3, lambda: None)

    assert cluster.workers[0].wait(10) < 0
    assert report.outcome == "ok"
    assert sum(visit.new for visit in report.sources) == SOURCES * ITEMS
    assert kept(dask) == kept(threads)
    assert max(server.most_at_once for server in world.servers) == 1


def test_a_worker_with_other_code_is_refused_by_name(
    world: Many, cluster: Cluster, older: Path, tmp_path: Path
) -> None:
    cluster.add_worker(older)
    settings = world.settings(tmp_path, "refused", cluster.engine)

    with pytest.raises(EngineError, match=r"this is pressearkiv .*, but tcp://.* runs pressearkiv"):
        go(settings)


def test_a_worker_with_other_code_that_comes_in_mid_run_gets_no_work(
    world: Many, cluster: Cluster, older: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cluster.add_worker()
    settings = world.settings(tmp_path, "joined", cluster.engine)
    world.when_asked(SOURCES // 3, lambda: cluster.add_worker(older))
    try:
        report = go(settings)
    finally:
        world.when_asked(SOURCES // 3, lambda: None)

    assert report.outcome == "ok"
    assert sum(visit.new for visit in report.sources) == SOURCES * ITEMS
    assert "it gets no more work" in caplog.text


def test_a_cluster_that_is_not_there_is_told(world: Many, tmp_path: Path) -> None:
    settings = world.settings(tmp_path, "nowhere", "dask://127.0.0.1:1")

    with pytest.raises(EngineError, match=r"no Dask scheduler can be used at tcp://127\.0\.0\.1:1"):
        go(settings)
