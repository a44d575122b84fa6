import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import company
from tests.support.company import World
from tests.support.signin import HASH, sign_in
from timesheet import now
from timesheet.store import db, people


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(now, "utc", lambda: company.NOON)
    with app.app_context():
        made = company.set_up()
        with db.write() as tx:
            people.set_password(tx, made.admin, HASH)
            people.set_password(tx, made.worker, HASH)
    return made


@pytest.fixture
def admin(app: Flask, world: World) -> FlaskClient:
    client = app.test_client()
    assert sign_in(client, "ada").status_code == 303
    return client
