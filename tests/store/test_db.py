"""Those who write to SQLite take turns, and say so when their turn does not come."""

import threading

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeout

from timesheet.store import db as database


def test_a_thread_whose_turn_does_not_come_is_told(app, monkeypatch):
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.05)
    with app.app_context():
        if database.db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL has many writers at a time")
        refused = []
        with database.write():
            waiter = threading.Thread(target=lambda: refused.append(_refused(app)))
            waiter.start()
            waiter.join()
        assert refused == [True]
        with database.write():
            pass


def _refused(app):
    with app.app_context():
        try:
            with database.write():
                return False
        except PoolTimeout as error:
            return database.unavailable(error)
