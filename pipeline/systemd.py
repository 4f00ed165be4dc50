"""Words to systemd: that the service is ready, alive, reading its config again, or stopping.

The protocol is that of sd_notify(3): one datagram to the socket named by ``NOTIFY_SOCKET``. Where
there is none, nothing is said.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger("pressearkiv.systemd")


def notify(*states: str, env: Mapping[str, str] = os.environ) -> None:
    """Tell systemd one or more states at once: ``READY=1``, ``WATCHDOG=1``, ``STOPPING=1``."""
    address = env.get("NOTIFY_SOCKET", "")
    if not address:
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as teller:
            # Where nobody reads, the service must not wait.
            teller.settimeout(1.0)
            teller.connect("\0" + address[1:] if address.startswith("@") else address)
            teller.sendall("\n".join(states).encode())
    except OSError as error:
        log.warning("systemd could not be told %s: %s", states[0], error)


def reloading() -> tuple[str, str]:
    """Return the states that say that the configuration is being read again."""
    return "RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}"


def watchdog_seconds(env: Mapping[str, str] = os.environ) -> float | None:
    """Return how often systemd wants to hear ``WATCHDOG=1``, ``None`` where it does not."""
    meant = env.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    told = env.get("WATCHDOG_USEC", "")
    return int(told) / 1e6 if meant and told.isdecimal() and int(told) else None
