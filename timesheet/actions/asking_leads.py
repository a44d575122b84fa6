"""Asking leads about shifts whose workers don't answer: one tap each, and no more than a few.

Accounting asks them, as books close: about what workers left open, and about the doubtful shifts
beyond those that each of them was to be asked about. What a plan, a rule or the worker's own
punches divide isn't asked: one code for all of it would undo what is known. A lead is asked about
the dearest doubts first; he may pass any over, and is asked no more then.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from timesheet.actions import answering, asking, polling, reviewing
from timesheet.actions.answering import check_uuid
from timesheet.actions.asking import Choice
from timesheet.actions.signing import Actor
from timesheet.core.model import Code, Instant
from timesheet.errors import Conflict
from timesheet.store import audit, people, polls, queries, questions
from timesheet.store import names as naming
from timesheet.store.db import Tx, read, write
from timesheet.store.names import Names
from timesheet.store.polls import Leads, Unanswered

MOST = 12
"""Cards that the leads of a team get about a pay period at most: a tap each."""
CHUNK = 2_000
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift that a lead is asked about: its question, whose it was, and when."""

    question: int
    person: int
    name: str
    zone: str
    raw_start: Instant
    start: Instant
    end: Instant


@dataclass(frozen=True, slots=True)
class Card:
    """Shifts of a team on a day that are likely for the same; ``others`` are all codes."""

    day: date
    team: int
    shifts: tuple[Shift, ...]
    choices: tuple[Choice, ...]
    others: tuple[Choice, ...]


def tally(first: date) -> Leads:
    """Return how what leads were asked about a pay period stands; Missing where none begins."""
    with read() as tx:
        return polls.leads_tally(tx, *reviewing.days_of(tx, first))


def ask(first: date, actor: Actor, now: Instant) -> int:
    """Ask the leads about what their people left open; return about how many shifts."""
    with write() as tx:
        begins, ends = reviewing.days_of(tx, first)
        beyond = polling.thought_of(tx, begins, ends, now)
        left = polls.unanswered(tx, begins, ends)
        doubted = [o for o in left if o.passed_on or (o.asked.person, o.asked.raw_start) in beyond]
        found = _whole(tx, doubted)
        wanted = [one.asked.id for one in _dearest(found)]
        polls.ask_leads(tx, wanted, now)
        payload = {"period": begins.isoformat(), "questions": len(wanted)}
        audit.record(tx, actor.id, "asked_leads", "period", None, payload)
    return len(wanted)


def _whole(tx: Tx, found: Sequence[Unanswered]) -> list[Unanswered]:
    """Return those that one code may be the answer to: nothing divides them, as the books stand."""
    kept = []
    for n in range(0, len(found), CHUNK):
        some = found[n : n + CHUNK]
        rows = queries.allocations_of(tx, [(one.asked.person, one.asked.start) for one in some])
        for one in some:
            booked = asking.booked(one.asked.start, rows[one.asked.person, one.asked.start])
            if not booked.split and booked.span is None:
                kept.append(one)
    return kept


def _dearest(found: Sequence[Unanswered]) -> list[Unanswered]:
    """Return what the dearest cards of each team are about."""
    cards: dict[int, dict[tuple[int, Code | None], list[Unanswered]]] = {}
    for one in found:
        cards.setdefault(one.team, defaultdict(list))[alike(one)].append(one)
    return [
        one
        for of_team in cards.values()
        for card in sorted(of_team.values(), key=lambda some: -sum(o.worth for o in some))[:MOST]
        for one in card
    ]


def alike(one: Unanswered) -> tuple[int, Code | None]:
    """Return what questions to a team that stand on one card share: day and likely code."""
    return one.wall_day, next(iter(one.asked.codes), None)


def cards(lead: Actor) -> list[Card]:
    """Return what a lead is asked, the earliest day first."""
    with read() as tx:
        found = _asked_of(tx, lead)
        if not found:
            return []
        names = naming.names(tx)
        known = questions.codes_in_use(tx, found[0].asked.start)
    others = sorted((_choice(code, names) for code in known), key=lambda one: one.label.lower())
    held: dict[tuple[int, tuple[int, Code | None]], list[Unanswered]] = defaultdict(list)
    for one in found:
        held[one.team, alike(one)].append(one)
    return [_card(some, names, tuple(others)) for some in held.values()]


def _asked_of(tx: Tx, lead: Actor) -> list[Unanswered]:
    """Return the open questions about people who were in a team that he leads on their day."""
    waiting = polls.with_leads(tx, lead.led) if lead.led else []
    days = {one.wall_day: EPOCH + timedelta(days=one.wall_day) for one in waiting}
    crew = {n: people.team_members(tx, lead.led, day, day) for n, day in days.items()}
    return [
        one
        for one in waiting
        if one.asked.person != lead.id and one.asked.person in crew[one.wall_day]
    ]


def _card(some: Sequence[Unanswered], names: Names, others: tuple[Choice, ...]) -> Card:
    first = some[0]
    codes = dict.fromkeys(code for one in some for code in one.asked.codes)
    return Card(
        EPOCH + timedelta(days=first.wall_day),
        first.team,
        tuple(_shift(one, names) for one in some),
        tuple(_choice(code, names) for code in [*codes][: asking.OFFERED]),
        others,
    )


def _shift(one: Unanswered, names: Names) -> Shift:
    asked, who = one.asked, names.people.get(one.asked.person, naming.NOBODY)
    return Shift(
        asked.id, asked.person, who.name, who.zone, asked.raw_start, asked.start, asked.end
    )


def _choice(code: Code, names: Names) -> Choice:
    return Choice(code, names.spoken(code.project, code.task))


def answer(lead: Actor, asked: Collection[int], code: Code | None, uuid: str, now: Instant) -> int:
    """Take a lead's word on questions that he was asked (None: he passes); return of how many.

    Conflict where one isn't asked of him any more, or never was.
    """
    check_uuid(uuid)
    with read() as tx:
        mine = {one.asked.id: one.asked for one in _asked_of(tx, lead)}
    if not asked or not mine.keys() >= set(asked):
        raise Conflict("This was answered already.", field="question")
    said = 0
    if code is not None:
        keys = [(mine[key].person, mine[key].raw_start) for key in asked]
        said = answering.for_shifts(lead.id, keys, code, uuid, now)
    with write() as tx:
        polls.end_with_lead(tx, asked, uuid)
    return said
