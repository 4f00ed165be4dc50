"""A real SMTP server on loopback that keeps what it is handed, and fails as a test says.

with Mailbox() as box:
    box.fail("DATA", 451)          # once: refuse the content
    box.break_off()                # once: take the content, then close without an answer
    box.mails                      # what was taken, oldest first
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

if TYPE_CHECKING:
    import ssl
    from email.message import EmailMessage
    from types import TracebackType


class Mailbox:
    """Listens until ``close``; a context manager. ``passwords`` makes it want a login."""

    def __init__(
        self, passwords: dict[str, str] | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.mails: list[EmailMessage] = []
        self.receivers: list[str] = []
        self.logins: list[str] = []
        self._faults: dict[str, list[int | None]] = {}
        self._passwords = passwords
        options: dict[str, Any] = {}
        if passwords is not None:
            options = {
                "authenticator": self._authenticate,
                "auth_require_tls": tls is not None,
            }
        with contextlib.closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._controller: Controller | None = None
        self._options: dict[str, Any] = options | {
            "tls_context": tls,
            "require_starttls": bool(tls),
        }

    def __enter__(self) -> Self:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **self._options)
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._controller is not None:
            self._controller.stop()

    @property
    def config(self) -> str:
        """The ``[mail]`` of a config for this server, without TLS."""
        return (
            f'[mail]\nserver = "127.0.0.1"\nport = {self.port}\nsecurity = "none"\n'
            'sender = "arkiv@example.no"\n'
        )

    def fail(self, command: str, code: int, times: int = 1) -> None:
        """Answer ``RCPT`` or ``DATA`` with a code, so many times."""
        self._faults.setdefault(command, []).extend([code] * times)

    def break_off(self) -> None:
        """Take the next mail's content, and close before saying so."""
        self._faults.setdefault("DATA", []).append(None)

    def _fault(self, command: str) -> tuple[bool, int | None]:
        waiting = self._faults.get(command)
        return (True, waiting.pop(0)) if waiting else (False, None)

    async def handle_RCPT(  # noqa: N802 - named by the protocol
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        faulty, code = self._fault("RCPT")
        if faulty:
            return f"{code} no"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - named by the protocol
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        faulty, code = self._fault("DATA")
        if faulty and code is not None:
            return f"{code} not now"
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, policy=policy.default))
        self.receivers.extend(envelope.rcpt_tos)
        if faulty:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 OK"

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        name, word = data.login.decode(), data.password.decode()
        self.logins.append(name)
        known = (self._passwords or {}).get(name) == word
        return AuthResult(success=known, handled=False) if not known else AuthResult(success=True)
