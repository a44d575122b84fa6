"""Reports about people's absences and rates, and about what effort brought."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from timesheet.actions import leave as balances
from timesheet.actions.report_source import Again, Parameters, Source
from timesheet.core import calendar
from timesheet.core.model import Seconds
from timesheet.core.pay import leave as accounts
from timesheet.core.pay.declared import Says, standing
from timesheet.core.pay.leave import AccrualRule, Move
from timesheet.core.reports.absence import AbsenceView, Account, absence
from timesheet.core.reports.asking import Asking
from timesheet.core.reports.effort_detail import CODES, Place, Spent, effort_detail
from timesheet.core.reports.rate_history import NO_RATE, RateView, rate_history, used_by_rate
from timesheet.core.reports.table import Table
from timesheet.core.workweek import team_on
from timesheet.store import absences, declarations, effort, rates, terms
from timesheet.store import leave as kinds_of
from timesheet.store.db import Tx
from timesheet.store.leave import LeaveKind
from timesheet.store.names import NOBODY
from timesheet.store.selection import Selection, by_people
from timesheet.store.terms import House

DAY = timedelta(days=1)
EARLIEST, LATEST = balances.EARLIEST, balances.LATEST


def away(source: Source, parameters: Parameters) -> Table:
    """Make the report of absence and leave; people are read some at a time."""
    found = Again(lambda: _away(source))
    return absence(found, parameters=parameters)


def _away(source: Source) -> Iterator[AbsenceView]:
    tx, chosen = source.tx, source.chosen
    kinds = {kind.code: kind for kind in kinds_of.leave_kinds(tx)}
    accruing = {code: rule for code, kind in kinds.items() if (rule := balances.rule_of(kind))}
    house = terms.house(tx)
    everybody = Selection(EARLIEST, LATEST, chosen.people)
    for some in by_people(tx, everybody):
        people = some.people or frozenset()
        of_days = Selection(chosen.first, chosen.last, people)
        paid = absences.paid(tx, of_days, frozenset(kinds))
        taken = _taken(tx, house, people)
        moved = _Balances(tx, kinds, accruing, people, taken)
        for person in sorted(people):
            yield from _of_person(source, person, paid, taken.get(person, {}), kinds, moved)


def _of_person(
    source: Source,
    person: int,
    paid: Mapping[tuple[int, str], absences.Paid],
    taken: Mapping[str, Mapping[date, Seconds]],
    kinds: Mapping[str, LeaveKind],
    moved: "_Balances",
) -> Iterator[AbsenceView]:
    chosen, names = source.chosen, source.names
    number, name, _zone = names.people.get(person, NOBODY)
    codes = {*taken, *moved.codes, *(code for one, code in paid if one == person)}
    for code in sorted(codes):
        kind = kinds.get(code)
        sums = paid.get((person, code), absences.NOTHING)
        days = taken.get(code, {})
        unpaid = 0
        if kind is not None and not kind.paid:
            unpaid = sum(s for day, s in days.items() if chosen.first <= day <= chosen.last)
        account = moved.account(person, code, chosen.first, chosen.last)
        if sums.lines or unpaid or (account and any(account)):
            yield AbsenceView(
                person, number, name, names.teams.get(sums.team or 0, ""), code,
                kind.name if kind else "Public holiday", sums.seconds, sums.cents, unpaid,
                account, sums.lines,
            )  # fmt: skip


def _taken(
    tx: Tx, house: House, people: frozenset[int]
) -> dict[int, dict[str, dict[date, Seconds]]]:
    """Return the leave that stands, by person, kind and day."""
    said = declarations.between(tx, EARLIEST, LATEST, tuple(Says), people)
    teams = terms.teams_of(tx, people)
    found: dict[int, dict[str, dict[date, Seconds]]] = {}
    for one in standing(said):
        if one.says is Says.LEAVE:
            days = found.setdefault(one.person, {}).setdefault(one.name, defaultdict(int))
            for day in balances.days_of(house, one, teams.get(one.person, ())):
                days[day] += one.seconds
    return found


class _Balances:
    """How the balances of some people moved; what they worked is read only where it is asked."""

    def __init__(
        self,
        tx: Tx,
        kinds: Mapping[str, LeaveKind],
        accruing: Mapping[str, AccrualRule],
        people: frozenset[int],
        taken: Mapping[int, Mapping[str, Mapping[date, Seconds]]],
    ) -> None:
        self._kinds, self._accruing, self._taken = kinds, accruing, taken
        self.codes = tuple(accruing)
        self._hired = absences.hired(tx, people) if accruing else {}
        by_work = any(rule.every == "worked" for rule in accruing.values())
        self._worked = absences.worked_by_day(tx, people) if by_work else {}

    def account(self, person: int, code: str, first: date, last: date) -> Account | None:
        """Return how a person's balance moved from a first to a last day."""
        rule = self._accruing.get(code)
        if rule is None:
            return None
        since = self._kinds[code].effective_from
        hired = max(self._hired.get(person) or since, since)
        used = self._taken.get(person, {}).get(code, {})
        moves = accounts.entries(rule, hired, self._worked.get(person, {}), used, last)
        before = next((e.balance for e in reversed(moves) if e.day < first), 0)
        inside = [e for e in moves if first <= e.day <= last]

        def total(move: Move) -> Seconds:
            return sum(e.seconds for e in inside if e.move is move)

        return Account(
            before, total(Move.GRANTED), total(Move.USED), total(Move.EXPIRED),
            moves[-1].balance if moves else 0, sum(s for day, s in used.items() if day > last),
        )  # fmt: skip


def rates_and_use(source: Source, parameters: Parameters) -> Table:
    """Make the rate history; what was paid is summed up by the database, by person and day."""
    tx, chosen, names = source.tx, source.chosen, source.names
    house = terms.house(tx)
    found = [
        RateView(
            one.id, one.person, *names.people.get(one.person, NOBODY)[:2], one.project,
            names.code(one.project, None), one.rate, one.valid_from, one.recorded_at,
            names.people.get(one.recorded_by or 0, NOBODY).name, one.reason,
        )
        for one in rates.of_people(tx, chosen.people)
    ]  # fmt: skip
    found.sort(key=lambda one: (one.person_id, one.project or 0, one.valid_from, one.id))
    used = used_by_rate(found, absences.used_by_day(tx, chosen))
    unrated = {
        person: names.people.get(person, NOBODY)[:2] for person, rate in used if rate == NO_RATE
    }
    today = calendar.day_of(chosen.now, house.zone)
    return rate_history(found, used, unrated, house.zone, today, parameters=parameters)


def effort_and_detail(source: Source, parameters: Parameters) -> Table:
    """Make the report of effort against detail, by week; where it is asked so, by team, project."""
    tx, chosen, house = source.tx, source.chosen, terms.house(source.tx)
    spent: dict[date, Spent] = {}
    for day, *took in effort.by_day(tx, chosen.first, chosen.last):
        week = house.week_of(day)
        spent[week] = Spent(*(a + b for a, b in zip(spent.get(week, Spent()), took, strict=True)))
    of_codes = _of_codes(source.asking)
    weeks = effort.detail_by_week(tx, chosen, source.names, of_codes=of_codes)
    words = _office_words(source, house, of_codes=of_codes)
    return effort_detail(weeks, spent, words, of_codes=of_codes, parameters=parameters)


def _of_codes(asking: Asking) -> bool:
    """Tell whether a question is about teams or projects."""
    named = {*asking.by, *asking.columns, asking.sort, *(name for name, _ in asking.equal)}
    return bool(asking.text) or not named.isdisjoint(CODES)


def _office_words(source: Source, house: House, *, of_codes: bool) -> Mapping[Place, int]:
    """Return how many words of accounting there are about hours of the days chosen."""
    chosen, names = source.chosen, source.names
    days = (chosen.first, chosen.last + DAY)
    first, end = (calendar.start_of_day(day, house.zone) for day in days)
    teams = terms.teams_of(source.tx, names.people.keys()) if of_codes else {}
    found: dict[Place, int] = defaultdict(int)
    for at, person, project in effort.office_words(source.tx, (first, end)):
        day, codes = calendar.day_of(at, house.zone), ("", "")
        if of_codes:
            codes = effort.codes(names, team_on(teams.get(person, ()), day), project)
        found[house.week_of(day), *codes] += 1
    return found
