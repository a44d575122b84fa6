"""Whether to ask a worker what a shift was for, once it has ended.

What an answer is worth follows from what is in doubt, of this shift and of the crew's
(``learner.crew``); whether it is asked, from the budgets that the admin sets
(``learner.questions``).
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from timesheet.actions import learning
from timesheet.core import money
from timesheet.core.inference import splits
from timesheet.core.inference.learner import crew
from timesheet.core.inference.learner.crew import Pending
from timesheet.core.inference.learner.model import Learner, Opinion
from timesheet.core.inference.learner.questions import FIRST_MONDAY, WEEK, WEEKS, Budget
from timesheet.core.model import Code, Instant, Seconds, Source
from timesheet.core.reminding import QUESTION_FOR
from timesheet.store import learned, queries, questions, seen
from timesheet.store.db import Tx, read, write
from timesheet.store.names import Names, names
from timesheet.store.questions import Asked, Offer, Parts
from timesheet.store.seen import Seen

log = logging.getLogger(__name__)

OFFERED = 3
DAY_SECONDS = 86_400
QUARTER: Seconds = 900
PLANNED = frozenset({Source.ROSTER.value, Source.RULE.value})
SHOWN_AFTER = DAY_SECONDS // 2
"""How long an answer can be taken back on the clock page."""


@dataclass(frozen=True, slots=True)
class Booked:
    """What stands in the books for the hours of a shift that nobody spoke of.

    The likeliest code, how sure they are of it, and those hours as a ``share`` of the shift.
    ``split``: the roster or rules divide it, which an answer of one code would undo. ``span``:
    where the worker's punches tell of the rest, the longest stretch that they say nothing of.
    """

    code: Code | None
    sure: float
    end: Instant
    share: float = 1.0
    split: bool = False
    span: tuple[Instant, Instant] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A code on a button, as people say it; of a part of a shift the seconds of the part."""

    code: Code
    label: str
    seconds: Seconds = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as the page shows it; ``said`` is what was answered, "" while it is open."""

    question: Asked
    choices: tuple[Choice, ...]
    splits: tuple[tuple[Choice, ...], ...]
    others: tuple[Choice, ...]


def _hours(parts: Parts, question: Asked) -> list[tuple[Code, Seconds]]:
    """Return the parts of a shift in seconds, in quarters of an hour as people say them."""
    whole = max(len(parts), round((question.end - question.start) / QUARTER))
    quarters = money.split(whole, [weight for _, weight in parts])
    return [(code, n * QUARTER) for (code, _), n in zip(parts, quarters, strict=True) if n]


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
    """Think of a question at the end of a shift; tell whether one is asked.

    It is about that shift, or about an earlier one of the week that nobody spoke of since and that
    is more in doubt: what is not asked today may still be asked tomorrow.
    """
    allowed = questions.budget(tx)
    one = seen.ended(tx, person, at)
    if one is None or not one.pending or questions.considered(tx, person, one.raw_start):
        return False
    thought = _thought(tx, one)
    key = questions.add_question(
        tx,
        thought.offer,
        person_id=person,
        raw_start=one.raw_start,
        start_at=thought.span[0],
        end_at=thought.span[1],
        wall_day=one.sight.day,
        end_minute=one.sight.end,
        team_id=_team(one),
        worth_cents=round(thought.worth),
        asked=False,
        considered_at=now,
    )
    purse, when = _purse(tx, allowed, one), questions.as_sight(person, one.sight.end)
    if not purse.left(when):
        return False
    key, thought = _most_in_doubt(tx, key, thought)
    if not thought.askable or thought.worth < allowed.least_cents:
        return False
    if _crew_is_tired(tx, allowed, thought.one) or not purse.worth(when, thought.worth):
        return False
    questions.ask(tx, key, thought.offer, thought.span, now)
    return True


@dataclass(frozen=True, slots=True)
class Thought:
    """A question about a shift: what it would offer, and what an answer is worth in cents."""

    one: Seen
    offer: Offer
    worth: float
    span: tuple[Instant, Instant]
    askable: bool


def _thought(tx: Tx, one: Seen) -> Thought:
    booked = books(tx, one)
    learner, opinion, worth = _worth(tx, one, booked)
    codes = _offered(booked, opinion)
    whole = booked.span is None
    span = booked.span or (one.start, max(booked.end, one.start + 1))
    offer = Offer(codes, _divided(tx, one, learner, codes) if whole else ())
    return Thought(one, offer, worth, span, bool(codes) and not booked.split)


def _divided(tx: Tx, one: Seen, learner: Learner, codes: tuple[Code, ...]) -> tuple[Parts, ...]:
    """Return ways in which the shift may be divided: as the crew's day was, as one's own days."""
    history = learner.memory.people.get(one.person, ())
    own = splits.own_days(history, one.sight.day)
    crew = splits.crews_days(seen.words_beside(tx, [one.sight]), one.sight)
    return splits.offered(codes, own, crew)


def _most_in_doubt(tx: Tx, key: int, thought: Thought) -> tuple[int, Thought]:
    """Return the question to ask, of the shift at hand and the week's earlier ones."""
    end = thought.one.sight.end
    monday = end - (end - FIRST_MONDAY) % WEEK
    first = max(monday, end - QUESTION_FOR // 60)
    most, found = thought.worth, None
    for other, raw_start in questions.unasked(tx, thought.one.person, first, end):
        one = seen.one(tx, thought.one.person, raw_start)
        if one is not None and one.pending and (doubt := _doubt(tx, one)) > most:
            most, found = doubt, (other, one)
    return (key, thought) if found is None else (found[0], _thought(tx, found[1]))


def _doubt(tx: Tx, one: Seen) -> float:
    """Return how much money of a shift is in doubt, in cents."""
    booked = books(tx, one)
    return (1 - booked.sure) * booked.share * questions.stake(tx, one.person, one.start)


def _team(one: Seen) -> int | None:
    team = one.sight.team
    return team if isinstance(team, int) else None


def books(tx: Tx, one: Seen) -> Booked:
    """Return what is booked for the hours of a shift that nobody spoke of, by most of them."""
    rows = queries.allocations_of(tx, [(one.person, one.start)])[one.person, one.start]
    return booked(one.start, rows)


def booked(start: Instant, rows: Sequence[Any]) -> Booked:
    """Return that of a shift by when it began and its allocation rows."""
    silent = [row for row in rows if not _spoken(row)]
    seconds = sum(row.seconds for row in silent)
    end = max((row.end_at for row in rows), default=start)
    if not seconds:
        return Booked(None, 1.0, end)
    most = max(silent, key=lambda row: row.seconds)
    code = (most.project_id or most.likely_project_id, most.task_id or most.likely_task_id)
    return Booked(
        code=Code(*code) if code[0] is not None else None,
        sure=sum(row.confidence * row.seconds for row in silent) / seconds,
        end=end,
        share=seconds / sum(row.seconds for row in rows),
        split=len({(r.project_id, r.task_id) for r in silent if r.source in PLANNED}) > 1,
        span=None if len(silent) == len(rows) else _longest(rows),
    )


def _spoken(row: Any) -> bool:
    return bool(row.source.endswith("_word"))


def _longest(rows: Sequence[Any]) -> tuple[Instant, Instant]:
    """Return the longest stretch of a shift that no word is about."""
    in_order = sorted(rows, key=lambda row: (row.start_at, row.end_at))
    silent = [list(run) for spoken, run in groupby(in_order, key=_spoken) if not spoken]
    longest = max(silent, key=lambda run: sum(row.seconds for row in run))
    return longest[0].start_at, max(row.end_at for row in longest)


def _worth(tx: Tx, one: Seen, booked: Booked) -> tuple[Learner, Opinion, float]:
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
    asked = Pending(one.sight, booked.share * questions.stake(tx, one.person, one.start))
    learner = _learner(tx, asked, mates)
    opinion = learner.predict(one.sight)
    worth = crew.value(learner, asked, opinion, mates)
    return learner, opinion, worth + (opinion.confidence - booked.sure) * asked.stake


def _learner(tx: Tx, asked: Pending, mates: list[Pending]) -> Learner:
    version = learning.foresight(tx).version
    sights = [asked.sight, *(mate.sight for mate in mates)]
    known = learned.excerpt(tx, sights, version.size)
    return known.learner(version.weights or Learner(), asked.sight)


def _offered(booked: Booked, opinion: Opinion) -> tuple[Code, ...]:
    thought = [code for code, _ in opinion.ranked if isinstance(code, Code)]
    codes = ([booked.code] if booked.code else []) + thought
    return tuple(dict.fromkeys(codes))[:OFFERED]


def _crew_is_tired(tx: Tx, allowed: questions.Budget, one: Seen) -> bool:
    """Tell whether the crew was asked about a day as often as it may be."""
    limit, team = allowed.per_crew_day, _team(one)
    return bool(limit and team and questions.asked_of_crew(tx, team, one.sight.day) >= limit)


def _purse(tx: Tx, allowed: questions.Budget, one: Seen) -> Budget:
    """Return what a worker may still be asked, and what questions were worth in weeks past."""
    purse = Budget(allowed.per_week)
    end = one.sight.end
    monday = end - (end - FIRST_MONDAY) % WEEK
    # Up to the week's end, as shifts are not always thought of in the order of their ends.
    held = questions.past(tx, one.person, monday - WEEKS * WEEK, monday + WEEK)
    for at, value, asked in held:
        sight = questions.as_sight(one.person, at)
        purse.remember(sight, value)
        if asked:
            purse.asked(sight)
    return purse


def shown(person: int, now: Instant) -> Shown | None:
    """Return the question that a person's page shows now, if there is one."""
    with read() as tx:
        found = questions.latest(tx, person, now - QUESTION_FOR, now - SHOWN_AFTER)
        if found is None or found.outcome in {"skipped", "taken_back"}:
            return None
        said = names(tx)
        choices = tuple(Choice(c, said.spoken(c.project, c.task)) for c in found.codes)
        divided = tuple(
            tuple(Choice(c, _in_short(said, c, found.codes), part) for c, part in hours)
            for hours in (_hours(parts, found) for parts in found.splits)
        )
        known = questions.codes_in_use(tx, found.start)
        others = tuple(Choice(c, said.spoken(c.project, c.task)) for c in known)
    return Shown(found, choices, divided, tuple(sorted(others, key=lambda one: one.label.lower())))


def _in_short(said: Names, code: Code, offered: Sequence[Code]) -> str:
    """Return a code as people say it: its task alone where the project is that of the question."""
    asked = offered[0].project if offered else None
    if code.task is not None and code.project == asked:
        return said.task_names[code.task]
    return said.spoken(code.project, code.task)
