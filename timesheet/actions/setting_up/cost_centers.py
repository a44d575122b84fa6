"""Cost centers: where wages are booked."""

from timesheet.actions.setting_up import changes
from timesheet.actions.setting_up.changes import Author
from timesheet.store.codes import CostCenter


def save(cost_center: CostCenter, seen: str, author: Author) -> int:
    """Add or change a cost center and return its id."""
    return changes.save(cost_center, seen, author)
