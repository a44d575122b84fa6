"""Rates: what a person earns an hour from a day on; added, never changed."""

from datetime import date

from timesheet.actions.setting_up import changes, following
from timesheet.actions.setting_up.changes import Author
from timesheet.core.model import RATE_UNIT, Rate
from timesheet.errors import Missing, Refused
from timesheet.store import audit, catalog, db, rates
from timesheet.store.codes import Person, Project

HIGHEST: Rate = 10_000 * RATE_UNIT


def add(
    person: int, rate: Rate, valid_from: date, project: int | None, reason: str, author: Author
) -> int:
    """Add a rate (1/10,000 an hour) with the reason for it, and return its id.

    Weeks from its first day on are derived again.
    """
    if not 0 <= rate <= HIGHEST:
        raise Refused("A rate lies between 0 and %(most)d an hour.", field="rate", most=10_000)
    reason = changes.check_reason(reason)
    with db.write() as tx:
        if catalog.find(tx, Person, person) is None:
            raise Missing("person")
        changes.check_reference(tx, Project, project, "project_id")
        key = rates.add_rate(
            tx,
            person=person,
            rate=rate,
            valid_from=valid_from,
            project=project,
            reason=reason,
            at=author.at,
            by=author.person,
        )
        audit.record(tx, author.person, "rate_added", "person", person, {"rate": key})
        following.mark(tx, people=[person], first_day=valid_from)
    following.derive()
    return key
