"""Pay policies: which one holds for whom, from which day on; each choice adds a version."""

import json
from datetime import date

from timesheet.actions.setting_up import changes, following
from timesheet.actions.setting_up.changes import Author
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.presets import PRESETS
from timesheet.errors import Refused
from timesheet.store import audit, db, policies, staff
from timesheet.store.codes import Person, Team
from timesheet.store.policies import PayPolicyVersion


def assign(
    preset: str, effective_from: date, team: int | None, person: int | None, author: Author
) -> PayPolicyVersion:
    """Let a preset hold from a day on, for all, for a team or for a person.

    Workweeks of those people from that day on are derived again.
    """
    if preset not in PRESETS:
        raise Refused("Choose one from the list.", field="preset")
    if team is not None and person is not None:
        raise Refused("Either a team or a person, not both.", field="person")
    document = json.dumps(Policy.from_dict(PRESETS[preset]).to_dict(), separators=(",", ":"))
    with db.write() as tx:
        changes.check_reference(tx, Team, team, "team_id")
        changes.check_reference(tx, Person, person, "person")
        added = policies.add_pay_policy(
            tx,
            code=preset,
            name=preset,
            effective_from=effective_from,
            document=document,
            team=team,
            person=person,
            at=author.at,
            by=author.person,
        )
        audit.record(tx, author.person, "assigned", "pay_policy", added.id)
        people = [person] if person else sorted(staff.members_ever(tx, [team])) if team else None
        following.mark(tx, people=people, first_day=effective_from)
    following.derive()
    return added
