"""Pay periods: which there are, and how each of them stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from timesheet.actions import adjusting
from timesheet.core import calendar
from timesheet.core.export.profile import Family
from timesheet.core.model import Cents, Instant, Seconds
from timesheet.errors import Missing
from timesheet.store import batches, policies, queries, terms, totals
from timesheet.store import issues as stored
from timesheet.store import names as naming
from timesheet.store.db import Tx, read
from timesheet.store.selection import Selection
from timesheet.store.terms import House
from timesheet.store.totals import Control


@dataclass(frozen=True, slots=True)
class ProjectHours:
    """Hours and money of a project in a period; the label is "" for what is unallocated."""

    label: str
    name: str
    seconds: Seconds
    cents: Cents


@dataclass(frozen=True, slots=True)
class Period:
    """A pay period with its control totals.

    ``present_seconds`` are those of the shifts that begin in it, ``allocated_seconds`` those of
    their labor lines; ``paid_seconds``/``paid_cents`` are those of its pay lines, and equal those
    of its labor lines (``control``): or something of ours is broken. ``running`` while today lies
    in it, ``to_come`` before. ``adjusted_seconds`` came to light after it was closed.
    ``sent_cents`` and ``booked_cents`` are what the files for payroll and for the ledger hold, by
    profile. Its payroll is due at ``due_at``, which is ``left`` seconds away (negative: over).
    """

    first: date
    last: date
    running: bool
    to_come: bool
    control: Control
    present_seconds: Seconds
    allocated_seconds: Seconds
    paid_seconds: Seconds
    paid_cents: Cents
    issues: dict[str, int]
    stale_weeks: int
    due_at: Instant
    left: Seconds
    zone: str
    adjusted_seconds: Seconds = 0
    sent_cents: Mapping[str, Cents] = field(default_factory=dict)
    booked_cents: Mapping[str, Cents] = field(default_factory=dict)

    @property
    def payroll_equals_journal(self) -> bool | None:
        """True where every file for payroll and for the ledger holds the same; None without both.

        Files that were voided don't count; what a later file adds counts with the first.
        """
        if not self.sent_cents or not self.booked_cents:
            return None
        return len({*self.sent_cents.values(), *self.booked_cents.values()}) == 1

    @property
    def clock_equals_allocated(self) -> bool:
        """True where every second of presence stands on some code."""
        return self.present_seconds == self.allocated_seconds + self.adjusted_seconds

    @property
    def allocated_equals_paid(self) -> bool:
        """True where the labor lines sum to the pay lines, to the second and the cent."""
        ours = (self.control.seconds, self.control.cents)
        return ours == (self.paid_seconds, self.paid_cents)

    @property
    def right_share(self) -> float:
        """The share of hours whose code is right, as expected from the confidences."""
        hours = self.control.seconds
        return self.control.expected_right_seconds / hours if hours else 1.0


def periods(now: Instant) -> list[tuple[date, date]]:
    """Return first and last day of each pay period with hours, newest first; the running too."""
    with read() as tx:
        house = terms.house(tx)
        return spans(tx, house, calendar.day_of(now, house.zone))[::-1]


def spans(tx: Tx, house: House, today: date) -> list[tuple[date, date]]:
    """Return first and last day of each pay period with hours and of today's, in order."""
    first, last = queries.days_with_lines(tx) or (today, today)
    return house.calendar.periods(min(first, today), max(last, today))


def around(day: date) -> tuple[date, date]:
    """Return first and last day of the pay period that a day lies in."""
    with read() as tx:
        return terms.house(tx).calendar.period_of(day)


def period(first: date, now: Instant) -> Period:
    """Return a pay period by its first day; Missing where no period begins on it."""
    with read() as tx:
        house = terms.house(tx)
        begins, ends = house.calendar.period_of(first)
        if begins != first:
            msg = f"no pay period begins on {first}"
            raise Missing(msg)
        chosen = Selection(begins, ends, now=now)
        control = totals.control(tx, chosen)
        paid_seconds, paid_cents = totals.paid(tx, chosen)
        held, today = batches.money_of(tx, begins), calendar.day_of(now, house.zone)
        company = policies.company(tx)
        due = calendar.due_at(ends, company.due_days, company.due_hour, house.zone)
        return Period(
            first=begins,
            last=ends,
            running=begins <= today <= ends,
            to_come=today < begins,
            control=control,
            present_seconds=totals.present(tx, chosen),
            allocated_seconds=totals.allocated(tx, chosen, control.seconds)
            - totals.without_work(tx, chosen),
            paid_seconds=paid_seconds,
            paid_cents=paid_cents,
            issues=stored.issue_counts(tx, chosen),
            stale_weeks=totals.stale_weeks(tx, chosen),
            due_at=due,
            left=due - now,
            zone=house.zone,
            adjusted_seconds=adjusting.seconds_after(tx, begins, None),
            sent_cents=held.get(Family.PAYROLL.value, {}),
            booked_cents=held.get(Family.JOURNAL.value, {}),
        )


def neighbours(first: date) -> tuple[date, date]:
    """Return the first days of the periods before and after one."""
    with read() as tx:
        pay_calendar = terms.house(tx).calendar
    before = pay_calendar.period_of(first - timedelta(days=1))[0]
    return before, pay_calendar.period_of(first)[1] + timedelta(days=1)


def hours_by_project(first: date, last: date) -> list[ProjectHours]:
    """Return hours and money by project, most hours first."""
    with read() as tx:
        names = naming.names(tx)
        rows = totals.hours_by_project(tx, Selection(first, last))
    return [
        ProjectHours(
            names.code(project, None),
            names.projects[project].name if project is not None else "",
            seconds,
            cents,
        )
        for project, seconds, cents in rows
    ]


def now_running(now: Instant) -> tuple[date, date]:
    """Return first and last day of the pay period that is running."""
    with read() as tx:
        house = terms.house(tx)
    return house.calendar.period_of(calendar.day_of(now, house.zone))
