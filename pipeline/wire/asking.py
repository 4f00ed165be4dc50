"""The headers of a request: who asks, what of the answer is known, and which forms are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.wire.decode import ACCEPT_ENCODING
from pipeline.wire.verdict import Validator
from pressearkiv import __version__
from pressearkiv.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEADER_VALUE = re.compile(r"[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?")
_CONTACT = re.compile(r"[\x21-\x27\x2a-\x7e]+")


def user_agent(contact: str, product: str = "pressearkiv") -> str:
    """Return how we introduce ourselves: what we are, which version, and whom to write to.

    Raises ``ConfigError`` where ``contact`` (an address or e-mail) cannot stand in a header.
    """
    if not _CONTACT.fullmatch(contact):
        raise ConfigError(
            f"fetch.contact is {contact!r}, and must be an address or e-mail in plain ASCII",
            hint='Set it to something like "https://www.example.no/pressearkiv" or an e-mail.',
        )
    return f"{product}/{__version__} (+{contact})"


def require_sendable(user_agent: str) -> None:
    """Raise ``ConfigError`` for words that cannot stand in the header ``User-Agent``."""
    if not user_agent.isascii() or not _HEADER_VALUE.fullmatch(user_agent):
        raise ConfigError(
            f"fetch.user_agent is {user_agent!r}, and must be one line of plain ASCII",
            hint="Leave it out to have it made from fetch.contact.",
        )


def asked_with(
    user_agent: str, known: Validator | None = None, accept: str = ""
) -> Mapping[str, str]:
    """Return the headers to ask with; ``known`` is that of the body kept from last time."""
    known = known or Validator()
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {
        "User-Agent": user_agent,
        "Accept": accept or "*/*",
        "Accept-Encoding": ACCEPT_ENCODING,
        # A validator spoilt in our own keeping costs a whole answer, not the source.
        **{name: text for name, text in conditions.items() if _HEADER_VALUE.fullmatch(text)},
    }
