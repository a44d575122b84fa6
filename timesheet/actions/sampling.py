"""A pay period's random sample by money, coded blind: the honest test of what is expected wrong."""

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import date

from timesheet.actions import deciding, reviewing
from timesheet.actions.asking import Choice
from timesheet.actions.setting_up import following
from timesheet.actions.signing import Actor
from timesheet.core import auditing, calendar
from timesheet.core.auditing import Finding
from timesheet.core.model import Cents, Code, Instant
from timesheet.errors import Conflict, Missing, Refused
from timesheet.store import audit, doubtful, facts, names, samples, terms
from timesheet.store.db import Tx, read, write
from timesheet.store.names import Names
from timesheet.store.samples import Draw
from timesheet.store.selection import Selection

DRAWS = 25
"""Lines that are drawn; one that is drawn twice counts twice and is coded once."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A period's sample: what waits to be coded, what was, and what it says of all the money.

    ``draws`` are those that were coded, counted as often as they were drawn; ``wrong`` of them
    were on another code than booked. ``found`` is None before anything is coded.
    """

    first: date
    last: date
    ended: bool
    waiting: tuple[Draw, ...]
    coded: tuple[Draw, ...]
    own: int
    total: Cents
    draws: int
    wrong: int
    found: Finding | None
    codes: tuple[Choice, ...]
    names: Names

    @property
    def drawn(self) -> bool:
        """True once the sample is drawn."""
        return bool(self.waiting or self.coded or self.own)


def look(first: date, actor: Actor, now: Instant) -> Sample:
    """Return the sample of the pay period that begins on a day; Missing where none does.

    Lines of the actor's own work wait for somebody else: ``own`` is their number.
    """
    with read() as tx:
        begins, ends = reviewing.days_of(tx, first)
        every = samples.of_period(tx, begins)
        said = names.names(tx, {one.person for one in every})
        house, codes = terms.house(tx), reviewing.codes_of_period(tx, begins, said)
    coded = tuple(one for one in every if one.author is not None)
    waiting = [one for one in every if one.author is None]
    draws, wrong = tally(coded)
    total = every[0].total if every else 0
    return Sample(
        begins,
        ends,
        ends < calendar.day_of(now, house.zone),
        tuple(one for one in waiting if one.person != actor.id),
        coded,
        sum(one.person == actor.id for one in waiting),
        total,
        draws,
        wrong,
        auditing.finding(wrong, draws, total) if draws else None,
        codes,
        said,
    )


def tally(coded: tuple[Draw, ...]) -> tuple[int, int]:
    """Return how many draws could be coded, and how many of them were booked on another code."""
    told = [one for one in coded if one.said.project is not None]
    return sum(one.times for one in told), sum(one.times for one in told if one.said != one.code)


def draw(first: date, actor: Actor, now: Instant) -> None:
    """Draw the sample of a finished pay period, once; a second press draws nothing."""
    with write() as tx:
        begins, ends = reviewing.days_of(tx, first)
        if ends >= calendar.day_of(now, terms.house(tx).zone):
            raise Refused("Draw the sample when the pay period is over.", field="period")
        if samples.of_period(tx, begins):
            return
        lines = doubtful.all_money(tx, Selection(begins, ends))
        total = sum(abs(cents) for _, cents in lines)
        if not total:
            raise Refused("This period has no money to draw from.", field="period")
        hit = Counter(auditing.sample(lines, DRAWS, secrets.randbelow(total)))
        if samples.draw(tx, begins, hit, total, actor.id, now):
            audit.record(tx, actor.id, "drawn", "sample", None, {"period": begins.isoformat()})


def code(first: date, key: int, said: Code, actor: Actor, now: Instant) -> Draw:
    """Keep what a drawn line was for, ``Code()`` where he can't tell; return the line.

    What rests on nobody's word yet, and isn't closed, is booked so: it is accounting's word.
    Conflict where somebody coded the line before; Missing where it is nobody's or his own.
    """
    with write() as tx:
        begins, ends = reviewing.days_of(tx, first)
        every = {one.id: one for one in samples.of_period(tx, begins)}
        one = every.get(key)
        if one is None or one.person == actor.id:
            raise Missing("no such line")
        if said.project is not None and facts.unknown_code(tx, said.project, said.task, None):
            raise Refused("Choose a code from the list.", field="code")
        _keep(tx, one, said, actor, now)
        if said.project is not None:
            his = Selection(begins, ends, frozenset({one.person}))
            same = doubtful.lines_at(tx, his, (one.start, one.end), one.code, actor.id)
            if same:
                deciding.say(tx, begins, same, said, f"sample-{one.id}", actor.id, now)
    following.derive()
    return one


def _keep(tx: Tx, one: Draw, said: Code, actor: Actor, now: Instant) -> None:
    if one.author is not None or not samples.code(tx, one.id, said, actor.id, now):
        raise Conflict("Somebody coded this line before.", field="code")
