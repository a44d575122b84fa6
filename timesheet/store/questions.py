"""Questions to workers: what an answer was worth, which were asked, how they ended; the budget."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from timesheet.core import calendar
from timesheet.core.inference.learner.sight import Minutes, Sight
from timesheet.core.model import Cents, Code, Instant, Seconds, Source
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add, is_sqlite
from timesheet.store.derived import allocations
from timesheet.store.facts import parts_from_json, parts_to_json
from timesheet.store.quick import Quick
from timesheet.store.seen import seen
from timesheet.store.tables import LaborLineRow, Project, Question, QuestionBudget, Task

Parts = tuple[tuple[Code, int], ...]

questions = table_of(Question)
budgets = table_of(QuestionBudget)
lines = table_of(LaborLineRow)
projects = table_of(Project)
tasks = table_of(Task)


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be asked: per worker and week, per crew and day (0: without limit), from what worth.

    ``least_cents`` is what an answer must be expected to set right: by default about a quarter of
    an hour's wages, the precision in which people tell their hours. ``divides``: shifts that nobody
    spoke of are divided as people's confirmed days are.
    """

    per_week: int = 2
    per_crew_day: int = 0
    least_cents: Cents = 500
    divides: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; ``codes`` are offered, likeliest first, and ``splits``: ways to divide the shift.

    ``outcome`` is "" while it is open.
    """

    id: int
    person: int
    raw_start: Instant
    start: Instant
    end: Instant
    codes: tuple[Code, ...]
    splits: tuple[Parts, ...]
    outcome: str
    uuid: str
    answer: int | None


def budget(tx: Tx) -> Budget:
    """Return what may be asked; plain values before an admin said anything."""
    row = tx.execute(select(budgets)).first()
    return (
        Budget()
        if row is None
        else Budget(row.per_week, row.per_crew_day, row.least_cents, row.divides)
    )


_DIVIDES = Quick(select(budgets.c.divides))


def divides(tx: Tx) -> bool:
    """Tell whether shifts are divided as people's confirmed days are."""
    row = _DIVIDES.one(tx, {})
    return row is None or bool(row[0])


def set_budget(tx: Tx, new: Budget) -> None:
    """Let this much be asked from now on."""
    into = sqlite.insert if is_sqlite(tx) else postgresql.insert
    change = into(budgets).values(id=1, **asdict(new))
    tx.execute(change.on_conflict_do_update(index_elements=["id"], set_=asdict(new)))


@dataclass(frozen=True, slots=True)
class Offer:
    """What a question offers to choose from: codes, and ways to divide the shift."""

    codes: tuple[Code, ...] = ()
    splits: tuple[Parts, ...] = ()

    def columns(self) -> dict[str, str]:
        """Return it as the table keeps it."""
        splits = ",".join(parts_to_json(parts) for parts in self.splits)
        codes = parts_to_json([(code, 1) for code in self.codes])
        return {"codes": codes, "splits": f"[{splits}]"}


def add_question(tx: Tx, offer: Offer, **values: Any) -> int:
    """Record that a question was thought of, and whether it was asked."""
    return add(tx, questions, {**offer.columns(), **values})


def ask(tx: Tx, key: int, offer: Offer, span: tuple[Instant, Instant], now: Instant) -> None:
    """Ask a question that was thought of, now."""
    values = {**offer.columns(), "asked": True, "considered_at": now}
    change = update(questions).where(questions.c.id == key)
    tx.execute(change.values(start_at=span[0], end_at=span[1], **values))


_UNASKED = Quick(
    select(questions.c.id, questions.c.raw_start)
    .where(
        questions.c.person_id == bindparam("p"),
        questions.c.end_minute >= bindparam("first"),
        questions.c.end_minute < bindparam("until"),
        ~questions.c.asked,
    )
    .order_by(questions.c.end_minute)
)


def unasked(tx: Tx, person: int, first: Minutes, until: Minutes) -> list[tuple[int, Instant]]:
    """Return the shifts of a person that were thought of and not asked about, by their question.

    Of work that ended in [first, until).
    """
    keys = {"p": person, "first": first, "until": until}
    return [(row[0], row[1]) for row in _UNASKED.all(tx, keys)]


_PARTS = (
    select(
        allocations.c.project_id,
        allocations.c.task_id,
        func.count(),
        func.count(allocations.c.person_id.distinct()),
        func.sum(allocations.c.seconds),
    )
    .where(
        allocations.c.source == Source.LEARNED.value,
        allocations.c.details.startswith('["divided like'),
        allocations.c.shift_start >= bindparam("since"),
    )
    .group_by(allocations.c.project_id, allocations.c.task_id)
    .order_by(func.sum(allocations.c.seconds).desc())
    .limit(50)
)


def divided(tx: Tx, since: Instant) -> list[tuple[int | None, int | None, int, int, Seconds]]:
    """Return project, task, shifts, people and seconds of what is on parts of divided days."""
    found = tx.execute(_PARTS, {"since": since})
    return [(row[0], row[1], int(row[2]), int(row[3]), int(row[4])) for row in found]


def considered(tx: Tx, person: int, raw_start: Instant) -> bool:
    """Tell whether a question about a shift was thought of before."""
    query = select(questions.c.id).where(
        questions.c.person_id == person, questions.c.raw_start == raw_start
    )
    return tx.execute(query).first() is not None


_PAST = Quick(
    select(questions.c.end_minute, questions.c.worth_cents, questions.c.asked)
    .where(
        questions.c.person_id == bindparam("p"),
        questions.c.end_minute >= bindparam("since"),
        questions.c.end_minute < bindparam("until"),
    )
    .order_by(questions.c.end_minute)
)


def past(tx: Tx, person: int, since: Minutes, until: Minutes) -> list[tuple[Minutes, Cents, bool]]:
    """Return the questions to a person: when he had finished, the worth, whether it was asked.

    Of work that ended in [since, until).
    """
    keys = {"p": person, "since": since, "until": until}
    return [(end, worth, bool(asked)) for end, worth, asked in _PAST.all(tx, keys)]


def asked_of_crew(tx: Tx, team: int, wall_day: int) -> int:
    """Return how many questions a crew was asked about a day."""
    query = select(func.count()).where(
        questions.c.team_id == team, questions.c.wall_day == wall_day, questions.c.asked
    )
    return int(tx.execute(query).scalar_one())


ASKED = select(questions).where(questions.c.asked)
_LATEST = (
    ASKED.join(
        seen,
        (seen.c.person_id == questions.c.person_id) & (seen.c.raw_start == questions.c.raw_start),
    )
    .where(
        questions.c.person_id == bindparam("p"),
        questions.c.considered_at >= bindparam("since"),
        (questions.c.outcome.is_(None) & seen.c.pending)
        | (questions.c.answered_at >= bindparam("said")),
    )
    # What is open comes before what was just answered and may be taken back.
    .order_by(questions.c.outcome.is_not(None), questions.c.start_at.desc())
    .limit(1)
)


def latest(tx: Tx, person: int, since: Instant, said: Instant) -> Asked | None:
    """Return the latest question since an instant that is open, or was answered after ``said``."""
    row = tx.execute(_LATEST, {"p": person, "since": since, "said": said}).first()
    return None if row is None else as_asked(row)


def find(tx: Tx, key: int, person: int) -> Asked | None:
    """Return a question that a person was asked; None for another's, and for one never asked.

    On PostgreSQL two answers to it at once wait for one another.
    """
    query = ASKED.where(questions.c.id == key, questions.c.person_id == person)
    row = tx.execute(query if is_sqlite(tx) else query.with_for_update()).first()
    return None if row is None else as_asked(row)


def used(tx: Tx, person: int, uuid: str) -> bool:
    """Tell whether a press of a person ended some question before."""
    query = select(questions.c.id).where(questions.c.person_id == person, questions.c.uuid == uuid)
    return tx.execute(query).first() is not None


def as_asked(row: Any) -> Asked:
    """Read a row of the table."""
    codes = tuple(code for code, _ in parts_from_json(row.codes))
    splits = tuple(parts_from_json(json.dumps(parts)) for parts in json.loads(row.splits))
    return Asked(
        row.id, row.person_id, row.raw_start, row.start_at, row.end_at, codes, splits,
        row.outcome or "", row.uuid or "", row.answer_id,
    )  # fmt: skip


def end(tx: Tx, key: int, outcome: str, uuid: str, answer: int | None, now: Instant) -> None:
    """Record how a question ended."""
    values = {"outcome": outcome, "uuid": uuid, "answer_id": answer, "answered_at": now}
    tx.execute(update(questions).where(questions.c.id == key).values(**values))


_GOING_ON, _TASK_GOING_ON = (
    table.c.ended_on.is_(None) | (table.c.ended_on >= bindparam("day"))
    for table in (projects, tasks)
)
_PROJECTS = select(projects.c.id).where(_GOING_ON)
_TASKS = (
    select(projects.c.id, tasks.c.id)
    .join(tasks, tasks.c.project_id == projects.c.id)
    .where(_GOING_ON, _TASK_GOING_ON)
)


def codes_in_use(tx: Tx, at: Instant) -> list[Code]:
    """Return the codes that a word on work at an instant may name: projects that went on then.

    A day more is allowed for, wherever the work was.
    """
    keys = {"day": calendar.day_of(at, "UTC") - timedelta(days=1)}
    whole = [Code(key) for key in tx.execute(_PROJECTS, keys).scalars()]
    return whole + [Code(project, task) for project, task in tx.execute(_TASKS, keys)]


_CENTS = Quick(
    select(func.coalesce(func.sum(lines.c.cents), 0)).where(
        lines.c.person_id == bindparam("p"), lines.c.shift_start == bindparam("at")
    )
)


def stake(tx: Tx, person: int, start: Instant) -> Cents:
    """Return what the hours of a shift cost."""
    row = _CENTS.one(tx, {"p": person, "at": start})
    return int(row[0]) if row else 0


def as_sight(person: int, end: Minutes) -> Sight:
    """Return what a budget needs of a shift of the past: whose it was, and when it ended."""
    return Sight((person, end), person, end, end, 0)
