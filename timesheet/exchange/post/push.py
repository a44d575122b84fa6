"""Web push: messages to the push services of browsers, and to no other host.

The address that a message goes to comes from a browser, so from anybody who signs in. It is used
where its host is a push service that the program or an admin knows, over TLS, without redirects;
a well-known host must have a public address, and is asked at the address that was looked at.
"""

import hashlib
import http.client
import logging
import socket
import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from timesheet.core.model import Instant, Seconds
from timesheet.exchange.post import sealing
from timesheet.exchange.post.outcome import Outcome
from timesheet.settings import Settings, kept_secret

log = logging.getLogger(__name__)

KNOWN = frozenset({
    "fcm.googleapis.com",
    "jmt17.google.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
})  # fmt: skip
KNOWN_BELOW = (".push.apple.com", ".notify.windows.com")
PATIENCE = 8
"""Seconds that a service has for each answer."""
GONE = frozenset({404, 410})
LONGEST: Seconds = 28 * 86_400


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: to which subscription, until when it is of use; one takes another's place.

    ``about`` names what it is about; a service keeps the newest message about it only.
    """

    endpoint: str
    p256dh: str
    auth: str
    text: bytes
    until: Instant
    about: str


class Unknown(OSError):
    """The host is no push service that may be asked."""


def push_key(settings: Settings) -> str:
    """Return this installation's private key for push services, made at its first use."""
    return settings.push_key or kept_secret(settings.data_folder / "push_key", sealing.new_key)


def known(endpoint: str, settings: Settings) -> bool:
    """Tell whether an address is that of a push service which may be asked."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port or 443
    except ValueError:
        return False
    if parts.scheme != "https" or "@" in parts.netloc or not endpoint.isascii():
        return False
    return _trusted(parts, settings) or (port == 443 and _well_known(parts.hostname or ""))


def _well_known(host: str) -> bool:
    return host in KNOWN or host.endswith(KNOWN_BELOW)


def _trusted(parts: SplitResult, settings: Settings) -> bool:
    """Tell whether an admin has named the host; his may stand in the company's own network."""
    host, port = parts.hostname or "", parts.port or 443
    return f"{host}:{port}" in settings.push_hosts or (port == 443 and host in settings.push_hosts)


def send(message: Message, settings: Settings, now: Instant) -> Outcome:
    """Send a message to its service."""
    parts = urlsplit(message.endpoint)
    if not known(message.endpoint, settings):
        return Outcome.NEVER
    service = f"{parts.scheme}://{parts.netloc}"
    headers = {
        "Authorization": sealing.proof(push_key(settings), service, settings.public_url, now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(min(max(message.until - now, 0), LONGEST)),
        "Topic": hashlib.sha256(message.about.encode()).hexdigest()[:32],
        "Urgency": "normal",
    }
    body = sealing.sealed(message.text, message.p256dh, message.auth)
    connection = _Pinned(parts, trusted=_trusted(parts, settings))
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        return _asked(connection, path, body, headers)
    finally:
        connection.close()


def _asked(
    connection: http.client.HTTPSConnection, path: str, body: bytes, headers: dict[str, str]
) -> Outcome:
    try:
        connection.connect()
    except OSError as error:
        log.warning("push service %s can't be asked: %s", connection.host, type(error).__name__)
        return Outcome.NEVER if isinstance(error, Unknown) else Outcome.LATER
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
    except (OSError, http.client.HTTPException) as error:
        # It may have arrived: rather never than twice.
        log.warning("push service %s said nothing: %s", connection.host, type(error).__name__)
        return Outcome.SENT
    return _meant(answer.status, connection.host)


def _meant(status: int, host: str) -> Outcome:
    if 200 <= status < 300:
        return Outcome.SENT
    if status in GONE:
        return Outcome.GONE
    log.warning("push service %s answered %s", host, status)
    return Outcome.LATER if status == 429 or status >= 500 else Outcome.NEVER


class _Pinned(http.client.HTTPSConnection):
    """A connection to one of the addresses that its host had when they were looked at."""

    def __init__(self, parts: SplitResult, *, trusted: bool) -> None:
        self._context = ssl.create_default_context()
        host, port = parts.hostname or "", parts.port or 443
        super().__init__(host, port, timeout=PATIENCE, context=self._context)
        self._trusted = trusted

    def connect(self) -> None:
        """Connect; Unknown where a well-known host has an address that isn't public."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = [str(one[4][0]) for one in found]
        if not self._trusted and not all(ip_address(one).is_global for one in addresses):
            raise Unknown(self.host)
        plain = socket.create_connection((addresses[0], self.port), PATIENCE)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)
