"""Cost codes: what kind of work it is, across projects."""

from timesheet.actions.setting_up import changes
from timesheet.actions.setting_up.changes import Author
from timesheet.store.codes import CostCode


def save(cost_code: CostCode, seen: str, author: Author) -> int:
    """Add or change a cost code and return its id."""
    return changes.save(cost_code, seen, author)
