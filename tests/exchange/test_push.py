"""Web push: sealed as the RFCs say, sent to push services and nowhere else."""

import json
import socket
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tests.support import push_service
from tests.support.databases import settings_for
from timesheet.exchange.post import push, sealing
from timesheet.exchange.post.outcome import Outcome
from timesheet.exchange.post.push import Message
from timesheet.exchange.post.sealing import decoded, encoded

NOW = 1_795_000_000
TEXT = "¿Olvidó fichar la salida?".encode()

# The example of RFC 8291, appendix A.
WATERMELON = b"When I grow up, I want to be a watermelon"
READER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
READER_POINT = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
)
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT, AUTH = "DGv6ra1nlYgDCS1FRnbzlw", "BTBZMqHH6r4Tts7J_aSIgg"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6T"
    "lzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4"
    "a-fN"
)


def private(key):
    return ec.derive_private_key(int.from_bytes(decoded(key), "big"), ec.SECP256R1())


@pytest.fixture
def service(tmp_path, monkeypatch):
    with push_service.listening(tmp_path) as one:
        monkeypatch.setenv("SSL_CERT_FILE", one.certificate)
        yield one


@pytest.fixture
def settings(service, tmp_path):
    own = {"public_url": "https://time.example.com", "push_hosts": (service.address,)}
    return settings_for("sqlite://", tmp_path, **own)


@pytest.fixture
def reader():
    return push_service.Browser()


def message(service, reader, path="/one?x=1"):
    keys = (encoded(reader.point), encoded(reader.auth))
    return Message(f"https://{service.address}{path}", *keys, TEXT, NOW + 3600, "clock_out 1")


def test_the_example_of_the_rfc_comes_out_to_the_byte():
    own = {"own": private(SENDER), "salt": decoded(SALT), "padded": 1}
    assert encoded(sealing.sealed(WATERMELON, READER_POINT, AUTH, **own)) == SEALED
    reader = push_service.Browser(private(READER), decoded(AUTH))
    assert reader.read(decoded(SEALED)) == WATERMELON


def test_each_message_is_sealed_anew_and_as_long_as_the_next(reader):
    keys = (encoded(reader.point), encoded(reader.auth))
    bodies = [sealing.sealed(text, *keys) for text in (b"", TEXT, TEXT)]
    assert [reader.read(body) for body in bodies] == [b"", TEXT, TEXT]
    assert len({len(body) for body in bodies}) == 1
    assert bodies[1] != bodies[2]
    with pytest.raises(ValueError, match="doesn't fit"):
        sealing.sealed(b"x" * 4080, *keys)


def test_the_service_gets_a_proof_of_who_asks_that_it_can_check(service, settings, reader):
    assert push.send(message(service, reader), settings, NOW) is Outcome.SENT
    ((path, headers, body),) = service.taken
    assert (path, reader.read(body)) == ("/one?x=1", TEXT)
    assert headers["TTL"] == "3600"
    assert headers["Content-Encoding"] == "aes128gcm"
    parts = dict(part.split("=", 1) for part in headers["Authorization"][6:].split(", "))
    said, _dot, signature = parts["t"].rpartition(".")
    raw = decoded(signature)
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(parts["k"]))
    r, s = (int.from_bytes(half, "big") for half in (raw[:32], raw[32:]))
    point.verify(encode_dss_signature(r, s), said.encode(), ec.ECDSA(hashes.SHA256()))
    claims = json.loads(decoded(said.split(".")[1]))
    assert claims["aud"] == f"https://{service.address}"
    assert NOW < claims["exp"] <= NOW + 86_400
    assert claims["sub"] == "https://time.example.com"
    assert parts["k"] == sealing.public(push.push_key(settings))
    assert (settings.data_folder / "push_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "SENT"), (404, "GONE"), (410, "GONE"), (429, "LATER"), (503, "LATER"), (403, "NEVER")],
)
def test_what_each_answer_means(service, settings, reader, status, outcome):
    service.answers = [status]
    assert push.send(message(service, reader), settings, NOW) is Outcome[outcome]


def test_a_redirect_is_not_followed(service, settings, reader):
    service.answers, service.moved_to = [307], f"https://{service.address}/elsewhere"
    assert push.send(message(service, reader), settings, NOW) is Outcome.NEVER
    assert len(service.taken) == 1


def test_a_service_without_a_right_certificate_gets_nothing(service, settings, reader, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    assert push.send(message(service, reader), settings, NOW) is Outcome.LATER
    assert service.taken == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/x",
        "https://localhost:5432/",
        "https://fcm.googleapis.com:22/x",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://notify.windows.com.evil.example/",
        "https://[::1]/",
        "https://fcm.googleapis.com:x/",
        "file:///etc/passwd",
        "",
    ],
)
def test_no_other_host_is_ever_asked(settings, reader, endpoint, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: pytest.fail("looked up"))
    keys = (encoded(reader.point), encoded(reader.auth))
    assert not push.known(endpoint, settings)
    wanted = Message(endpoint, *keys, TEXT, NOW, "x")
    assert push.send(wanted, settings, NOW) is Outcome.NEVER


def test_a_well_known_name_that_leads_into_the_own_network_is_not_asked(
    settings, reader, monkeypatch
):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    monkeypatch.setattr(socket, "create_connection", lambda *_a, **_k: pytest.fail("asked"))
    keys = (encoded(reader.point), encoded(reader.auth))
    for endpoint in ("https://fcm.googleapis.com/x", "https://wns2-par02p.notify.windows.com/w/"):
        assert push.known(endpoint, settings)
        wanted = Message(endpoint, *keys, TEXT, NOW, "x")
        assert push.send(wanted, settings, NOW) is Outcome.NEVER


def test_a_host_that_an_admin_names_may_be_the_companys_own(settings):
    own = replace(settings, push_hosts=("push.lan", "push.lan:8443"))
    assert push.known("https://push.lan/x", own)
    assert push.known("https://push.lan:8443/x", own)
    assert not push.known("https://push.lan:9000/x", own)


@pytest.mark.parametrize("bad", [("", ""), ("x", "y"), (READER_POINT, "short"), ("ü", AUTH)])
def test_keys_that_no_browser_has_are_told(bad):
    assert sealing.readable(READER_POINT, AUTH)
    assert not sealing.readable(*bad)
