"""One press that arrives twice at the same instant, as two web processes would take it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from uuid import uuid4

from sqlalchemy import func, select

from tests.support import company
from timesheet.actions import answering, approving, deriving, signing
from timesheet.core.model import Code
from timesheet.store import facts, staff
from timesheet.store.db import read, write
from timesheet.store.tables import DayApproval

MONDAY = date(2026, 11, 9)
EPOCH = date(1970, 1, 1)
DAYS = 5


def test_a_leads_word_for_the_crew_is_given_once(app):
    with app.app_context():
        made = company.set_up()
        for n in range(DAYS):
            for person in (made.worker, made.mate):
                company.worked(person, MONDAY + timedelta(days=n))
        deriving.rebuild()
    barrier = Barrier(2)

    def press(day, uuid):
        with app.app_context():
            barrier.wait()
            crew = frozenset((made.worker, made.mate))
            return answering.for_crew(made.admin, crew, day, Code(made.depot), uuid, 1_795_000_000)

    with ThreadPoolExecutor(2) as pool:
        for n in range(DAYS):
            day, uuid = (MONDAY - EPOCH).days + n, str(uuid4())
            both = [pool.submit(press, day, uuid) for _ in range(2)]
            assert sorted(one.result() for one in both) == [0, 2]
    with app.app_context(), read() as tx:
        assert len(facts.answers_between(tx, made.worker)) == DAYS


def test_a_leads_approval_of_a_week_is_given_once(app):
    with app.app_context():
        made = company.set_up()
        for n in range(DAYS):
            company.worked(made.worker, MONDAY + timedelta(days=n))
        deriving.rebuild()
        with write() as tx:
            staff.set_leads(tx, made.team, {made.mate})
        lead = signing.Actor(
            made.mate, "Cem", frozenset({"lead"}), frozenset({made.team}), company.ZONE, "en", 0
        )
        week = MONDAY, MONDAY + timedelta(days=6)
        seen = {one.person: one.mark for one in approving.crew_days(lead, *week, 1).ready}
    barrier = Barrier(2)

    def press():
        with app.app_context():
            barrier.wait()
            return approving.approve(lead, *week, seen, 1_795_000_000).people

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(press) for _ in range(2)]
        assert sorted(one.result() for one in both) == [0, 1]
    with app.app_context(), read() as tx:
        given = tx.execute(select(func.count()).select_from(DayApproval)).scalar_one()
    assert given == DAYS
