"""Declarations keep their words, order and guards when the table learns another word."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from timesheet.core.pay.declared import Declaration, Says
from timesheet.store import declarations, migrate, people
from timesheet.store.db import db, read, write

DAY = date(2026, 11, 9)
BEFORE = "0028"


def test_what_was_declared_survives_the_way_there_and_back(app):
    with write() as tx:
        ana = people.add_person(
            tx, number="1", name="Ana", login="ana", zone="UTC", roles=frozenset({"worker"})
        )
        leave = declarations.put(tx, said(ana, Says.LEAVE_REQUESTED, name="VAC", seconds=28_800))
        declarations.put(tx, said(ana, Says.WITHDRAWN, about=leave))
        meal = declarations.put(tx, said(ana, Says.MEAL_TAKEN, start=0, end=3600))
        declarations.put(tx, said(ana, Says.WITHDRAWN, about=meal))
    kept = stored()[:2]
    db.engine.dispose()
    migrate.downgrade(BEFORE)
    # The schema before has no such word; it goes with what took it back.
    assert stored() == kept
    with pytest.raises(DBAPIError), write() as tx:
        declarations.put(tx, said(ana, Says.MEAL_TAKEN))
    migrate.upgrade()
    assert stored() == kept
    with write() as tx:
        assert declarations.put(tx, said(ana, Says.MEAL_TAKEN, start=0, end=3600)) > leave
    for change in ("UPDATE declaration SET seconds = 1", "DELETE FROM declaration"):
        with pytest.raises(DBAPIError, match="facts are only ever added"), write() as tx:
            tx.execute(text(change))


def said(person, says, **more):
    return Declaration(0, person, says, DAY, DAY, person, 0, **more)


def stored():
    with read() as tx:
        query = select(declarations.declarations).order_by(declarations.declarations.c.id)
        return [tuple(row) for row in tx.execute(query)]
