"""Sends what waits in the outbox: each message once, tried again where it surely was not taken."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pipeline.alerts import mail, webhook
from pipeline.alerts.message import Message, compose
from pipeline.alerts.queue import Recipient, recipients
from pipeline.alerts.sending import MaybeSent, NotSent
from pipeline.times import utc_text
from storage import outbox
from storage.privacy.mask import masked

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from pipeline.settings import Settings
    from storage.archive import Archive
    from storage.outbox import Waiting

log = logging.getLogger("pressearkiv.alerts")

BACK_OFF: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
"""How long after each failed try the next one comes; the last is repeated."""

MAX_TRIES: Final = 20
"""Then it is given up, after four days: news is stale by then, and the log has said so."""


def deliver(
    settings: Settings,
    archive: Archive,
    clock: Callable[[], datetime],
    context: ssl.SSLContext | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Send all that is due and return how many messages were taken; a failed one waits its turn.

    ``context`` stands in for the system's certificates towards the mail server. Once ``stop()``
    holds, no further message is begun; what is left is sent by the next round.
    """
    db, now = archive.connection, clock()
    with archive.transaction():
        cut = outbox.cut_off(db)
    if cut:
        log.warning("%s alerts were cut off while they were sent, and may have arrived", cut)
    known = {recipient.id: recipient for recipient in recipients(settings.alerts)}
    sent = 0
    waiting = outbox.due(db, utc_text(now))
    for told in _batches(waiting if settings.privacy.shown else list(map(_masked, waiting))):
        if stop():
            break
        recipient = known.get(told[0].recipient)
        if recipient is None:
            _end(archive, told, "given up", error="no [[alerts]] of the config has this recipient")
            continue
        sent += _try(told, recipient, settings, archive, now, context)
    return sent


def _masked(one: Waiting) -> Waiting:
    """Leave people's addresses and numbers out of what is sent, as out of what the site shows."""
    return replace(one, title=one.title and masked(one.title), lead=one.lead and masked(one.lead))


def _batches(waiting: list[Waiting]) -> Iterator[list[Waiting]]:
    """Yield what goes out together: a message as it was tried before, and one of all the new."""

    def together(one: Waiting) -> tuple[str, str, bool]:
        return one.recipient, one.message_id or "", one.kind == "release"

    for _, group in groupby(sorted(waiting, key=together), key=together):
        yield list(group)


def _try(
    told: list[Waiting],
    recipient: Recipient,
    settings: Settings,
    archive: Archive,
    now: datetime,
    context: ssl.SSLContext | None,
) -> bool:
    message_id = told[0].message_id or _message_id(told, settings)
    names = {source.id: source.name for source in settings.sources}
    message = compose(message_id, told, names)
    with archive.transaction():
        outbox.sending(archive.connection, [one.id for one in told], message_id)
    try:
        _send(message, recipient, settings, now, context)
    except NotSent as error:
        attempts = told[0].attempts + 1
        log.warning("alert %s not sent, try %s: %s", recipient.alert.name, attempts, error)
        _again(archive, told, attempts, now, str(error))
        return False
    except MaybeSent as error:
        log.warning("alert %s may not have arrived: %s", recipient.alert.name, error)
        _end(archive, told, "unsure", error=str(error))
        return False
    _end(archive, told, "sent", sent_at=utc_text(now))
    return True


def _send(
    message: Message,
    recipient: Recipient,
    settings: Settings,
    now: datetime,
    context: ssl.SSLContext | None,
) -> None:
    if recipient.webhook:
        webhook.send(message, recipient.webhook, settings.fetch.private_hosts)
    elif settings.mail is not None:
        mail.send(message, recipient.mail, settings.mail, now, context)


def _again(archive: Archive, told: list[Waiting], attempts: int, now: datetime, error: str) -> None:
    next_try = utc_text(now + BACK_OFF[min(attempts, len(BACK_OFF)) - 1])
    state: outbox.AlertState = "given up" if attempts >= MAX_TRIES else "waiting"
    _end(archive, told, state, next_try_at=next_try, error=error)


def _end(
    archive: Archive,
    told: list[Waiting],
    state: outbox.AlertState,
    *,
    sent_at: str | None = None,
    next_try_at: str | None = None,
    error: str | None = None,
) -> None:
    ids = [one.id for one in told]
    with archive.transaction():
        outbox.ended(
            archive.connection, ids, state, sent_at=sent_at, next_try_at=next_try_at, error=error
        )


def _message_id(told: list[Waiting], settings: Settings) -> str:
    """Return an id that this very set of news always has."""
    digest = hashlib.sha256("\n".join([told[0].recipient, *(t.about for t in told)]).encode())
    domain = settings.mail.sender.rpartition("@")[2].strip(">") if settings.mail else ""
    return f"<{digest.hexdigest()[:32]}@{domain or 'pressearkiv.invalid'}>"
