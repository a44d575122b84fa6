"""Whether to ask a worker what a shift was for, once it has ended.

What an answer is worth follows from what is in doubt, of this shift and of the crew's
(``learner.crew``); whether it is asked, from the budgets that the admin sets
(``learner.questions``).
"""

import logging
from dataclasses import dataclass

from timesheet.actions import learning
from timesheet.core.inference.learner import crew
from timesheet.core.inference.learner.crew import Pending
from timesheet.core.inference.learner.model import Learner, Opinion
from timesheet.core.inference.learner.questions import FIRST_MONDAY, WEEK, WEEKS, Budget
from timesheet.core.model import Cents, Code, Instant, Source
from timesheet.core.reminding import QUESTION_FOR
from timesheet.store import learned, queries, questions, seen
from timesheet.store.db import Tx, read, write
from timesheet.store.names import names
from timesheet.store.questions import Asked
from timesheet.store.seen import Seen

log = logging.getLogger(__name__)

OFFERED = 3
DAY_SECONDS = 86_400
PLANNED = frozenset({Source.ROSTER.value, Source.RULE.value})
SHOWN_AFTER = DAY_SECONDS // 2
"""How long an answer can be taken back on the clock page."""


@dataclass(frozen=True, slots=True)
class Booked:
    """What stands in the books for a shift: the likeliest code, and how sure they are of it.

    ``split``: the roster or rules divide it, which an answer of one code would undo.
    """

    code: Code | None
    sure: float
    split: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A code on a button, as people say it."""

    code: Code
    label: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as the page shows it; ``said`` is what was answered, "" while it is open."""

    question: Asked
    choices: tuple[Choice, ...]
    others: tuple[Choice, ...]


def after(person: int, at: Instant, now: Instant) -> None:
    """Think of a question about the shift that ended at an instant; a failure of ours is logged."""
    try:
        with write() as tx:
            consider(tx, person, at, now)
    except Exception:
        log.exception("no question could be thought of", extra={"person": person})


def lately(now: Instant, since: Instant, most: int) -> int:
    """Think of questions about shifts that began since an instant; return how many are asked."""
    with read() as tx:
        ended = seen.pending_since(tx, since, most)
    asked = 0
    for one in ended:
        with write() as tx:
            asked += consider(tx, one.person, one.start + one.sight.seconds, now)
    return asked


def consider(tx: Tx, person: int, at: Instant, now: Instant) -> bool:
    """Think of a question about a shift that just ended; tell whether it is asked."""
    allowed = questions.budget(tx)
    one = seen.ended(tx, person, at)
    if one is None or not one.pending or questions.considered(tx, person, one.raw_start):
        return False
    booked = books(tx, one)
    opinion, worth = _worth(tx, one, booked)
    codes = _offered(booked, opinion)
    team = next((key for kind, key in one.sight.groups if kind == "team"), None)
    asked = (
        bool(codes)
        and not booked.split
        and worth >= allowed.least_cents
        and _within(tx, allowed, one, worth, team)
    )
    questions.add_question(
        tx,
        codes,
        person_id=person,
        raw_start=one.raw_start,
        start_at=one.start,
        end_at=max(at, one.start + 1),
        wall_day=one.sight.day,
        end_minute=one.sight.end,
        team_id=team,
        worth_cents=round(worth),
        asked=asked,
        considered_at=now,
    )
    return asked


def books(tx: Tx, one: Seen) -> Booked:
    """Return what is booked for a shift, by most of its hours that nobody spoke of."""
    rows = [
        row
        for row in queries.allocations_of(tx, [(one.person, one.start)])[one.person, one.start]
        if not row.source.endswith("_word")
    ]
    seconds = sum(row.seconds for row in rows)
    if not seconds:
        return Booked(None, 1.0)
    most = max(rows, key=lambda row: row.seconds)
    code = (most.project_id or most.likely_project_id, most.task_id or most.likely_task_id)
    sure = sum(row.confidence * row.seconds for row in rows) / seconds
    planned = {(r.project_id, r.task_id) for r in rows if r.source in PLANNED}
    return Booked(Code(*code) if code[0] is not None else None, sure, len(planned) > 1)


def _worth(tx: Tx, one: Seen, booked: Booked) -> tuple[Opinion, float]:
    """Return what the learner thinks of a shift, and what an answer is worth in cents.

    Of the shift itself what the books doubt counts, not the learner: a rule or the roster may know.
    """
    near = (other for other in seen.pending_near(tx, one.sight) if other.person != one.person)
    pending = [
        Pending(other.sight, questions.stake(tx, other.person, other.start))
        for other in near
        if crew.touches(one.sight, other.sight)
    ]
    mates = crew.alike(pending)[: crew.MATES]
    asked = Pending(one.sight, questions.stake(tx, one.person, one.start))
    learner = _learner(tx, asked, mates)
    opinion = learner.predict(one.sight)
    worth = crew.value(learner, asked, opinion, mates)
    return opinion, worth + (opinion.confidence - booked.sure) * asked.stake


def _learner(tx: Tx, asked: Pending, mates: list[Pending]) -> Learner:
    version = learning.foresight(tx).version
    sights = [asked.sight, *(mate.sight for mate in mates)]
    known = learned.excerpt(tx, sights, version.size)
    return known.learner(version.weights or Learner(), asked.sight)


def _offered(booked: Booked, opinion: Opinion) -> tuple[Code, ...]:
    thought = [code for code, _ in opinion.ranked if isinstance(code, Code)]
    codes = ([booked.code] if booked.code else []) + thought
    return tuple(dict.fromkeys(codes))[:OFFERED]


def _within(
    tx: Tx, allowed: questions.Budget, one: Seen, worth: Cents | float, team: object
) -> bool:
    """Tell whether the budgets allow a question now: of the crew's day, of the worker's week."""
    limit = allowed.per_crew_day
    of_crew = questions.asked_of_crew(tx, team, one.sight.day) if isinstance(team, int) else 0
    if limit and of_crew >= limit:
        return False
    purse = Budget(allowed.per_week)
    monday = one.sight.end - (one.sight.end - FIRST_MONDAY) % WEEK
    # Up to the week's end, as shifts are not always thought of in the order of their ends.
    held = questions.past(tx, one.person, monday - WEEKS * WEEK, monday + WEEK)
    for end, value, asked in held:
        sight = questions.as_sight(one.person, end)
        purse.remember(sight, value)
        if asked:
            purse.asked(sight)
    return purse.worth(one.sight, worth) > 0


def shown(person: int, now: Instant) -> Shown | None:
    """Return the question that a person's page shows now, if there is one."""
    with read() as tx:
        found = questions.latest(tx, person, now - QUESTION_FOR, now - SHOWN_AFTER)
        if found is None or found.outcome in {"skipped", "taken_back"}:
            return None
        said = names(tx)
        choices = tuple(Choice(c, said.spoken(c.project, c.task)) for c in found.codes)
        known = questions.codes_in_use(tx, found.start)
        others = tuple(Choice(c, said.spoken(c.project, c.task)) for c in known)
    return Shown(found, choices, tuple(sorted(others, key=lambda one: one.label.lower())))
