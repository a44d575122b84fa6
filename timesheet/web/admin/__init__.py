"""The admin's pages: what is set up, one file per room of it."""

from timesheet.web.admin import company, home, kiosks, nouns, pay_policies, people, roster, rules
from timesheet.web.admin.blueprint import pages

__all__ = [
    "company",
    "home",
    "kiosks",
    "nouns",
    "pages",
    "pay_policies",
    "people",
    "roster",
    "rules",
]
