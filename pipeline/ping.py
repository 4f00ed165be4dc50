"""A word to a monitor that gives alarm when it hears no more from us (healthchecks-style)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from pipeline.wire.post import post
from pressearkiv import __version__
from pressearkiv.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Collection

log = logging.getLogger("pressearkiv.ping")


def ping(url: str, what: str, private_hosts: Collection[str] = ()) -> None:
    """Tell the monitor at ``url`` that a round begins (``/start``), ended well or not (``/fail``).

    What goes wrong is logged, without the address, which is a secret of its own. Its host may be
    one of ``private_hosts`` (``pipeline.wire.post``).
    """
    parts = urlsplit(url)
    place = urlunsplit(parts._replace(path=parts.path.rstrip("/") + what))
    try:
        status = post(
            place,
            headers={"User-Agent": f"pressearkiv/{__version__}"},
            seconds=10.0,
            private_hosts=private_hosts,
        )
    except FetchError as fault:
        log.warning("the ping%s did not arrive: %s", what and f" {what}", type(fault).__name__)
        return
    if not 200 <= status < 300:
        log.warning("the ping%s was answered %s", what and f" {what}", status)
