"""Tasks: parts of a project."""

from timesheet.actions.setting_up import changes
from timesheet.actions.setting_up.changes import Author
from timesheet.errors import Refused
from timesheet.store.codes import CostCode, Project, Task
from timesheet.store.db import Tx


def save(task: Task, seen: str, author: Author) -> int:
    """Add or change a task and return its id; it stays with its project."""
    return changes.save(task, seen, author, _check)


def _check(tx: Tx, task: Task, before: Task | None) -> None:
    changes.check_reference(tx, Project, task.project_id, "project_id")
    changes.check_reference(tx, CostCode, task.cost_code_id, "cost_code_id")
    if before is not None and before.project_id != task.project_id:
        raise Refused("A task stays with its project. Add one there.", field="project_id")
