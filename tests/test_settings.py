"""What an installation is told about reaching people, checked at the start."""

import pytest

from timesheet.errors import SettingsError
from timesheet.settings import load

MAIL = {
    "TIMESHEET_SMTP_HOST": "mail.example.com",
    "TIMESHEET_SMTP_FROM": "Clock <clock@example.com>",
    "TIMESHEET_PUBLIC_URL": "https://time.example.com/",
    "TIMESHEET_SMTP_PASSWORD": "planted password",
}


def loaded(folder, **more):
    return load({"TIMESHEET_DATA": str(folder), **more})


def test_nothing_is_sent_unless_somebody_says_where_to(tmp_path):
    bare = loaded(tmp_path)
    assert (bare.mails, bare.pushes) == (False, False)
    told = loaded(tmp_path, **MAIL)
    assert (told.mails, told.pushes) == (True, True)
    assert (told.public_url, told.smtp_port) == ("https://time.example.com", 587)


def test_no_secret_shows_itself(tmp_path):
    told = loaded(tmp_path, **MAIL, TIMESHEET_PUSH_KEY="planted" + 36 * "k")
    assert "planted" not in repr(told)
    assert told.secret_key not in repr(told)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_FROM", ""),
        ("PUBLIC_URL", ""),
        ("PUBLIC_URL", "time.example.com"),
        ("PUBLIC_URL", "ftp://time.example.com"),
        ("PUBLIC_URL", "https://time.example.com/?a=b"),
        ("SMTP_TLS", "maybe"),
        ("SMTP_PORT", "70000"),
        ("PUSH_KEY", "short"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, name, value):
    with pytest.raises(SettingsError, match=f"TIMESHEET_{name}"):
        loaded(tmp_path, **{**MAIL, f"TIMESHEET_{name}": value})
