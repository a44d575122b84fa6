"""What one person's workweek is derived from: its facts, and the policy that held in it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from timesheet.core.approving import ApprovedDay
from timesheet.core.calendar import PayCalendar
from timesheet.core.inference.evidence import Evidence
from timesheet.core.model import Answer, Correction, Punch
from timesheet.core.pay.days import day_begins
from timesheet.core.pay.declared import Declaration
from timesheet.core.pay.policy import Policy
from timesheet.core.pay.rates import RateFrom
from timesheet.core.pay.reach import looks_beyond, reach
from timesheet.core.pay.work import Span
from timesheet.core.shifts.pairing import PairingRules

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Facts:
    """What happened, and what was said, around one person's workweek."""

    person: int
    week: date
    punches: tuple[Punch, ...] = ()
    corrections: tuple[Correction, ...] = ()
    answers: tuple[Answer, ...] = ()
    declared: tuple[Declaration, ...] = ()
    approved: tuple[ApprovedDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """The policy of one person in one workweek: everything that admins set up, as it was then.

    ``pay`` holds on the week's last day; ``changes`` are (first day, policy) in order, where it
    changed within the week. ``end`` is the first day of the next week (None: seven days on).
    ``teams`` say from which day to which the person belonged to a team.
    """

    zone: str
    pay: Policy
    calendar: PayCalendar
    evidence: Evidence
    rates: tuple[RateFrom, ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    new_shift_gap: int = 4 * 3600
    max_shift: int = 18 * 3600
    changes: tuple[tuple[date, Policy], ...] = ()
    end: date | None = None
    teams: tuple[tuple[date, date | None, int], ...] = ()
    unpaid_leave: Collection[str] = ()

    @property
    def pairing(self) -> PairingRules:
        """How this person's punches become shifts."""
        return PairingRules(self.zone, self.new_shift_gap, self.max_shift)

    def week_end(self, week: date) -> date:
        """Return the first day after a week."""
        return self.end or week + 7 * DAY

    def policy_on(self, day: date) -> Policy:
        """Return the pay policy of a day."""
        for first, policy in reversed(self.changes):
            if first <= day:
                return policy
        return self.changes[0][1] if self.changes else self.pay

    def parts(self, week: date) -> list[tuple[date, date, Policy]]:
        """Return the parts of a week that have one policy each: first day, day after, policy."""
        end = self.week_end(week)
        firsts = [max(first, week) for first, _ in self.changes] or [week]
        policies = [policy for _, policy in self.changes] or [self.pay]
        return list(zip(firsts, [*firsts[1:], end], policies, strict=True))

    def span(self, week: date) -> Span:
        """Return between which instants shifts matter to a week."""
        start, end = self.bounds(week)
        for _, _, policy in self.parts(week):
            if looks_beyond(policy):
                first, last = reach(policy, week)
                start = min(start, day_begins(first, self.zone))
                end = max(end, day_begins(last + DAY, self.zone))
        return Span(start, end)

    def bounds(self, week: date) -> Span:
        """Return the first instant of a workweek and that of the next, by its policy's clock."""
        parts = self.parts(week)
        first, last = parts[0][2].time.week_start.at, parts[-1][2].time.week_start.at
        return Span(
            day_begins(week, self.zone, first), day_begins(self.week_end(week), self.zone, last)
        )


def team_on(teams: Iterable[tuple[date, date | None, int]], day: date) -> int | None:
    """Return the team that somebody belongs to on a day; ``teams`` are in order of first day."""
    found = None
    for first, last, team in teams:
        if first <= day and (last is None or day <= last):
            found = team
    return found
