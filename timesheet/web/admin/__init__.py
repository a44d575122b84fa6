"""The admin's pages: what is set up, one file per room of it."""

from timesheet.web.admin import (
    company,
    holidays,
    home,
    kiosks,
    nouns,
    pay_examples,
    pay_policies,
    pay_review,
    people,
    questions,
    reminders,
    roster,
    rules,
)
from timesheet.web.admin.blueprint import pages

__all__ = [
    "company",
    "holidays",
    "home",
    "kiosks",
    "nouns",
    "pages",
    "pay_examples",
    "pay_policies",
    "pay_review",
    "people",
    "questions",
    "reminders",
    "roster",
    "rules",
]
