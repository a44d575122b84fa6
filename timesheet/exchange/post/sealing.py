"""Messages that one browser can read (RFC 8291), from a sender its service knows (RFC 8292).

``cryptography`` does the mathematics; what is here is the order in which the RFCs ask for it. The
libraries for it bring HTTP clients of their own, which would follow redirects and ask any host.
"""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from timesheet.core.model import Instant, Seconds

CURVE = ec.SECP256R1()
RECORD = 4096
PADDED = 512
"""All messages are as long as a multiple of this, so that their length tells nothing."""
LASTS: Seconds = 12 * 3600
"""How long a service takes one proof of who asks; RFC 8292 allows a day."""


def new_key() -> str:
    """Return a new private key, as ``public`` and ``proof`` want it."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return encoded(number.to_bytes(32, "big"))


def public(key: str) -> str:
    """Return the public half of a key: what browsers subscribe with."""
    return encoded(_point(_private(key).public_key()))


def proof(key: str, service: str, contact: str, now: Instant) -> str:
    """Return the Authorization header for a push service such as "https://push.example"."""
    claims = {"aud": service, "exp": now + LASTS, "sub": contact}
    parts = ({"typ": "JWT", "alg": "ES256"}, claims)
    said = ".".join(encoded(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    r, s = decode_dss_signature(_private(key).sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    signature = encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={said}.{signature}, k={public(key)}"


def sealed(
    text: bytes,
    p256dh: str,
    auth: str,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
    padded: int = PADDED,
) -> bytes:
    """Return a message as its body is sent: only who holds the browser's private key can read it.

    ``own`` and ``salt`` are made anew for each message; examples give theirs. ValueError where
    ``p256dh`` is no point of the curve or the text is too long.
    """
    own = own or ec.generate_private_key(CURVE)
    salt = salt or os.urandom(16)
    theirs = decoded(p256dh)
    reader = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
    mine = _point(own.public_key())
    info = b"WebPush: info\0" + theirs + mine
    secret = _derived(own.exchange(ec.ECDH(), reader), decoded(auth), info, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    plain = text + b"\x02"
    plain += b"\0" * (-len(plain) % padded)
    if len(plain) + 16 > RECORD:
        msg = f"a message of {len(text)} bytes doesn't fit"
        raise ValueError(msg)
    body = AESGCM(key).encrypt(nonce, plain, None)
    return salt + RECORD.to_bytes(4, "big") + bytes([len(mine)]) + mine + body


def readable(p256dh: str, auth: str) -> bool:
    """Tell whether these are the keys of a browser."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decoded(p256dh))
        return len(decoded(auth)) == 16
    except ValueError:
        return False


def encoded(data: bytes) -> str:
    """Return bytes in base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Return the bytes of a base64url text; ValueError where it is none."""
    try:
        return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (Error, UnicodeEncodeError) as error:
        msg = "not base64url"
        raise ValueError(msg) from error


def _private(key: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decoded(key), "big"), CURVE)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
