"""What the reports are made from: derived rows with their names already looked up.

Instants are seconds since 1970 UTC, ``zone`` is the IANA name they are shown in. Texts are ""
where there is none. Sources of views can be iterated again and again, and are ordered by person,
then day, then start.
"""

from datetime import date
from typing import NamedTuple, Protocol


class LineView(NamedTuple):
    """A labor line.

    ``line`` tells it from the others of its person and day, and is the same each time that the
    same work is derived: "start-end-pay code-part-project-task-cost code-cost center", with ids.
    ``project`` is the project's code ("" where nobody knows it), ``likely`` the best guess behind
    unallocated hours, ``reason`` the reason in words.
    """

    line: str
    person_id: int
    person_number: str
    person: str
    team: str
    day: date
    week: date
    period: date
    customer: str
    project: str
    project_name: str
    task: str
    cost_code: str
    cost_center: str
    pay_code: str
    part: str
    seconds: int
    cents: int
    confidence: float
    attested: bool
    source: str
    reason: str
    likely: str
    shift_start: int
    start: int
    end: int
    zone: str
    site: str
    lines: int = 1


class Paid(Protocol):
    """Hours and money of a person on a pay code: a labor line, or many summed up."""

    @property
    def person_id(self) -> int:
        """The person."""

    @property
    def person_number(self) -> str:
        """His number."""

    @property
    def person(self) -> str:
        """His name."""

    @property
    def team(self) -> str:
        """His team at the time."""

    @property
    def period(self) -> date:
        """First day of the pay period."""

    @property
    def pay_code(self) -> str:
        """The pay code."""

    @property
    def seconds(self) -> int:
        """Paid time."""

    @property
    def cents(self) -> int:
        """Wages."""

    @property
    def lines(self) -> int:
        """How many labor lines these are."""


class SumView(NamedTuple):
    """Labor lines of one kind, summed up; where they are of many kinds, a text is ""."""

    person_id: int
    person_number: str
    person: str
    team: str
    period: date
    project: str
    task: str
    cost_center: str
    pay_code: str
    source: str
    seconds: int
    cents: int
    lines: int


class SegmentView(NamedTuple):
    """A piece of a shift: ``[start, end)`` and the code in words ("" where none was said)."""

    start: int
    end: int
    code: str = ""


class ShiftView(NamedTuple):
    """A shift: what was punched (``raw_*``), what counts, and its paid pieces in order.

    ``seconds`` is paid presence; ``open`` shifts have no out yet. ``meal_taken`` is what the policy
    deducted of the ``meal_owed`` seconds, ``meal_said`` the declaration that says otherwise.
    """

    person_id: int
    person_number: str
    person: str
    team: str
    day: date
    site: str
    zone: str
    raw_start: int
    raw_end: int
    start: int
    end: int
    seconds: int
    open: bool
    segments: tuple[SegmentView, ...] = ()
    meal_owed: int = 0
    meal_taken: int = 0
    meal_said: int | None = None


class IssueView(NamedTuple):
    """An exception; ``details`` are pairs of name and value, ``seconds``/``cents`` at stake."""

    person_id: int
    person_number: str
    person: str
    team: str
    day: date
    at: int
    zone: str
    code: str
    severity: str
    details: tuple[tuple[str, str], ...] = ()
    seconds: int = 0
    cents: int = 0

    @property
    def words(self) -> str:
        """The exception as a phrase: "missing out (in: 07:02)"."""
        phrase = self.code.replace("_", " ")
        if not self.details:
            return phrase
        return f"{phrase} ({', '.join(f'{name}: {value}' for name, value in self.details)})"
