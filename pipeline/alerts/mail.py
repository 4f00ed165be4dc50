"""One message as a mail, over SMTP."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from pipeline.alerts.sending import MaybeSent, NotSent

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.alerts.message import Message
    from pipeline.settings import MailSettings

_TAKEN = 250


def send(
    message: Message,
    to: str,
    mail: MailSettings,
    now: datetime,
    context: ssl.SSLContext | None = None,
) -> None:
    """Hand a message to the mail server; ``context`` stands in for the system's certificates.

    Raises ``NotSent`` where the server has not taken it, ``MaybeSent`` where it may have.
    """
    content = written(message, to, mail, now).as_bytes(policy=SMTP)
    try:
        smtp = _connected(mail, context or ssl.create_default_context())
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_told(error, mail)) from error
    try:
        _prepare(smtp, to, mail)
        _hand_over(smtp, content, mail)
    finally:
        smtp.close()


def written(message: Message, to: str, mail: MailSettings, now: datetime) -> EmailMessage:
    """Return the mail as it goes out; it says that a machine wrote it, so that none answers."""
    letter = EmailMessage()
    letter["From"] = mail.sender
    letter["To"] = to
    letter["Subject"] = " ".join(message.subject.split())
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = message.id
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text, cte="quoted-printable")
    return letter


def _connected(mail: MailSettings, context: ssl.SSLContext) -> smtplib.SMTP:
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.server, mail.port, timeout=mail.timeout, context=context)
    smtp = smtplib.SMTP(mail.server, mail.port, timeout=mail.timeout)
    if mail.security == "starttls":
        try:
            smtp.starttls(context=context)
        except BaseException:
            smtp.close()
            raise
    return smtp


def _prepare(smtp: smtplib.SMTP, to: str, mail: MailSettings) -> None:
    """Say who we are and whom it is for: nothing has been handed over yet if this fails."""
    try:
        if mail.user:
            smtp.login(mail.user, mail.password)
        smtp.ehlo_or_helo_if_needed()
        for code, reply in (smtp.mail(mail.sender), smtp.rcpt(to)):
            if code not in (250, 251):
                raise NotSent(f"{mail.server} answers {code} {reply.decode('utf-8', 'replace')}")
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_told(error, mail)) from error


def _hand_over(smtp: smtplib.SMTP, content: bytes, mail: MailSettings) -> None:
    try:
        code, reply = smtp.data(content)
    except smtplib.SMTPDataError as error:
        raise NotSent(_told(error, mail)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MaybeSent(_told(error, mail)) from error
    if code != _TAKEN:
        raise NotSent(f"{mail.server} answers {code} {reply.decode('utf-8', 'replace')}")


def _told(error: Exception, mail: MailSettings) -> str:
    """Say what went wrong; a server's reply to the login is left out, for it may quote it."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"{mail.server} does not accept the user name and password ({error.smtp_code})"
    return f"{mail.server}: {type(error).__name__}: {error}"
