"""A Dask scheduler and its workers as processes of their own, on loopback; over TLS if wanted."""

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
    from collections.abc import Mapping
    from types import TracebackType

ROOT = Path(__file__).parents[2]


OTHER_HOST = "127.0.0.2"
"""A host that pressearkiv takes for another one, though no packet leaves this."""


def certificates(folder: Path) -> dict[str, str]:
    """Make an authority and a node's certificate by it; return them as Dask's configuration."""
    made = {name: str(folder / f"{name}.pem") for name in ("ca", "ca-key", "node", "node-key")}
    new = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2".split()
    signed = ["-CA", made["ca"], "-CAkey", made["ca-key"], "-addext", "basicConstraints=CA:FALSE"]
    for name, options in (("ca", []), ("node", signed)):
        out = ["-subj", f"/CN={name}", "-out", made[name], "-keyout", made[f"{name}-key"]]
        subprocess.run([*new, *out, *options], check=True, capture_output=True)
    tls = "distributed.comm.tls"
    found = {f"{tls}.ca-file": made["ca"], "distributed.comm.require-encryption": "true"}
    for role in ("scheduler", "worker", "client"):
        found |= {f"{tls}.{role}.cert": made["node"], f"{tls}.{role}.key": made["node-key"]}
    return found


def in_environment(dask: Mapping[str, str]) -> dict[str, str]:
    """Return Dask's configuration as it is spelt there: ``__`` for a point, ``_`` for a hyphen."""
    return {
        f"DASK_{name.replace('.', '__').replace('-', '_').upper()}": value
        for name, value in dask.items()
    }


class Cluster:
    """A context manager; ``engine`` is the word for config.toml.

    ``dask`` is configuration for scheduler and workers; where there is any they speak TLS.
    """

    def __init__(
        self, folder: Path, host: str = "127.0.0.1", dask: Mapping[str, str] | None = None
    ) -> None:
        self._folder = folder
        self._host = host
        self._protocol = "tls" if dask else "tcp"
        self._environment = in_environment(dask or {})
        self._processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        with socket.socket() as free:
            free.bind((host, 0))
            self.place = f"{host}:{free.getsockname()[1]}"

    @property
    def engine(self) -> str:
        return f"dask://{self.place}"

    @property
    def address(self) -> str:
        """Where its own workers find it."""
        return f"{self._protocol}://{self.place}"

    def __enter__(self) -> Cluster:
        host, port = self.place.split(":")
        spoken = ("--protocol", self._protocol, "--no-dashboard")
        self._start("scheduler", "--host", host, "--port", port, *spoken)
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
                "worker", self.address, "--host", self._host, "--nthreads", "1", "--no-nanny",
                "--protocol", self._protocol, "--no-dashboard",
                "--local-directory", str(self._folder), code=code,
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
                env=os.environ | {"PYTHONPATH": str(code)} | self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._processes.append(process)
        return process

    def _wait_for(self, workers: int) -> None:
        from distributed import Client

        ends = time.monotonic() + 30
        connect: Any = Client
        with connect(self.address, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=max(1.0, ends - time.monotonic()))
