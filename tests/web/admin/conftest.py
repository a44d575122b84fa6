import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import company
from tests.support.company import World
from tests.support.kept import kept
from tests.support.signin import HASH, session
from timesheet import now
from timesheet.store import db, people


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(now, "utc", lambda: company.NOON)
    return set_up(app)


@kept
def set_up(app: Flask) -> World:
    """Set the company up with people who can sign in."""
    made = company.set_up()
    with db.write() as tx:
        people.set_password(tx, made.admin, HASH)
        people.set_password(tx, made.worker, HASH)
    return made


@pytest.fixture
def admin(app: Flask, world: World) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("session", session(app, "ada"))
    return client
