"""The nouns of a journal: entries whose debits equal their credits, to the cent."""

import hashlib
from dataclasses import dataclass
from datetime import date

from timesheet.core.model import Cents, Seconds


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an entry: cents on one side of an account, for a cost center and a project.

    ``sources`` are the keys of the exported lines that it is the sum of; ``source`` names where
    they came from (a batch) in words. What is ``estimated`` says so in its memo as well.
    """

    account: str
    account_name: str = ""
    debit: Cents = 0
    credit: Cents = 0
    cost_center: str = ""
    project: str = ""
    seconds: Seconds = 0
    memo: str = ""
    source: str = ""
    sources: tuple[str, ...] = ()
    estimated: bool = False

    @property
    def hundredths(self) -> int:
        """Hours in hundredths, rounded half up; for people to read, never to sum up."""
        return (abs(self.seconds) * 100 + 1800) // 3600 * (-1 if self.seconds < 0 else 1)

    @property
    def digest(self) -> str:
        """A short hash of what the line says."""
        said = (self.account, self.debit, self.credit, self.cost_center, self.project, self.sources)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal entry; ``key`` (its origin and kind) can be posted only once.

    ``kind`` is labor_distribution, burden, accrual or accrual_reversal; ``reverses`` names the
    entry that this one takes back.
    """

    key: str
    number: int
    kind: str
    day: date
    text: str
    lines: tuple[Line, ...]
    reverses: str = ""

    @property
    def balance(self) -> Cents:
        """Debits less credits: zero, or something of ours is broken."""
        return sum(line.debit - line.credit for line in self.lines)
