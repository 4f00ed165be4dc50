"""One message as JSON, posted to a webhook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipeline.alerts.sending import MaybeSent, NotSent
from pipeline.wire.errors import ConnectFailed, DnsFailed, FetchFault, NotAsked, TimedOut, TlsFailed
from pipeline.wire.post import post
from pressearkiv import __version__

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipeline.alerts.message import Message

_BEFORE_SENDING = (NotAsked, DnsFailed, ConnectFailed, TlsFailed)


def send(message: Message, url: str, private_hosts: Collection[str] = ()) -> None:
    """Post a message; raises ``NotSent`` where it was not taken, ``MaybeSent`` where it may be.

    ``Idempotency-Key`` is the message's own, the same at every try. The host may be one of
    ``private_hosts`` (``pipeline.wire.post``).
    """
    content = json.dumps(message.document, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Content-Length": str(len(content)),
        "User-Agent": f"pressearkiv/{__version__}",
        "Idempotency-Key": message.id.strip("<>"),
    }
    try:
        status = post(url, content, headers, private_hosts=private_hosts)
    except FetchFault as fault:
        # The address is a secret of its own: it is not told.
        told = f"the webhook: {type(fault).__name__}"
        connecting = isinstance(fault, TimedOut) and fault.deadline == "connect"
        if connecting or isinstance(fault, _BEFORE_SENDING):
            raise NotSent(told) from fault
        raise MaybeSent(told) from fault
    if not 200 <= status < 300:
        raise NotSent(f"the webhook answers {status}")
