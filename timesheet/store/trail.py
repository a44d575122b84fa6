"""What was changed, as facts and in the log: streams in order of time, a statement each."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Select, Table, select

from timesheet.core.model import Instant
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.selection import stream
from timesheet.store.tables import (
    AnswerRow,
    Audit,
    CorrectionRow,
    DeclarationRow,
    DisputeRow,
    PayRate,
    PeriodStep,
    PunchRow,
)

audit = table_of(Audit)
answers = table_of(AnswerRow)
corrections = table_of(CorrectionRow)
declarations = table_of(DeclarationRow)
disputes = table_of(DisputeRow)
punches = table_of(PunchRow)
rates = table_of(PayRate)
steps = table_of(PeriodStep)

Span = tuple[Instant, Instant]


class Named(NamedTuple):
    """The fact that an entry of the log tells of: its kind and id."""

    kind: str
    key: int


# What an entry's payload calls the fact that it tells of.
TOLD = {"correction": "correction", "declaration": "declaration", "rate": "rate"}


def told(event: str, subject: str, subject_id: int | None, payload: str) -> Named | None:
    """Return the fact that an entry of the log tells of; None where it tells of none."""
    if event == "corrected" and subject == "answer" and subject_id is not None:
        return Named("answer", subject_id)
    said = json.loads(payload)
    return next(
        (Named(kind, said[name]) for name, kind in TOLD.items() if isinstance(said.get(name), int)),
        None,
    )


def entries(tx: Tx, during: Span) -> Iterator[Any]:
    """Yield the entries of the log, in order."""
    yield from stream(tx, _in_time(select(audit), audit, audit.c.at, during))


def word_changes(tx: Tx, during: Span) -> Iterator[Any]:
    """Yield words with ``before``: the parts of the one that it takes back, or of the same span."""
    gone, earlier = answers.alias(), answers.alias()
    held = select(gone.c.parts).where(gone.c.id == answers.c.withdraws_id).scalar_subquery()
    last = (
        select(earlier.c.parts)
        .where(
            earlier.c.person_id == answers.c.person_id,
            earlier.c.start_at == answers.c.start_at,
            earlier.c.id < answers.c.id,
        )
        .order_by(earlier.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(answers, held.label("gone"), last.label("before"))
    yield from stream(tx, _in_time(query, answers, answers.c.made_at, during))


def punch_changes(tx: Tx, during: Span) -> Iterator[Any]:
    """Yield corrections with what they correct (``was_kind``, ``was_at``, ``was_zone``)."""
    added = corrections.alias()
    joined = corrections.outerjoin(punches, punches.c.id == corrections.c.punch_id).outerjoin(
        added, added.c.id == corrections.c.added_id
    )
    query = select(
        corrections,
        punches.c.kind.label("punch_kind"),
        punches.c.at.label("punch_at"),
        punches.c.zone.label("punch_zone"),
        added.c.kind.label("added_kind"),
        added.c.at.label("added_at"),
        added.c.zone.label("added_zone"),
    ).select_from(joined)
    yield from stream(tx, _in_time(query, corrections, corrections.c.made_at, during))


def declared(tx: Tx, during: Span) -> Iterator[Any]:
    """Yield declarations, with those that they are about (``about_says``, ``about_cents``)."""
    about = declarations.alias()
    joined = declarations.outerjoin(about, about.c.id == declarations.c.about_id)
    query = select(
        declarations,
        about.c.says.label("about_says"),
        about.c.name.label("about_name"),
        about.c.cents.label("about_cents"),
    ).select_from(joined)
    yield from stream(tx, _in_time(query, declarations, declarations.c.made_at, during))


def period_steps(tx: Tx, during: Span) -> Iterator[Any]:
    """Yield steps of closing, with the state ``before`` them (None: open)."""
    earlier = steps.alias()
    last = (
        select(earlier.c.state)
        .where(
            earlier.c.person_id == steps.c.person_id,
            earlier.c.period == steps.c.period,
            earlier.c.id < steps.c.id,
        )
        .order_by(earlier.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(steps, last.label("before"))
    yield from stream(tx, _in_time(query, steps, steps.c.made_at, during))


def objections(tx: Tx, during: Span) -> Iterator[Any]:
    """Yield disputes."""
    yield from stream(tx, _in_time(select(disputes), disputes, disputes.c.made_at, during))


def rate_changes(tx: Tx, during: Span) -> Iterator[Any]:
    """Yield rates, with the one that held ``before`` (None: there was none)."""
    earlier = rates.alias()
    last = (
        select(earlier.c.rate)
        .where(
            earlier.c.person_id == rates.c.person_id,
            earlier.c.project_id.is_not_distinct_from(rates.c.project_id),
            earlier.c.valid_from <= rates.c.valid_from,
            earlier.c.id < rates.c.id,
        )
        .order_by(earlier.c.valid_from.desc(), earlier.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(rates, last.label("before"))
    yield from stream(tx, _in_time(query, rates, rates.c.recorded_at, during))


def _in_time(query: Select[Any], table: Table, at: Any, during: Span) -> Select[Any]:
    first, end = during
    return query.where(at >= first, at < end).order_by(at, table.c.id)
