"""Which shift a question is about, and of which of its hours an answer speaks."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.support import company
from tests.support.company import ZONE, World
from timesheet.actions import answering, asking, deriving, refitting
from timesheet.actions.answering import Reply
from timesheet.core import calendar
from timesheet.core.inference.places import Beside
from timesheet.core.model import Code, Kind, RosterShift
from timesheet.store import facts, questions, rosters, seen, terms
from timesheet.store.db import read, write
from timesheet.store.derived import allocations
from timesheet.store.questions import Budget

MONDAY = date(2026, 11, 16)
DAY = timedelta(days=1)


@pytest.fixture
def world(app) -> World:
    found = company.set_up()
    with write() as tx:
        questions.set_budget(tx, Budget(1, 0, 0))
    return found


def at(day: date, hour: int) -> int:
    return calendar.instant(datetime.combine(day, datetime.min.time()), ZONE) + hour * 3600


def switch(person: int, when: int, project: int) -> None:
    with write() as tx:
        facts.add_punch(
            tx, person_id=person, client_uuid=f"switch-{when}", kind=Kind.TRANSFER.value, at=when,
            received_us=when * 1_000_000, channel="web", actor_id=person, body_hash="", zone=ZONE,
            project_id=project,
        )  # fmt: skip


def ended(person: int, day: date) -> questions.Asked | None:
    """Let a question be thought of at the end of a day's work; return what is asked then."""
    now = at(day, 16)
    with write() as tx:
        asked = asking.consider(tx, person, now, now)
        found = questions.latest(tx, person, now - 1, now)
    assert asked == (found is not None)
    return found


def booked(person: int) -> list[tuple]:
    query = select(allocations).where(allocations.c.person_id == person)
    with read() as tx:
        rows = tx.execute(query.order_by(allocations.c.start_at)).all()
    return [(row.start_at, row.seconds // 3600, row.project_id, row.source) for row in rows]


def test_an_answer_leaves_alone_what_the_punches_said(world):
    company.worked(world.worker, MONDAY)
    switch(world.worker, at(MONDAY, 11), world.harbour)
    company.worked(world.mate, MONDAY, project=world.harbour)
    deriving.rebuild()
    asked = ended(world.worker, MONDAY)
    assert (asked.start, asked.end) == (at(MONDAY, 8), at(MONDAY, 11))
    answering.answer(
        Reply(person=world.worker, question=asked.id, uuid="press-1234",
              parts=((Code(world.depot), 1),)), at(MONDAY, 17),
    )  # fmt: skip
    assert booked(world.worker) == [
        (at(MONDAY, 8), 3, world.depot, "own_word"), (at(MONDAY, 11), 5, world.harbour, "own_word"),
    ]  # fmt: skip
    with read() as tx:
        (one,) = seen.of_people(tx, [world.worker], MONDAY.toordinal() - 719163)
    assert not one.pending
    answering.take_back(world.worker, asked.id, "press-5678", at(MONDAY, 18))
    assert booked(world.worker)[1] == (at(MONDAY, 11), 5, world.harbour, "own_word")
    assert deriving.check() == []


def test_what_was_not_asked_about_may_be_asked_later_in_the_week(world):
    """The mate's word settles Tuesday; Monday's shift is still in doubt when Tuesday's ends."""
    with write() as tx:
        questions.set_budget(tx, Budget(0, 0, 0))
    for day in (MONDAY, MONDAY + DAY):
        company.worked(world.worker, day, project=None)
    company.worked(world.mate, MONDAY + DAY, project=world.harbour)
    deriving.rebuild()
    assert ended(world.worker, MONDAY) is None
    with write() as tx:
        questions.set_budget(tx, Budget(1, 0, 0))
        rosters.add_shifts(
            tx,
            [RosterShift(0, world.worker, at(MONDAY + DAY, 8), at(MONDAY + DAY, 16),
                         code=Code(world.harbour))], 1,
        )  # fmt: skip
    deriving.rebuild()
    refitting.refit(1)
    asked = ended(world.worker, MONDAY + DAY)
    assert (asked.start, asked.end) == (at(MONDAY, 8), at(MONDAY, 16))
    company.worked(world.worker, MONDAY + 2 * DAY)
    deriving.rebuild()
    assert ended(world.worker, MONDAY + 2 * DAY) is None


def test_what_is_planned_counts_only_at_the_site_and_then(world):
    plan = [
        RosterShift(0, person, at(MONDAY, first), at(MONDAY, first + 8), site, Code(world.harbour))
        for person, first, site in (
            (world.mate, 8, world.site), (world.admin, 8, world.site), (world.mate, 17, None),
            (world.worker, 8, world.site),
        )
    ]  # fmt: skip
    with write() as tx:
        rosters.add_shifts(tx, plan, 1)
        found = terms.beside(tx, {world.site: (at(MONDAY, 0), at(MONDAY, 9))})
        later = terms.beside(tx, {world.site: (at(MONDAY, 9), at(MONDAY, 20))})
    whole = (at(MONDAY, 8), at(MONDAY, 16), world.site)
    assert found == [Beside(*whole, Code(world.harbour), 3, 3)]
    assert later == []


def test_who_fills_the_place_of_somebody_absent_is_seen_again_when_he_comes(world):
    """The mate is planned at the pier; the worker is there, and nobody planned him."""
    plan = RosterShift(
        0, world.mate, at(MONDAY, 8), at(MONDAY, 16), world.site, Code(world.harbour)
    )
    with write() as tx:
        rosters.add_shifts(tx, [plan], 1)
    company.worked(world.worker, MONDAY, site=world.site)
    deriving.rebuild()
    assert expectations(world.worker) == [("open", world.harbour)]
    company.worked(world.mate, MONDAY, site=world.site)
    deriving.derive_at(world.mate, at(MONDAY, 16))
    deriving.derive_stale()
    assert expectations(world.worker) == [("beside", world.harbour)]
    assert deriving.check() == []


def expectations(person: int) -> list[tuple[str, int | None]]:
    with read() as tx:
        (one,) = seen.of_people(tx, [person], MONDAY.toordinal() - 719163)
    return [(e.kind, e.code.project) for e in one.sight.expected]
