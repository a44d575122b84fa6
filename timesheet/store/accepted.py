"""Doubts that accounting overruled unseen: kept with its word, counted while that stands."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Integer, and_, case, cast, func, insert, select

from timesheet.core import reason
from timesheet.core.model import Source
from timesheet.core.review import MILLE, Pattern
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.selection import Selection, within
from timesheet.store.tables import AcceptedDoubt, AnswerRow, LaborLineRow, SampleCoding, SampleDraw

accepted = table_of(AcceptedDoubt)
answers = table_of(AnswerRow)
codings = table_of(SampleCoding)
draws = table_of(SampleDraw)
lines = table_of(LaborLineRow)

_SAID = Source.ACCOUNTING_WORD.value
# A line names the word that it stands on: "answer 12". Lines of other sources name other things.
_ANSWER = cast(
    case((lines.c.source == _SAID, func.substr(lines.c.ref, len(reason.ANSWER) + 1))), Integer
)


def add(tx: Tx, doubts: Mapping[int, int], *, blind: bool) -> None:
    """Keep what was in doubt of the hours of answers, in thousandths.

    Of what was sure nothing is kept, unless the answers are ``blind`` and teach nothing.
    """
    rows = [
        {"answer_id": key, "mille": mille, "blind": blind}
        for key, mille in doubts.items()
        if mille or blind
    ]
    if rows:
        tx.execute(insert(accepted), rows)


def blind(tx: Tx, person: int) -> set[str]:
    """Return the answers about a person that teach nothing, as lines name them: "answer 12"."""
    query = select(answers.c.id).join(accepted, accepted.c.answer_id == answers.c.id)
    found = tx.execute(query.where(answers.c.person_id == person, accepted.c.blind)).scalars()
    return {reason.of_answer(key) for key in found}


def of_period(tx: Tx, chosen: Selection) -> list[Pattern]:
    """Return what lines of a pay period that stand on such words had in doubt.

    By team and code, as one may be wrong together with another.
    """
    c, mille = lines.c, accepted.c.mille
    keys = (c.team_id, c.project_id, c.task_id)
    query = (
        select(
            *keys, func.min(c.id), func.count(), func.sum(func.abs(c.cents) * mille),
            func.sum(func.abs(c.cents)),
            func.sum(1.0 * c.cents * c.cents * mille * (MILLE - mille) / MILLE**2),
        )
        .join_from(lines, accepted, accepted.c.answer_id == _ANSWER)
        .where(within(lines, chosen), c.source == _SAID)
    )  # fmt: skip
    return [
        Pattern(tuple(key), first, number, int(doubt), 0.0, int(money), float(alone))
        for *key, first, number, doubt, money, alone in tx.execute(query.group_by(*keys))
    ]


def doubt_of_people(tx: Tx, chosen: Selection) -> dict[int, int]:
    """Return how much money of such lines is in doubt, in thousandths of a cent, by person."""
    query = (
        select(lines.c.person_id, func.sum(func.abs(lines.c.cents) * accepted.c.mille))
        .join_from(lines, accepted, accepted.c.answer_id == _ANSWER)
        .where(within(lines, chosen), lines.c.source == _SAID)
    )
    return {who: int(doubt) for who, doubt in tx.execute(query.group_by(lines.c.person_id))}


def tried(tx: Tx, first: date, last: date) -> tuple[int, float]:
    """Return how many coded draws of periods were wrong though accepted, and how many in doubt.

    The second is the sum of the doubts that were overruled; who couldn't tell tells nothing.
    """
    right = and_(
        codings.c.project_id == draws.c.project_id,
        codings.c.task_id.is_not_distinct_from(draws.c.task_id),
    )
    about = and_(
        answers.c.person_id == draws.c.person_id,
        answers.c.start_at < draws.c.end_at,
        answers.c.end_at > draws.c.start_at,
        answers.c.source == _SAID,
        answers.c.made_at <= draws.c.made_at,
    )
    kept = (
        select(func.max(accepted.c.mille))
        .join(answers, answers.c.id == accepted.c.answer_id)
        .where(about)
        .scalar_subquery()
    )
    query = (
        select(draws.c.times, right, kept)
        .join(codings, codings.c.draw_id == draws.c.id)
        .where(
            draws.c.period.between(first, last),
            codings.c.project_id.is_not(None),
            draws.c.source == _SAID,
        )
    )
    found = [(times, same, mille) for times, same, mille in tx.execute(query) if mille]
    return (
        sum(times for times, same, _ in found if not same),
        sum(times * mille for times, _, mille in found) / MILLE,
    )
