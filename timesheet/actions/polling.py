"""Asking those who were there: what evidence can't tell of a pay period, its people can.

Each question waits on its worker's clock page like any other and takes one tap. Everybody is asked
about his most doubtful shifts first, and about no more of them than accounting allows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from timesheet.actions import asking, reviewing
from timesheet.actions.reviewing import ByTeam
from timesheet.actions.signing import Actor
from timesheet.core.model import Cents, Code, Instant, Seconds
from timesheet.core.review import MILLE
from timesheet.store import askable, audit, polls, queries, questions, totals
from timesheet.store import names as naming
from timesheet.store.askable import Doubted, Ranked
from timesheet.store.db import Tx, read, write
from timesheet.store.selection import Selection

OFFERS = (2, 4, 6, 8)
"""How many shifts of a pay period everybody may be asked about."""
CHEAPER = 4
"""A question that accounting asks on purpose, as books close, may be worth so much less than one
that comes by itself."""
ANY = 10_000
"""More shifts than anybody has in a period."""
CHUNK = 2_000
ENDED = ("yes", "other", "split")


@dataclass(frozen=True, slots=True)
class Offer:
    """What asking everybody about so many shifts comes to; ``wrong`` is expected after it."""

    most: int
    questions: int
    people: int
    seconds: Seconds
    cents: Cents
    wrong: Cents


@dataclass(frozen=True, slots=True)
class Poll:
    """How the questions about a pay period stand, and which further ones there may be."""

    first: date
    last: date
    open: int
    people: int
    answered: int
    offers: tuple[Offer, ...] = ()


def look(first: date) -> Poll:
    """Return how the questions about a pay period stand; Missing where none begins that day."""
    with read() as tx:
        return _standing(tx, *reviewing.days_of(tx, first))


def offers(first: date) -> Poll:
    """Return that with what could be asked."""
    with read() as tx:
        begins, ends = reviewing.days_of(tx, first)
        chosen = Selection(begins, ends)
        ranked = askable.by_rank(tx, chosen, max(OFFERS), _least(tx))
        whole, standing = askable.whole_doubt(tx, chosen), _standing(tx, begins, ends)
    given = tuple(_offer(ranked[most - 1], whole) for most in OFFERS)
    return Poll(begins, ends, standing.open, standing.people, standing.answered, given)


def _least(tx: Tx) -> Cents:
    """Return what an answer must be expected to set right."""
    return questions.budget(tx).least_cents // CHEAPER


def _standing(tx: Tx, begins: date, ends: date) -> Poll:
    tally = polls.tally(tx, begins, ends)
    number, people = tally.get("", (0, 0))
    return Poll(begins, ends, number, people, sum(tally.get(one, (0, 0))[0] for one in ENDED))


def _offer(one: Ranked, whole: int) -> Offer:
    left = -(-(whole - one.doubt) // MILLE)
    return Offer(one.most, one.shifts, one.people, one.seconds, one.cents, left)


def ask(first: date, most: int, actor: Actor, now: Instant) -> int:
    """Ask everybody about so many of his shifts of a period at most; return how many questions.

    What was asked and waits still is among them; what was answered or skipped isn't asked again.
    """
    with write() as tx:
        begins, ends = reviewing.days_of(tx, first)
        wanted = _think_of(tx, Selection(begins, ends), most, now, asked=True)
        payload = {"period": begins.isoformat(), "questions": len(wanted), "most": most}
        audit.record(tx, actor.id, "asked", "period", None, payload)
    return len(wanted)


def thought_of(tx: Tx, begins: date, ends: date, now: Instant) -> set[tuple[int, Instant]]:
    """Note a question for every shift that is worth one, without asking anybody.

    Return whose shifts they are and when these were punched in.
    """
    wanted = _think_of(tx, Selection(begins, ends), ANY, now, asked=False)
    return {cast("tuple[int, Instant]", one.sight.id) for one in wanted}


def _think_of(
    tx: Tx, chosen: Selection, most: int, now: Instant, *, asked: bool
) -> Sequence[Doubted]:
    by_team, names = totals.codes_by_team(tx, chosen), naming.names(tx)
    anywhere = [choice.code for choice in reviewing.codes_of_period(tx, chosen.first, names)]
    wanted = askable.to_ask_about(tx, chosen, most, _least(tx))
    for n in range(0, len(wanted), CHUNK):
        rows = _questions(tx, wanted[n : n + CHUNK], by_team, anywhere)
        polls.ask(tx, rows, now, asked=asked)
    return wanted


def _questions(
    tx: Tx, wanted: Sequence[Doubted], by_team: ByTeam, anywhere: Sequence[Code]
) -> list[dict[str, Any]]:
    """Return questions as rows; offered are the likeliest code, the team's, and then any."""
    booked = queries.allocations_of(tx, [(one.person, one.start) for one in wanted])
    return [
        _question(one, booked[one.person, one.start], [*by_team.get(one.team, ()), *anywhere])
        for one in wanted
    ]


def _question(one: Doubted, booked: Sequence[Any], near: Sequence[Code]) -> dict[str, Any]:
    sight = one.sight
    likely = asking.booked(one.start, booked).code
    codes = dict.fromkeys([*((likely,) if likely else ()), *near])
    _person, raw_start = cast("tuple[int, Instant]", sight.id)
    return {
        "codes": tuple(codes)[: asking.OFFERED],
        "person_id": one.person,
        "raw_start": raw_start,
        "start_at": one.start,
        "end_at": one.start + max(1, (sight.end - sight.start) * 60),
        "wall_day": sight.day,
        "end_minute": sight.end,
        "team_id": one.team,
        "worth_cents": one.doubt // MILLE,
    }


def take_back(first: date, actor: Actor) -> int:
    """Ask no more what nobody answered yet; return how many questions that were."""
    with write() as tx:
        begins, ends = reviewing.days_of(tx, first)
        number = polls.take_off(tx, begins, ends)
        payload = {"period": begins.isoformat(), "questions": number}
        audit.record(tx, actor.id, "asked_no_more", "period", None, payload)
    return number
