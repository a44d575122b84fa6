"""A person's work as it leaves the house: what files for payroll and the ledger are made of."""

from datetime import date
from typing import NamedTuple

from timesheet.core.model import Cents, Seconds


class Worked(NamedTuple):
    """Hours and money of one person's day on one code and pay code; texts are "" where none.

    ``person`` is the person's number. Negative seconds and cents take back what was sent before.
    ``source`` is what the code rests on, for statutory forms; "" in files for payroll and the
    ledger, where a word in the place of an inference is nothing new.
    """

    person: str
    name: str
    day: date
    pay_code: str
    seconds: Seconds
    cents: Cents
    project: str = ""
    project_name: str = ""
    customer: str = ""
    task: str = ""
    cost_code: str = ""
    cost_center: str = ""
    source: str = ""
