"""Work for many is cut into transactions that end when presses have waited long enough."""

import pytest
from sqlalchemy import func, select

from timesheet.actions import in_turns
from timesheet.store.base import table_of
from timesheet.store.db import add, read
from timesheet.store.tables import Team


def found(app, monkeypatch, held, fail_at=99):
    """Add five teams; return what was told after each transaction, and how many there are."""
    monkeypatch.setattr(in_turns, "FEW", 2)
    monkeypatch.setattr(in_turns, "HELD", held)
    told = []

    def teams(tx, some):
        for n in some:
            if n == fail_at:
                raise ZeroDivisionError
            add(tx, table_of(Team), {"name": f"Team {n}"})

    with app.app_context():
        if fail_at < 5:
            with pytest.raises(ZeroDivisionError):
                in_turns.in_turns(range(5), teams, lambda *beat: told.append(beat))
        else:
            in_turns.in_turns(range(5), teams, lambda *beat: told.append(beat))
        with read() as tx:
            return told, tx.execute(select(func.count()).select_from(table_of(Team))).scalar_one()


def test_a_few_at_a_time_until_the_time_is_over(app, monkeypatch):
    assert found(app, monkeypatch, held=0) == ([(2, 5), (4, 5), (5, 5)], 5)


def test_all_at_once_where_it_is_quick(app, monkeypatch):
    assert found(app, monkeypatch, held=60) == ([(5, 5)], 5)


def test_what_is_done_stays_where_a_later_one_fails(app, monkeypatch):
    assert found(app, monkeypatch, held=0, fail_at=3) == ([(2, 5)], 2)
