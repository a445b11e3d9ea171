"""Sends a message as plain e-mail; what it may say is the channel's to decide."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import structlog
from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from streams.notify.channels.channel import Channel, Mail, Says, Tls
from streams.notify.channels.sending import ARRIVED, Result
from streams.notify.message import Message

log = structlog.get_logger()

FIRST_FINAL = 500  # SMTP codes from here on say that another try is no use


class MailSender:
    """One mail server and those who get the mail."""

    def __init__(self, channel: Channel, to: Mail, timeout: timedelta) -> None:
        self._channel, self._to, self._timeout = channel, to, timeout

    async def send(self, message: Message) -> Result:
        """Try once, on a connection of its own; it arrived where one recipient was accepted."""
        to = self._to
        server = SMTP(
            hostname=to.host,
            port=to.port,
            use_tls=to.tls is Tls.IMPLICIT,
            start_tls=to.tls is Tls.STARTTLS,
            tls_context=ssl.create_default_context(cafile=to.ca_file),
            timeout=self._timeout.total_seconds(),
        )
        try:
            async with asyncio.timeout(self._timeout.total_seconds()), server:
                if to.user is not None and to.password is not None:
                    await server.login(to.user, to.password)
                mail = written(message, self._channel.says, to, datetime.now(UTC))
                refused, _ = await server.send_message(mail)
        except (SMTPException, OSError, TimeoutError) as fault:
            return result_of(fault)
        if refused:
            log.warning("notify.partly_refused", channel=self._channel.name, n=len(refused))
        return ARRIVED

    async def close(self) -> None:
        """Nothing is held between messages."""


def result_of(fault: BaseException) -> Result:
    """Read what went wrong: a certificate, a refusal for good, or a bad moment."""
    if isinstance(fault, ssl.SSLError) or isinstance(fault.__cause__, ssl.SSLError):
        return Result("not_trusted")
    if isinstance(fault, SMTPAuthenticationError):
        return Result("refused", may_try_again=False)
    if isinstance(fault, SMTPRecipientsRefused):
        codes = [each.code for each in fault.recipients]
        return _by_code(min(codes, default=FIRST_FINAL))
    if isinstance(fault, SMTPResponseException):
        return _by_code(fault.code)
    return Result("no_answer")


def _by_code(code: int) -> Result:
    return Result("refused", may_try_again=False) if code >= FIRST_FINAL else Result("busy")


def written(message: Message, says: Says, to: Mail, at: datetime) -> EmailMessage:
    """Write the mail; a repeat after a crash has the same Message-ID."""
    mail = EmailMessage()
    mail["From"] = to.sender
    mail["To"] = ", ".join(to.recipients)
    mail["Date"] = format_datetime(at)
    subject = message.content.line if says is Says.LINE else message.content.title
    mail["Subject"] = " ".join(subject.split())
    mail["Message-ID"] = f"<{message.id}@{to.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
    mail["X-Tocsin-Key"] = message.id
    if message.alert_id is not None:
        mail["References"] = f"<{message.fingerprint}@{to.sender.rpartition('@')[2]}>"
    mail.set_content("\n\n".join(_paragraphs(message, says)) + "\n")
    return mail


def _paragraphs(message: Message, says: Says) -> Iterator[str]:
    content = message.content
    if says is Says.LINE:
        yield content.line
    else:
        yield content.title
        yield from content.sentences
    if content.link:
        yield content.link
    if message.alert_id is not None:
        yield f"Alert {message.alert_id}, revision {message.revision}, for {message.role}"
