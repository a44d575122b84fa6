"""Questions that accounting has everybody asked about a pay period: given, counted, taken back."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from timesheet.core.model import Cents, Instant
from timesheet.core.review import Pattern
from timesheet.store.db import Tx, is_sqlite
from timesheet.store.doubtful import DOUBT, VARIANCE, lines, unspoken
from timesheet.store.questions import ASKED, Asked, Offer, as_asked, questions
from timesheet.store.seen import seen
from timesheet.store.selection import Selection, within
from timesheet.store.staff import leads

UNTOLD = 333
"""Thousandths of a shift that are in doubt at least once a lead couldn't tell its code.

Who knows a shift that was for one code says it, so that most of what he passes over was divided:
in three demo companies .36 of that money was on wrong codes, whatever the confidence.
"""

# Somebody else may have spoken of the shift meanwhile.
_WAITS = or_(
    questions.c.outcome.is_not(None),
    exists().where(
        seen.c.person_id == questions.c.person_id,
        seen.c.raw_start == questions.c.raw_start,
        seen.c.pending,
    ),
)


def ask(tx: Tx, wanted: Sequence[dict[str, Any]], now: Instant, *, asked: bool = True) -> None:
    """Ask about shifts, whether or not they were thought of before; not again what has ended.

    The columns of the table are the keys; ``codes`` are offered, likeliest first. Where not
    ``asked``, the workers aren't: what they were asked before stays so.
    """
    rows = [
        {**one, **Offer(one["codes"]).columns(), "asked": asked, "considered_at": now}
        for one in wanted
    ]
    into = (sqlite.insert if is_sqlite(tx) else postgresql.insert)(questions)
    changed = ("asked", "considered_at", "worth_cents") if asked else ("worth_cents",)
    again = {name: into.excluded[name] for name in changed}
    change = into.on_conflict_do_update(
        index_elements=["person_id", "raw_start"],
        set_=again,
        where=questions.c.outcome.is_(None),
    )
    if rows:
        tx.execute(change, rows)


def _of_days(first: date, last: date) -> ColumnElement[bool]:
    epoch = date(1970, 1, 1)
    return questions.c.wall_day.between((first - epoch).days, (last - epoch).days)


def _asked_of(first: date, last: date) -> ColumnElement[bool]:
    return and_(questions.c.asked, _of_days(first, last))


def tally(tx: Tx, first: date, last: date) -> dict[str, tuple[int, int]]:
    """Return how questions about some days ended ("" while open): their number, and whose."""
    by = func.coalesce(questions.c.outcome, "")
    query = select(by, func.count(), func.count(questions.c.person_id.distinct()))
    rows = tx.execute(query.where(_asked_of(first, last), _WAITS).group_by(by))
    return {row[0]: (row[1], row[2]) for row in rows}


def waiting(tx: Tx, first: date, last: date) -> list[Asked]:
    """Return the open questions about some days, by person and time."""
    query = ASKED.where(_of_days(first, last), questions.c.outcome.is_(None), _WAITS)
    ordered = query.order_by(questions.c.person_id, questions.c.raw_start)
    return [as_asked(row) for row in tx.execute(ordered)]


class Unanswered(NamedTuple):
    """A question without its worker's answer, and the team whose lead may know.

    ``passed_on`` is False where its worker never got it.
    """

    asked: Asked
    passed_on: bool
    team: int
    wall_day: int
    worth: Cents


class Leads(NamedTuple):
    """Questions about some days that leads were asked: how many, of them open, and their taps."""

    shifts: int
    open: int
    taps: int


_LEFT = and_(
    or_(questions.c.outcome.is_(None), questions.c.outcome == "skipped"),
    exists().where(
        seen.c.person_id == questions.c.person_id,
        seen.c.raw_start == questions.c.raw_start,
        seen.c.pending,
    ),
)
_WITH_LEADS = and_(questions.c.lead_asked_at.is_not(None), questions.c.lead_press.is_(None))


def take_off(tx: Tx, first: date, last: date) -> int:
    """Ask nobody any more what is open about some days; return how many questions that were."""
    waits = or_(_WITH_LEADS, and_(questions.c.asked, questions.c.outcome.is_(None)))
    still = case((_WITH_LEADS, None), else_=questions.c.lead_asked_at)
    asked = and_(questions.c.asked, questions.c.outcome.is_not(None))
    change = update(questions).where(_of_days(first, last), waits)
    return int(tx.execute(change.values(asked=asked, lead_asked_at=still)).rowcount)


def unanswered(tx: Tx, first: date, last: date) -> list[Unanswered]:
    """Return what nobody answered about some days and no lead was asked yet, asked or thought of.

    Only where somebody else leads the team.
    """
    led = exists().where(
        leads.c.team_id == questions.c.team_id, leads.c.person_id != questions.c.person_id
    )
    query = select(questions).where(
        _of_days(first, last), _LEFT, questions.c.lead_asked_at.is_(None), led
    )
    ordered = query.order_by(questions.c.team_id, questions.c.wall_day, questions.c.id)
    return [_unanswered(row) for row in tx.execute(ordered)]


def with_leads(tx: Tx, teams: Collection[int] | None = None) -> list[Unanswered]:
    """Return what the leads of some teams (None: of all) were asked, and nobody answered yet."""
    whose = true() if teams is None else questions.c.team_id.in_(sorted(teams))
    query = select(questions).where(_LEFT, _WITH_LEADS, whose)
    ordered = query.order_by(questions.c.wall_day, questions.c.person_id, questions.c.id)
    return [_unanswered(row) for row in tx.execute(ordered)]


def _unanswered(row: Any) -> Unanswered:
    return Unanswered(as_asked(row), row.asked, row.team_id, row.wall_day, row.worth_cents)


def ask_leads(tx: Tx, keys: Collection[int], now: Instant) -> None:
    """Let leads be asked some questions."""
    change = update(questions).where(questions.c.id == bindparam("key"))
    if keys:
        tx.execute(change.values(lead_asked_at=now), [{"key": key} for key in sorted(keys)])


def end_with_lead(tx: Tx, keys: Collection[int], press: str) -> None:
    """Ask a lead no more about some questions, because of a press of his."""
    change = update(questions).where(questions.c.id.in_(sorted(keys)), _WITH_LEADS)
    tx.execute(change.values(lead_press=press))


def leads_tally(tx: Tx, first: date, last: date) -> Leads:
    """Return how what leads were asked about some days stands."""
    still = case((and_(_LEFT, _WITH_LEADS), 1), else_=0)
    query = select(
        func.count(), func.coalesce(func.sum(still), 0),
        func.count(questions.c.lead_press.distinct()),
    ).where(_of_days(first, last), questions.c.lead_asked_at.is_not(None))  # fmt: skip
    return Leads(*(int(value) for value in tx.execute(query).one()))


def passed_over(tx: Tx, chosen: Selection) -> list[Pattern]:
    """Return the doubt that comes of leads who were asked and couldn't tell, by team."""
    c, least = lines.c, func.abs(lines.c.cents) * UNTOLD
    query = (
        select(
            c.team_id, func.min(c.id), func.count(),
            func.sum(case((least > DOUBT, least - DOUBT), else_=0)),
            func.sum(func.abs(c.cents)), func.sum(VARIANCE),
        )
        .join_from(
            lines, seen, and_(seen.c.person_id == c.person_id, seen.c.start_at == c.shift_start)
        )
        .join(
            questions,
            and_(
                questions.c.person_id == seen.c.person_id,
                questions.c.raw_start == seen.c.raw_start,
            ),
        )
        .where(
            within(lines, chosen), unspoken(lines), seen.c.pending,
            questions.c.lead_press.is_not(None),
        )
    )  # fmt: skip
    return [
        Pattern((team,), first, number, int(doubt), 0.0, int(money), float(alone))
        for team, first, number, doubt, money, alone in tx.execute(query.group_by(c.team_id))
    ]
