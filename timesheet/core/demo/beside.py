"""What was declared in the demo company beside punches: leave taken and asked for, a bonus."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from timesheet.core import calendar
from timesheet.core.demo.nouns import Human, Through
from timesheet.core.demo.plan import Plan
from timesheet.core.model import Instant
from timesheet.core.pay.declared import Declaration, Says

DAY = timedelta(days=1)
# Code, name, paid, accrual: what the people of the demo may be away for.
KINDS = (
    ("VAC", "Vacation", True, '{"pay_code":"VAC","every":"month","grant_h":10,"cap_h":160}'),
    ("SICK", "Sick leave", True, '{"pay_code":"SICK","every":"worked","grant_h":1,"per_h":30}'),
    ("UNPAID", "Unpaid leave", False, "{}"),
)


def declared(
    plan: Plan,
    people: list[Human],
    worked: Mapping[int, set[date]],
    through: Sequence[Through],
    author: int,
) -> Iterator[Declaration]:
    """Yield the declarations, in order; their ids count from 1.

    ``worked`` are the days on which each person worked: nobody is away on those; ``through`` are
    the words on meals that were work.
    """
    workers = [p for p in people if p.team is not None and p.ended_on is None and p.pay]
    key = 0
    for n, human in enumerate(workers):
        for said in _of(plan, n, human, worked.get(human.id, set()), author):
            key += 1
            about = key - 1 if said.says is Says.LEAVE_APPROVED else None
            yield Declaration(
                key, said.person, said.says, said.first, said.last, said.author, said.made_at,
                name=said.name, seconds=said.seconds, cents=said.cents, reason=said.reason,
                about=about,
            )  # fmt: skip

    for number, one in enumerate(through, key + 1):
        yield Declaration(
            number, one.person, Says.MEAL_TAKEN, one.day, one.day, one.person, one.made_at,
            start=one.start, end=one.end,
        )  # fmt: skip


def _of(plan: Plan, n: int, human: Human, worked: set[date], author: int) -> Iterator[Declaration]:
    monday = calendar.week_of(plan.until) + 7 * DAY
    if n % 7 == 0:
        free = _free(plan, human, worked)
        if free is not None:
            at = calendar.start_of_day(free, human.zone) + 7 * 3600
            yield _said(human, Says.LEAVE, free, free, author, at, "SICK", "called in sick")
    elif n % 7 == 2:
        at = calendar.start_of_day(plan.until - 3 * DAY, human.zone) + 9 * 3600
        last = monday + 4 * DAY
        yield _said(human, Says.LEAVE_REQUESTED, monday, last, human.id, at, "VAC", "family")
        yield _said(human, Says.LEAVE_APPROVED, monday, last, author, at + 7200, "", "")
    elif n % 7 == 4:
        at = calendar.start_of_day(plan.until - DAY, human.zone) + 9 * 3600
        first = monday + 3 * DAY
        yield _said(human, Says.LEAVE_REQUESTED, first, first + DAY, human.id, at, "VAC", "")
    elif n % 7 == 5 and n < 14:
        day = plan.until - 6 * DAY
        at = calendar.start_of_day(day, human.zone) + 9 * 3600
        why = "finished a week early"
        yield _said(human, Says.EARNING, day, day, author, at, "BONUS", why, cents=25_000)


def _free(plan: Plan, human: Human, worked: set[date]) -> date | None:
    """Return the latest weekday of the last two weeks on which somebody didn't work."""
    days = (plan.until - n * DAY for n in range(1, 15))
    since = max(human.started_on, plan.first)
    return next((d for d in days if d.weekday() < 5 and d not in worked and d >= since), None)


def _said(
    human: Human,
    says: Says,
    first: date,
    last: date,
    author: int,
    at: Instant,
    name: str,
    reason: str,
    cents: int = 0,
) -> Declaration:
    seconds = 8 * 3600 if says in {Says.LEAVE, Says.LEAVE_REQUESTED} else 0
    return Declaration(
        0, human.id, says, first, last, author, at, name=name, seconds=seconds, cents=cents,
        reason=reason,
    )  # fmt: skip
