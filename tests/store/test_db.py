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


def test_turns_come_in_the_order_of_asking_whoever_asks_again_at_once():
    turns, order = database._Turns(), []
    assert turns.take(0)

    def wait(name):
        assert turns.take(60)
        order.append(name)
        turns.give()

    threads = []
    for name in range(5):
        threads.append(threading.Thread(target=wait, args=(name,)))
        threads[-1].start()
        while len(turns._waiting) <= name:
            pass
    turns.give()
    assert turns.take(60)  # behind all five, although it had the turn before them
    order.append("again")
    turns.give()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4, "again"]


def test_a_turn_that_is_not_waited_for_any_more_goes_to_the_next():
    turns = database._Turns()
    assert turns.take(0)
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(0)


def _refused(app):
    with app.app_context():
        try:
            with database.write():
                return False
        except PoolTimeout as error:
            return database.unavailable(error)
