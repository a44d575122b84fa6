"""What statutory forms need beside labor lines: corrected days, and projects that ask for words."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select, true

from timesheet.core import calendar
from timesheet.core.forms.nouns import Said
from timesheet.core.model import Instant
from timesheet.store import batches
from timesheet.store.base import table_of
from timesheet.store.db import Tx
from timesheet.store.tables import CorrectionRow, Person, Project, PunchRow

corrections = table_of(CorrectionRow)
people = table_of(Person)
projects = table_of(Project)
punches = table_of(PunchRow)

# All forms ask for the same things under the same names: what is said once holds for all of them.
SAID = "forms"


class Changed(NamedTuple):
    """The last change of a person's punches of a day: by whom, when, why."""

    by: str
    made_at: Instant
    reason: str


def said(tx: Tx, kinds: Collection[str] | None = None) -> Said:
    """Return what people said for forms: everything, or what is about some ``kinds`` of things."""
    names = batches.names_at(tx, SAID, kinds)
    return Said(names.settings, names.known)


def must_attest(tx: Tx) -> frozenset[str]:
    """Return the codes of the projects that need the person's own word."""
    query = select(projects.c.code).where(projects.c.attestation_required)
    return frozenset(tx.execute(query).scalars())


def changed(
    tx: Tx, first: date, last: date, some: Collection[int] | None = None
) -> dict[tuple[int, date], Changed]:
    """Return the last change of each person's day that has one, by its local day.

    Of ``some`` people only where they are told.
    """
    at = func.coalesce(corrections.c.at, punches.c.at)
    author, owner = people.alias(), people.alias()
    query = (
        select(
            corrections.c.person_id, at.label("at"), author.c.name, corrections.c.made_at,
            corrections.c.reason, owner.c.zone,
        )
        .select_from(corrections)
        .outerjoin(punches, punches.c.id == corrections.c.punch_id)
        .join(author, author.c.id == corrections.c.author_id)
        .join(owner, owner.c.id == corrections.c.person_id)
        .where(
            at.between(*_span(first, last)),
            true() if some is None else corrections.c.person_id.in_(some),
        )
        .order_by(corrections.c.id)
    )  # fmt: skip
    return {
        (row.person_id, calendar.day_of(row.at, row.zone)): Changed(
            row.name, row.made_at, row.reason
        )
        for row in tx.execute(query)
    }


def _span(first: date, last: date) -> tuple[Instant, Instant]:
    day = 86_400
    return (
        calendar.start_of_day(first, "UTC") - day,
        calendar.start_of_day(last, "UTC") + 2 * day,
    )
