"""A push service and a browser of the tests' own, which read messages by the RFCs' own words.

The key derivation is written out with ``hmac`` here (RFC 5869), apart from the product's.
"""

import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
)

from tests.support.certificates import certify
from timesheet.exchange.post.sealing import encoded


def _hmac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, hashlib.sha256).digest()


class Browser:
    """Somebody's browser: its two keys, and the reading of what is sealed for them."""

    def __init__(self, key: ec.EllipticCurvePrivateKey | None = None, auth: bytes = b"0" * 16):
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        self.auth = auth

    @property
    def point(self) -> bytes:
        """Return the public key as a browser tells it."""
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def subscription(self, endpoint: str) -> dict[str, object]:
        """Return what ``PushSubscription.toJSON`` gives."""
        return {
            "endpoint": endpoint,
            "expirationTime": None,
            "keys": {"p256dh": encoded(self.point), "auth": encoded(self.auth)},
        }

    def read(self, body: bytes) -> bytes:
        """Read a message of one record: RFC 8291, section 3.4, and RFC 8188, section 2."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.key.exchange(ec.ECDH(), theirs)
        info = b"WebPush: info\0" + self.point + sender
        secret = _hmac(_hmac(self.auth, shared), info + b"\x01")
        pseudo = _hmac(salt, secret)
        key = _hmac(pseudo, b"Content-Encoding: aes128gcm\0\x01")[:16]
        nonce = _hmac(pseudo, b"Content-Encoding: nonce\0\x01")[:12]
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert plain[-1:] == b"\x02", "the last record ends with 2"
        return plain[:-1]


@dataclass
class Service:
    """What came in, as (path, headers, body); ``answers`` are statuses to give, then 201."""

    address: str = ""
    certificate: str = ""
    taken: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    moved_to: str = ""


class _Talk(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        service: Service = self.server.service  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        service.taken.append((self.path, dict(self.headers), body))
        self.send_response(service.answers.pop(0) if service.answers else 201)
        if service.moved_to:
            self.send_header("Location", service.moved_to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@contextmanager
def listening(folder: Path) -> Iterator[Service]:
    """Serve over TLS on a free port of this machine; its certificate is written to the folder."""
    service = Service(certificate=str(folder / "certificate.pem"))
    certify(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(service.certificate)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.service = service  # type: ignore[attr-defined]
        service.address = f"127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield service
        finally:
            server.shutdown()


def told(service: Service, browser: Browser) -> list[dict[str, str]]:
    """Return what a browser reads of everything that its service took."""
    return [json.loads(browser.read(body)) for _path, _headers, body in service.taken]
