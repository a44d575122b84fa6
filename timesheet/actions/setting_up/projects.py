"""Projects: jobs that hours are charged to."""

from timesheet.actions.setting_up import changes, following
from timesheet.actions.setting_up.changes import Author
from timesheet.store import staff
from timesheet.store.codes import CostCenter, Customer, Project
from timesheet.store.db import Tx


def save(project: Project, seen: str, author: Author) -> int:
    """Add or change a project and return its id."""
    key = changes.save(project, seen, author, _check, _follow)
    following.derive()
    return key


def _check(tx: Tx, project: Project, _before: Project | None) -> None:
    changes.check_days(project.starts_on, project.ended_on, "ended_on")
    changes.check_reference(tx, Customer, project.customer_id, "customer_id")
    changes.check_reference(tx, CostCenter, project.cost_center_id, "cost_center_id")


def _follow(tx: Tx, project: Project, before: Project | None) -> None:
    if before is not None and before.cost_center_id != project.cost_center_id:
        following.mark(tx, people=staff.with_hours_on(tx, project=project.id))
