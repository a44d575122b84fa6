"""Enters what the company consists of, giving each thing its id."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from timesheet.core.demo.names import FIRST, LAST
from timesheet.core.demo.nouns import (
    Company,
    Customer,
    Human,
    Named,
    Pay,
    Project,
    Site,
    Task,
    Team,
)
from timesheet.core.demo.plan import DAY, Plan, span
from timesheet.core.model import RATE_UNIT

FOREVER = date.max


@dataclass(frozen=True, slots=True)
class Tenure:
    """Who holds a place from a day to a day, both included."""

    first: date
    last: date
    person: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a team that is filled by one person after another; days nobody comes on it."""

    team: int
    tenures: tuple[Tenure, ...]
    away: frozenset[date]
    switches: bool

    def on(self, day: date) -> int | None:
        """Return who comes on a day; None where nobody does."""
        if day in self.away:
            return None
        for tenure in self.tenures:
            if tenure.first <= day <= tenure.last:
                return tenure.person
        return None


@dataclass(frozen=True, slots=True)
class Terms:
    """How a trade employs people: zone, site, dollars an hour, share that leaves in a year."""

    zone: str
    site: int | None
    lowest: float
    highest: float
    turnover: float
    switching: float = 0.0


@dataclass(slots=True)
class Book:
    """The company while it is being set up."""

    plan: Plan
    company: Company = field(default_factory=Company)
    logins: dict[str, int] = field(default_factory=dict)

    def site(self, name: str, zone: str) -> int:
        """Enter a site."""
        self.company.sites.append(Site(len(self.company.sites) + 1, name, zone))
        return len(self.company.sites)

    def customer(self, name: str) -> int:
        """Enter a customer, or return the one of that name."""
        for customer in self.company.customers:
            if customer.name == name:
                return customer.id
        self.company.customers.append(Customer(len(self.company.customers) + 1, name))
        return len(self.company.customers)

    def cost_center(self, code: str, name: str) -> int:
        """Enter a cost center."""
        return _named(self.company.cost_centers, code, name)

    def cost_code(self, code: str, name: str) -> int:
        """Enter a cost code."""
        return _named(self.company.cost_codes, code, name)

    def project(
        self, code: str, name: str, customer: int | None, center: int, **more: date | bool | None
    ) -> int:
        """Enter a project."""
        key = len(self.company.projects) + 1
        self.company.projects.append(Project(key, code, name, customer, center, **more))  # type: ignore[arg-type]
        return key

    def task(self, project: int, code: str, name: str, cost_code: int | None) -> int:
        """Enter a task."""
        self.company.tasks.append(Task(len(self.company.tasks) + 1, project, code, name, cost_code))
        return len(self.company.tasks)

    def team(self, name: str, center: int) -> int:
        """Enter a team that nobody leads yet."""
        self.company.teams.append(Team(len(self.company.teams) + 1, name, center, ()))
        return len(self.company.teams)

    def lead(self, team: int, person: int) -> None:
        """Let a person lead a team."""
        held = self.company.teams[team - 1]
        self.company.teams[team - 1] = held._replace(leads=(*held.leads, person))

    def human(
        self,
        chance: Random,
        terms: Terms,
        roles: tuple[str, ...],
        first: date,
        last: date | None = None,
        team: int | None = None,
    ) -> int:
        """Enter a person with the rates of his time here."""
        key = len(self.company.people) + 1
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        pay = tuple(self._pay(chance, terms, first)) if "worker" in roles else ()
        human = Human(
            id=key,
            number=str(10_000 + key),
            name=name,
            login=self._login(name),
            zone=terms.zone,
            roles=roles,
            started_on=first,
            ended_on=last,
            site=terms.site,
            team=team,
            pay=pay,
        )
        self.company.people.append(human)
        return key

    def places(
        self, chance: Random, terms: Terms, team: int, count: int, *, led: bool = True
    ) -> list[Place]:
        """Fill a team; the first of it leads it (``led``), and stays."""
        found = [self._place(chance, terms, team, leads=led and n == 0) for n in range(count)]
        if led and found:
            self.lead(team, found[0].tenures[0].person)
        return found

    def _place(self, chance: Random, terms: Terms, team: int, *, leads: bool) -> Place:
        plan = self.plan
        roles = ("lead", "worker") if leads else ("worker",)
        first = plan.first - timedelta(days=chance.randint(30, 2000))
        tenures = []
        day = plan.first
        while True:
            stays = FOREVER.toordinal()
            if terms.turnover and not leads:
                stays = day.toordinal() + int(chance.expovariate(terms.turnover / 365.25)) + 1
            gone = stays < plan.until.toordinal()
            last = date.fromordinal(stays) if gone else None
            person = self.human(chance, terms, roles, first, last, team)
            tenures.append(Tenure(first, last or FOREVER, person))
            if last is None:
                break
            first = day = last + DAY * chance.randint(1, 5)
            if day > plan.until:
                break
        return Place(team, tuple(tenures), _away(chance, plan), chance.random() < terms.switching)

    def _pay(self, chance: Random, terms: Terms, first: date) -> list[Pay]:
        rate = round(chance.uniform(terms.lowest, terms.highest) * 4) * RATE_UNIT // 4
        pay = [Pay(first, rate, "hired")]
        raised = self.plan.first + DAY * chance.randint(7, max(8, 7 * self.plan.weeks))
        if chance.random() < 0.3 and first < raised <= self.plan.until:
            pay.append(Pay(raised, rate + rate * 3 // 100, "yearly review"))
        return pay

    def _login(self, name: str) -> str:
        plain = name.lower().replace(" ", ".")
        count = self.logins[plain] = self.logins.get(plain, 0) + 1
        return plain if count == 1 else f"{plain}{count}"


def _named(held: list[Named], code: str, name: str) -> int:
    for one in held:
        if one.code == code:
            return one.id
    held.append(Named(len(held) + 1, code, name))
    return len(held)


def _away(chance: Random, plan: Plan) -> frozenset[date]:
    """Return the days on which somebody is on leave or ill."""
    days = plan.planned_days
    found = {day for day in days if chance.random() < 0.02}
    if chance.random() < 0.25:
        start = chance.choice(days)
        found |= set(span(start, start + 6 * DAY))
    return frozenset(found)
