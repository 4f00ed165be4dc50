"""A cluster on another host: over TLS with certificates on both sides, and never in the clear."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.engine.cluster import OTHER_HOST, Cluster, certificates, in_environment
from tests.engine.many import ITEMS, SOURCES, go, kept, many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pipeline.settings import Settings
    from tests.engine.many import Many

pytest.importorskip("distributed", reason="the extra “cluster” is not installed")
pytestmark = [
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed"),
    pytest.mark.allow_hosts(["127.0.0.1", "localhost", OTHER_HOST]),
]


@pytest.fixture(scope="module")
def world() -> Iterator[Many]:
    with many() as served:
        yield served


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Certificates, and this process told of them as Dask is told of anything."""
    import dask

    made = certificates(tmp_path)
    with dask.config.set(made):
        yield made


def test_a_run_over_tls_leaves_the_archive_of_a_run_in_threads(
    world: Many, tls: dict[str, str], tmp_path: Path
) -> None:
    threads = world.settings(tmp_path, "threads", "inline")
    go(threads)
    with Cluster(tmp_path, OTHER_HOST, tls) as cluster:
        cluster.add_worker()
        assert cluster.address.startswith("tls://")
        dask = world.settings(tmp_path, "dask", cluster.engine)
        report = go(dask)

    assert report.outcome == "ok"
    assert sum(visit.new for visit in report.sources) == SOURCES * ITEMS
    assert kept(dask) == kept(threads)


def test_a_scheduler_that_speaks_in_the_clear_is_refused(
    world: Many, tls: dict[str, str], tmp_path: Path
) -> None:
    with Cluster(tmp_path, OTHER_HOST) as cluster:
        told = _refused(world.settings(tmp_path, "clear", cluster.engine), tls)
    assert f"no Dask scheduler can be used at tls://{cluster.place}" in told
    assert "spoken to over TLS alone" in told


def test_without_certificates_of_ours_another_host_is_not_spoken_to(
    world: Many, tmp_path: Path
) -> None:
    told = _refused(world.settings(tmp_path, "bare", f"dask://{OTHER_HOST}:8786"), {})
    assert f"at tls://{OTHER_HOST}:8786: TLS expects" in told
    assert "docs/scale.md" in told


def test_a_certificate_of_another_authority_is_refused(
    world: Many, tls: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "others").mkdir()
    with Cluster(tmp_path, OTHER_HOST, tls) as cluster:
        cluster.add_worker()
        settings = world.settings(tmp_path, "stranger", cluster.engine)
        told = _refused(settings, certificates(tmp_path / "others"))
    assert f"no Dask scheduler can be used at tls://{cluster.place}" in told


def _refused(settings: Settings, dask: Mapping[str, str]) -> str:
    """Run in a process of its own, for Dask leaves refused sockets open; return what it says."""
    command = [sys.executable, "-m", "pressearkiv", "run", "--config", str(settings.file)]
    environment = os.environ | in_environment(dask)
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 1, done.stderr
    return done.stderr
