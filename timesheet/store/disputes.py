"""Objections of workers to what others changed: added, read, and open until it is answered."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.selection import Selection, within
from timesheet.store.tables import AnswerRow, CorrectionRow, DisputeRow

disputes = table_of(DisputeRow)
corrections = table_of(CorrectionRow)
answers = table_of(AnswerRow)


def add_dispute(
    tx: Tx, person: int, fact: tuple[str, int], day: date, at: Instant, words: str, now: Instant
) -> int:
    """Add an objection to a fact ("correction", "answer", "punch"; its id) about an instant."""
    kind, key = fact
    values = {f"{kind}_id": key, "day": day, "at": at, "words": words, "made_at": now}
    return add(tx, disputes, {"person_id": person, **values})


def words_by_fact(tx: Tx, person: int) -> dict[tuple[str, int], str]:
    """Return what a person objected to: the fact, and his words."""
    rows = tx.execute(select(disputes).where(disputes.c.person_id == person))
    return {
        (kind, key): row.words
        for row in rows
        for kind in ("correction", "answer", "punch")
        if (key := getattr(row, f"{kind}_id")) is not None
    }


def open_ones(tx: Tx, chosen: Selection) -> list[Any]:
    """Return the objections that nobody has answered, by person, day and time."""
    query = select(disputes).where(within(disputes, chosen), ~_answered())
    return list(tx.execute(query.order_by(disputes.c.person_id, disputes.c.day, disputes.c.at)))


def _answered() -> ColumnElement[bool]:
    """Say that somebody has spoken since: corrected the same punch, or said what it was for."""
    earlier, later = corrections.alias(), corrections.alias()
    same = or_(
        later.c.punch_id == earlier.c.punch_id,
        later.c.added_id == earlier.c.added_id,
        later.c.added_id == earlier.c.id,
    )
    corrected = (
        select(later.c.id)
        .join(earlier, earlier.c.id == disputes.c.correction_id)
        .where(same, later.c.id > earlier.c.id, later.c.made_at >= disputes.c.made_at)
    )
    pressed = select(later.c.id).where(
        later.c.punch_id == disputes.c.punch_id, later.c.made_at >= disputes.c.made_at
    )
    said = select(answers.c.id).where(
        answers.c.person_id == disputes.c.person_id,
        and_(answers.c.start_at <= disputes.c.at, answers.c.end_at >= disputes.c.at),
        answers.c.made_at >= disputes.c.made_at,
    )
    return or_(
        exists(corrected.correlate(disputes)),
        exists(pressed.correlate(disputes)),
        and_(disputes.c.answer_id.is_not(None), exists(said.correlate(disputes))),
    )
