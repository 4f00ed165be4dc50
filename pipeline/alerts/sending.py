"""How a try to send ends, whichever way it was sent."""

from __future__ import annotations

from pressearkiv.errors import PressearkivError


class NotSent(PressearkivError):
    """The other side has not taken the message: it may be tried again."""


class MaybeSent(PressearkivError):
    """It broke off where the other side may have taken the message: it is not tried again."""
