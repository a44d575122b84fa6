"""Teams and who leads them."""

from timesheet.actions.setting_up import changes, following
from timesheet.actions.setting_up.changes import Author
from timesheet.errors import Missing, Refused
from timesheet.store import audit, catalog, db, people, staff
from timesheet.store.codes import CostCenter, Person, Team
from timesheet.store.db import Tx


def save(team: Team, seen: str, author: Author) -> int:
    """Add or change a team and return its id."""
    key = changes.save(team, seen, author, _check, _follow)
    following.derive()
    return key


def _check(tx: Tx, team: Team, _before: Team | None) -> None:
    changes.check_reference(tx, CostCenter, team.cost_center_id, "cost_center_id")


def _follow(tx: Tx, team: Team, before: Team | None) -> None:
    if before is not None and before.cost_center_id != team.cost_center_id:
        following.mark(tx, people=staff.with_hours_on(tx, team=team.id))


def add_lead(team: int, person: int, author: Author) -> None:
    """Let a person lead a team too; he must have the lead's role."""
    with db.write() as tx:
        _both(tx, team, person)
        if "lead" not in people.roles_of(tx, person):
            raise Refused("Give this person the role of a lead first.", field="number")
        staff.set_leads(tx, team, staff.leads_of(tx, team) | {person})
        audit.record(tx, author.person, "lead_added", "team", team, {"lead": person})


def remove_lead(team: int, person: int, author: Author) -> None:
    """Let a person lead a team no more."""
    with db.write() as tx:
        _both(tx, team, person)
        staff.set_leads(tx, team, staff.leads_of(tx, team) - {person})
        audit.record(tx, author.person, "lead_removed", "team", team, {"lead": person})


def _both(tx: Tx, team: int, person: int) -> None:
    if catalog.find(tx, Team, team, lock=True) is None:
        raise Missing("team")
    if catalog.find(tx, Person, person) is None:
        raise Missing("person")
