"""The people of a demo company, who answer what they are asked: with what was true, as they do.

Only in a demo company, whose generator keeps the truth in a file. Nineteen of twenty questions are
answered, the twentieth is passed over, the same one for the same company; of what their leads are
asked then, too. What was true of a shift
is said in quarters of an hour, as a person would say it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from timesheet.actions import (
    answering,
    asking_leads,
    deriving,
    evaluating,
    making,
    own_history,
    reviewing,
)
from timesheet.actions.demo import TRUTH
from timesheet.actions.deriving import Progress
from timesheet.actions.in_turns import in_turns
from timesheet.actions.own_history import Truth
from timesheet.actions.signing import Actor
from timesheet.core.model import Code, Instant, Seconds, Source
from timesheet.errors import Missing
from timesheet.store import closing, derived, facts, past, polls, questions, staff
from timesheet.store.db import Tx, read, write
from timesheet.store.polls import Unanswered
from timesheet.store.questions import Asked

KIND = "answers"
QUARTER = 900
SILENT = 20
"""One of so many questions is passed over."""
Parts = Sequence[tuple[Code, int]]


def ask(first: date, actor: Actor, now: Instant) -> tuple[int, bool]:
    """Ask for a job in which they answer; as ``making.ask``. Missing outside a demo company."""
    if not evaluating.in_demo():
        raise Missing("demo")
    said = {"first": first.isoformat(), "wrong": reviewing.expected(first)}
    return making.ask(KIND, said, actor, now)


def answer(first: date, folder: Path, now: Instant, beat: Progress = deriving.unseen) -> int:
    """Answer what waits about a pay period; return how many did. Missing outside a demo company.

    Cancelled or begun anew, what was answered stays, and the rest waits.
    """
    if not evaluating.in_demo():
        raise Missing("demo")
    with write() as tx:
        begins, ends = reviewing.days_of(tx, first)
        truth = own_history.Truth.of(tx, folder / TRUTH)
        waiting = polls.waiting(tx, begins, ends)
        shut = closing.standings(tx, begins)
    if truth is None:
        raise Missing("truth")
    asked = [one for one in waiting if one.id % SILENT and one.person not in shut]
    of_people = [(key, list(some)) for key, some in groupby(asked, key=lambda one: one.person)]
    done: list[int] = []

    def workers(tx: Tx, some: Sequence[tuple[int, list[Asked]]]) -> None:
        done.extend(_of_person(tx, *one, truth, now) for one in some)

    def leads(tx: Tx, some: Sequence[list[Unanswered]]) -> None:
        done.extend(_of_leads(tx, of_team, truth, now) for of_team in some)

    in_turns(of_people, workers, lambda _at, _of: beat(0, 0))
    with read() as tx:
        left = [one for one in polls.with_leads(tx) if one.asked.person not in shut]
    left.sort(key=lambda one: one.team)
    of_teams = [list(some) for _team, some in groupby(left, key=lambda one: one.team)]
    in_turns(of_teams, leads, lambda _at, _of: beat(0, 0))
    deriving.derive_stale(beat)
    return sum(done)


def _of_leads(tx: Tx, asked: Sequence[Unanswered], truth: Truth, now: Instant) -> int:
    """Let a team's lead answer: a tap for those of a card who were on one code, for each code one.

    Where somebody was on several codes he says that he doesn't know, as one code would be wrong.
    """
    said = 0
    taps: dict[tuple[object, Code | None], list[Unanswered]] = {}
    people = {one.asked.person for one in asked}
    known = {person: _known(tx, person, truth) for person in people}
    for one in asked:
        if one.asked.id // SILENT % SILENT:
            true = known[one.asked.person].get(one.asked.raw_start, {})
            code = next(iter(true)) if len(true) == 1 else None
            taps.setdefault((asking_leads.alike(one), code), []).append(one)
    for (_card, code), some in taps.items():
        press = f"demo:lead:{some[0].asked.id}"
        polls.end_with_lead(tx, [one.asked.id for one in some], press)
        for team, about in ((each.team, each.asked) for each in some if code):
            lead = min(staff.leads_of(tx, team) - {about.person})
            key, span = (about.person, about.raw_start), (about.start, about.end)
            answering.lead_says(tx, lead, key, span, code or Code(), press, now)
            derived.mark_stale(tx, deriving.stale_keys(tx, about.person, [about.start]))
            said += 1
    return said


def _known(tx: Tx, person: int, truth: Truth) -> dict[Instant, dict[Code, Seconds]]:
    """Return what a person's shifts were truly for, by when they were punched in."""
    return {one.shift.raw_start: truth.right(one) for one in past.of_person(tx, person)}


def _of_person(tx: Tx, person: int, asked: Sequence[Asked], truth: Truth, now: Instant) -> int:
    known = _known(tx, person, truth)
    said = [one for one in asked if known.get(one.raw_start)]
    for one in said:
        parts = _quarters(known[one.raw_start])
        press = f"demo:{one.id}"
        key = facts.add_answer(
            tx, parts, person_id=person, start_at=one.start, end_at=one.end,
            source=Source.OWN_WORD.value, author_id=person, made_at=now, client_uuid=press,
        )  # fmt: skip
        first = one.codes[:1] == (parts[0][0],)
        outcome = "split" if len(parts) > 1 else "yes" if first else "other"
        questions.end(tx, one.id, outcome, press, key, now)
    derived.mark_stale(tx, deriving.stale_keys(tx, person, [one.start for one in said]))
    return len(said)


def _quarters(true: Mapping[Code, Seconds]) -> Parts:
    if len(true) == 1:
        return [(code, 1) for code in true]
    return [(code, max(1, round(seconds / QUARTER))) for code, seconds in true.items()]
