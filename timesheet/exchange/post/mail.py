"""Mails: plain text, one connection for many, and what the server said of each."""

import logging
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from types import TracebackType
from typing import Self

from timesheet import now
from timesheet.core import calendar
from timesheet.exchange.post.outcome import Outcome
from timesheet.settings import Settings

log = logging.getLogger(__name__)

PATIENCE = 15
"""Seconds that the server has for each answer."""
LATER = range(400, 500)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail; ``stop`` is an address at which its receiver stops such mails."""

    to: str
    subject: str
    text: str
    stop: str = ""


class Mailer:
    """Sends letters over one connection, opened with the first; use it in a ``with``."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        self._close()

    def send(self, letter: Letter) -> Outcome:
        """Send a letter. Where the connection breaks while it is sent, it counts as sent."""
        try:
            server = self._open or self._connect()
        except ssl.SSLCertVerificationError as error:
            log.warning("the mail server's certificate isn't trusted: %s", error.verify_message)
            return Outcome.AWAY
        except (OSError, smtplib.SMTPException) as error:
            log.warning("the mail server can't be used: %s", type(error).__name__)
            return Outcome.AWAY
        try:
            server.send_message(self._message(letter))
        except smtplib.SMTPRecipientsRefused as error:
            return _refused(next(iter(error.recipients.values()))[0])
        except smtplib.SMTPResponseException as error:
            return _refused(error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("a mail may not have arrived: %s", type(error).__name__)
            self._close()
        return Outcome.SENT

    def _connect(self) -> smtplib.SMTP:
        said = self._settings
        secure = ssl.create_default_context(cafile=said.smtp_ca or None)
        if said.smtp_tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                said.smtp_host, said.smtp_port, timeout=PATIENCE, context=secure
            )
        else:
            server = smtplib.SMTP(said.smtp_host, said.smtp_port, timeout=PATIENCE)
        # Kept from here on, so that it is closed where a further step fails.
        self._open = server
        try:
            if said.smtp_tls == "starttls":
                server.starttls(context=secure)
            if said.smtp_user:
                server.login(said.smtp_user, said.smtp_password)
        except (OSError, smtplib.SMTPException):
            self._close()
            raise
        return server

    def _close(self) -> None:
        if self._open is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._open.quit()
            self._open = None

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._settings.smtp_from
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(calendar.local(now.utc(), "UTC"))
        message["Message-ID"] = make_msgid(domain=self._settings.smtp_from.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        if letter.stop:
            message["List-Unsubscribe"] = f"<{letter.stop}>"
        message.set_content(letter.text)
        return message


def _refused(code: int) -> Outcome:
    return Outcome.LATER if code in LATER else Outcome.NEVER
