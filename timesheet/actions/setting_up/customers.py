"""Customers: who projects are for."""

from timesheet.actions.setting_up import changes
from timesheet.actions.setting_up.changes import Author
from timesheet.store.codes import Customer


def save(customer: Customer, seen: str, author: Author) -> int:
    """Add or change a customer and return its id."""
    return changes.save(customer, seen, author)
