"""A Dask scheduler and its workers as processes of their own, on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType

ROOT = Path(__file__).parents[2]


class Cluster:
    """A context manager; ``engine`` is the word for config.toml."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.place = f"127.0.0.1:{free.getsockname()[1]}"

    @property
    def engine(self) -> str:
        return f"dask://{self.place}"

    def __enter__(self) -> Cluster:
        host, port = self.place.split(":")
        self._start("scheduler", "--host", host, "--port", port, "--no-dashboard")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for process in reversed(self._processes):
            process.kill()
            process.wait()

    def add_worker(self, code: Path = ROOT) -> None:
        """Start a worker over the code in a folder, and wait until the scheduler knows it."""
        alive = sum(worker.poll() is None for worker in self.workers)
        self.workers.append(
            self._start(
                "worker", f"tcp://{self.place}", "--host", "127.0.0.1", "--nthreads", "1",
                "--no-nanny", "--no-dashboard", "--local-directory", str(self._folder), code=code,
            )
        )  # fmt: skip
        self._wait_for(alive + 1)

    def kill_worker(self, number: int) -> None:
        """Kill a worker as the system does when memory runs out."""
        self.workers[number].send_signal(signal.SIGKILL)

    def _start(self, what: str, *options: str, code: Path = ROOT) -> subprocess.Popen[bytes]:
        log = (self._folder / f"{what}-{len(self._processes)}.log").open("wb")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", what, *options],
                cwd=self._folder,
                env=os.environ | {"PYTHONPATH": str(code)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._processes.append(process)
        return process

    def _wait_for(self, workers: int) -> None:
        from distributed import Client

        ends = time.monotonic() + 30
        connect: Any = Client
        with connect(f"tcp://{self.place}", timeout=30, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=max(1.0, ends - time.monotonic()))
