"""Mails against a server of the tests' own: what is sent, and what each answer means."""

import ssl
from dataclasses import replace

import pytest

from tests.support.certificates import certify
from tests.support.databases import settings_for
from tests.support.smtp_sink import listening
from timesheet.errors import SettingsError
from timesheet.exchange.post.mail import Letter, Mailer
from timesheet.exchange.post.outcome import Outcome
from timesheet.settings import load

LETTER = Letter("ana@example.com", "¿Olvidó fichar?", "Línea uno\nhttps://x/\n", "https://x/off/t")


@pytest.fixture
def sink():
    with listening() as one:
        yield one


@pytest.fixture
def settings(sink, tmp_path):
    said = {"smtp_host": "127.0.0.1", "smtp_port": sink.port, "smtp_tls": "none"}
    return settings_for("sqlite://", tmp_path, smtp_from="Clock <clock@example.com>", **said)


def test_many_letters_go_by_one_connection_as_they_were_written(sink, settings):
    with Mailer(settings) as mailer:
        assert [mailer.send(LETTER) for _ in range(2)] == [Outcome.SENT] * 2
    first = sink.letters[0]
    assert (first["To"], first["Subject"]) == (LETTER.to, LETTER.subject)
    assert first["From"] == "Clock <clock@example.com>"
    assert first["List-Unsubscribe"] == "<https://x/off/t>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first.get_content().replace("\r\n", "\n") == LETTER.text
    assert first.get_content_type() == "text/plain"
    assert sink.verbs.count("EHLO") == sink.verbs.count("QUIT") == 1


@pytest.mark.parametrize(
    ("verb", "answer", "outcome"),
    [
        ("RCPT", "450 busy", Outcome.LATER),
        ("RCPT", "550 unknown", Outcome.NEVER),
        ("MAIL", "451 later", Outcome.LATER),
        ("DATA", "554 no", Outcome.NEVER),
    ],
)
def test_a_refusal_for_now_is_told_from_one_for_good(sink, settings, verb, answer, outcome):
    sink.says[verb] = answer
    with Mailer(settings) as mailer:
        assert mailer.send(LETTER) is outcome
        del sink.says[verb]
        assert mailer.send(LETTER) is Outcome.SENT


def test_a_connection_that_breaks_after_the_letter_counts_as_sent(sink, settings):
    sink.hang_up = True
    with Mailer(settings) as mailer:
        assert mailer.send(LETTER) is Outcome.SENT
        sink.hang_up = False
        assert mailer.send(LETTER) is Outcome.SENT
    assert len(sink.letters) == 2


@pytest.fixture
def own_ca(tmp_path):
    """Give a mail server whose certificate only a file knows; return the server and the file."""
    file = certify(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with listening(context) as one:
        yield one, file


def secured(sink, tmp_path, **more):
    said = {"smtp_host": "127.0.0.1", "smtp_port": sink.port, "smtp_tls": "starttls"}
    signing_in = {"smtp_user": "clock", "smtp_password": "planted"}
    return settings_for("sqlite://", tmp_path, smtp_from="c@example.com",
                        **{**said, **signing_in, **more})  # fmt: skip


def test_starttls_with_a_certificate_of_the_companys_own(own_ca, tmp_path):
    sink, file = own_ca
    with Mailer(secured(sink, tmp_path, smtp_ca=str(file))) as mailer:
        assert mailer.send(LETTER) is Outcome.SENT
    assert sink.letters[0]["Subject"] == LETTER.subject
    # Name and password, sender and text went after the door was closed.
    assert sink.verbs == ["EHLO", "STARTTLS"]
    assert sink.secured[:2] == ["EHLO", "AUTH"]


def test_a_certificate_that_is_not_trusted_gets_nothing_and_the_log_says_why(
    own_ca, tmp_path, caplog
):
    sink, _file = own_ca
    with Mailer(secured(sink, tmp_path)) as mailer:
        assert mailer.send(LETTER) is Outcome.AWAY
    assert (sink.letters, sink.secured) == ([], [])
    assert "certificate isn't trusted: self-signed certificate" in caplog.text
    assert "planted" not in caplog.text


def test_a_certificate_of_another_address_gets_nothing(tmp_path, caplog):
    file = certify(tmp_path, "127.0.0.2")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with (
        listening(context) as sink,
        Mailer(secured(sink, tmp_path, smtp_ca=str(file))) as mailer,
    ):
        assert mailer.send(LETTER) is Outcome.AWAY
    assert (sink.letters, sink.secured) == ([], [])
    assert "IP address mismatch" in caplog.text


def test_a_file_of_certificates_must_be_one(tmp_path):
    given = {"TIMESHEET_DATA": str(tmp_path), "TIMESHEET_SMTP_CA": str(tmp_path / "ca.pem")}
    with pytest.raises(SettingsError, match=r"TIMESHEET_SMTP_CA: the file .*ca.pem can't be read"):
        load(given)
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(SettingsError, match="holds no certificates"):
        load(given)


def test_a_server_that_is_away_or_offers_no_tls_gets_nothing(sink, settings):
    secure = replace(settings, smtp_tls="starttls", smtp_user="clock", smtp_password="planted")
    with Mailer(secure) as mailer:
        assert mailer.send(LETTER) is Outcome.AWAY
    assert "AUTH" not in sink.verbs
    with Mailer(replace(settings, smtp_port=1)) as mailer:
        assert mailer.send(LETTER) is Outcome.AWAY
    assert sink.letters == []
    assert "planted" not in repr(secure)
